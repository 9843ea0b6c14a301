using System.ComponentModel;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Logging;
using Moonwire.Interpreter.Repl;
using Moonwire.Interpreter.Signals;
using Moonwire.Interpreter.Streams;
using Moonwire.Modules;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter;

/// <summary>Runs one request in its own Lua host.</summary>
internal sealed class ScriptRunner : IDisposable
{
    private const string ReadinessVariable = "MOONWIRE_READINESS";

    private readonly TerminationSignals _signals = new();
    private readonly ReportSignals _reportSignals = new();
    private LazyLogger? _logger;

    internal int Run(RunRequest request)
    {
        _logger = new LazyLogger(request.Log);
        if (_logger.OpenFile() is { } complaint)
        {
            StandardStreams.WriteError($"moonwire: {complaint}");
            return ExitStatus.Failure;
        }

        if (Shortcuts.Problem is { } problem)
        {
            StandardStreams.WriteError($"moonwire: {problem}");
            return ExitStatus.Failure;
        }

        if (!RedactionFiles.TryLoad(request.Recording, out var recording)
            || !RecordingFile.TryOpen(recording, out recording))
        {
            return ExitStatus.Misuse;
        }

        var executable = ExecutableName.Get();
        var program = ProgramPlan.Of(request, executable, static () => !Console.IsInputRedirected);
        using var lines = program.Steps.Any(static step => step.Kind == StepKind.Interactive)
            ? TerminalLines.TryOpen()
            : null;
        var options = new LuaHostOptions
        {
            Modules = request.Steps switch
            {
                [{ Kind: StepKind.Test }] => StandardModules.CreateForTests,
                [{ Kind: StepKind.Probe }] => StandardModules.CreateForProbes,
                _ => StandardModules.Create,
            },
            Report = text =>
            {
                lines?.Hide();
                StandardStreams.WriteError(text);
            },
            Exit = static status =>
            {
                _ = TerminalDevice.EndEditing();
                LiveRecording.FinishCurrent();
                if (ForkedChild.IsOne)
                {
                    ForkedChild.Exit(status);
                }

                Environment.Exit(status);
            },
            SignalStatus = () => _signals.Status,
            Lines = lines,
            Log = _logger,
            Readiness = Environment.GetEnvironmentVariable(ReadinessVariable) is "portable" or "poll"
                ? ReadinessKind.Portable
                : ReadinessKind.Default,
            MemoryLimit = request.MemoryLimit,
            Recording = recording,
            Timeout = request.Timeout,
            ProgramName = executable,
            IgnoreEnvironment = request.IgnoresEnvironment,
        };
        if (TryStart(options) is not { } host)
        {
            return ExitStatus.Failure;
        }

        int status;
        using (host)
        {
            status = RunIn(host, lines, program);
        }

        return host.HasTimedOut ? ExitStatus.TimedOut : _signals.Status ?? status;
    }

    /// <summary>
    /// Creates the host. If the system lacks descriptors or threads that the program needs, reports this and returns
    /// null.
    /// </summary>
    private static LuaHost? TryStart(LuaHostOptions options)
    {
        try
        {
            return new LuaHost(options);
        }
        catch (Exception exception) when (exception is DllNotFoundException or Win32Exception or LuaFailure
            or IOException)
        {
            StandardStreams.WriteError(
                $"{options.ProgramName}: the system does not provide what moonwire needs to start: "
                + exception.Message);
            return null;
        }
    }

    private int RunIn(LuaHost host, TerminalLines? lines, LuaProgram program)
    {
        LuaHost.EndOnBrokenPipe();
        _signals.Watch(host);
        _reportSignals.Watch(host);
        if (lines is not null)
        {
            program = ProgramPlan.WithBanner(program);
            var signals = new ReplSignals(host, lines, _signals);
            lines.Attach(host.Post);
            signals.Watch();
            _signals.TryInterrupt = signals.TryInterrupt;
        }

        return host.Run(program);
    }

    public void Dispose()
    {
        _logger?.Dispose();
        _signals.Dispose();
        _reportSignals.Dispose();
    }
}
