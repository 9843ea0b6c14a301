using System.Text;
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
    private readonly ReportSignals _reportSignals = new();
    private LazyLogger? _logger;

    internal int Run(RunRequest request)
    {
        if (request.Log.File is { } file && LogFile.Complaint(file) is { } complaint)
        {
            Console.Error.WriteLine($"moonwire: {complaint}");
            return LuaHost.ExitFailure;
        }

        var executable = ExecutableName.Get();
        var (program, showsVersion) = ProgramPlan.Of(request, executable, static () => !Console.IsInputRedirected);
        if (showsVersion)
        {
            // Console.Out would set the terminal up, in ways that a script does not expect.
            using var output = Console.OpenStandardOutput();
            output.Write(Encoding.UTF8.GetBytes(LuaHost.LuaCopyright + "\n"));
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
            Timeout = request.Timeout,
            ProgramName = executable,
            IgnoreEnvironment = request.IgnoresEnvironment,
        });
        LuaHost.EndOnBrokenPipe();
        _signals.Watch(host);
        _reportSignals.Watch(host);
        var status = host.Run(program);
        return _signals.Status ?? status;
    }

    public void Dispose()
    {
        _logger?.Dispose();
        _signals.Dispose();
        _reportSignals.Dispose();
    }
}
