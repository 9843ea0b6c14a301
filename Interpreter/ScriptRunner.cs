using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Logging;
using Moonwire.Modules;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter;

/// <summary>Runs one request in a Lua host of its own.</summary>
internal sealed class ScriptRunner : IDisposable
{
    private const string ReadinessVariable = "MOONWIRE_READINESS";

    private readonly TerminationSignals _signals = new();
    private LazyLogger? _logger;

    internal int Run(RunRequest request)
    {
        if (request.Log.File is { } file && LogFile.Complaint(file) is { } complaint)
        {
            Console.Error.WriteLine($"moonwire: {complaint}");
            return LuaHost.ExitFailure;
        }

        _logger = new LazyLogger(request.Log);
        using var host = new LuaHost(new LuaHostOptions
        {
            Modules = StandardModules.Create,
            Report = Console.Error.WriteLine,
            Exit = Environment.Exit,
            Log = _logger,
            Readiness = Environment.GetEnvironmentVariable(ReadinessVariable) == "poll" ? ReadinessKind.Poll : ReadinessKind.Default,
            MemoryLimit = request.MemoryLimit,
        });
        LuaHost.EndOnBrokenPipe();
        _signals.Watch(host);
        var status = host.Run(Program(request));
        return _signals.Status ?? status;
    }

    public void Dispose()
    {
        _logger?.Dispose();
        _signals.Dispose();
    }

    /// <summary>The name that the program was called by; a plain build would tell its .dll.</summary>
    private static string ExecutableName()
    {
        var name = Environment.GetCommandLineArgs()[0];
        return name.EndsWith(".dll", StringComparison.Ordinal) ? Environment.ProcessPath ?? name : name;
    }

    private static LuaProgram Program(RunRequest request)
    {
        var steps = request.Chunks.Select(static chunk => new ProgramStep(StepKind.Chunk, chunk)).ToList();
        if (request.Script is { } script)
        {
            steps.Add(script == "-" ? new ProgramStep(StepKind.StandardInput, "") : new ProgramStep(StepKind.File, script));
        }

        var commandLine = new List<string> { ExecutableName() };
        commandLine.AddRange(request.Options);
        var scriptIndex = 0;
        if (request.Script is not null)
        {
            scriptIndex = commandLine.Count;
            commandLine.Add(request.Script);
            commandLine.AddRange(request.ScriptArguments);
        }

        return new LuaProgram { Steps = steps, CommandLine = commandLine, ScriptIndex = scriptIndex };
    }
}
