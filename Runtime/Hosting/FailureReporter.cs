using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Serilog;
using Serilog.Events;

namespace Moonwire.Runtime.Hosting;

/// <summary>Reports the failures that a script did not handle, with their positions and tracebacks.</summary>
/// <param name="main">The stack on which the reporter works.</param>
/// <param name="report">Receives each report.</param>
/// <param name="log">Receives every fiber's failure, at debug level.</param>
/// <param name="program">The name at the start of each message.</param>
internal sealed class FailureReporter(LuaThread main, Action<string> report, ILogger log, string program)
{
    private readonly string _program = program + ": ";

    internal bool HasReported { get; private set; }

    /// <summary>Describes the datagrams of the sockets that a failure concerns.</summary>
    internal DatagramReport Datagrams { get; set; } = new(null);

    /// <summary>Keeps the failures of the fibers that have an owner, or null.</summary>
    internal ResourceLedger? Ledger { get; set; }

    /// <summary>
    /// The running program, whose steps may contain the source of a syntax error, or null before the program starts.
    /// </summary>
    internal LuaProgram? Running { get; set; }

    /// <summary>The program on standard input that could not be loaded, or null.</summary>
    internal byte[]? Input { get; set; }

    /// <summary>
    /// Logs a failed fiber, whose error is on top of its thread's stack. Another fiber may still join it.
    /// </summary>
    internal void LogFiber(Fiber fiber)
    {
        if (!log.IsEnabled(LogEventLevel.Debug))
        {
            return;
        }

        try
        {
            log.Debug("{Fiber} failed: {Error}", fiber.Title, ErrorText.Of(main, fiber.Thread, fiber.Trace?.Site));
        }
        catch (OutOfMemoryException)
        {
            MemoryShortage.Tell();
        }
    }

    /// <summary>
    /// Returns the message of the error on top of a failed fiber's stack, or null if only a call of the script can
    /// produce it.
    /// </summary>
    internal string? WordsOf(Fiber fiber) =>
        fiber.Trace?.Message ?? ErrorText.WithoutTheScript(main, fiber.Thread, fiber.Trace?.Site);

    /// <summary>Logs a failure that is still unclaimed after some time.</summary>
    internal void LogLate(UnclaimedFailure failure) => log.Information(
        "{Fiber}, spawned at {Place}, failed, and nobody has joined it so far: {Error}",
        failure.Fiber.Title,
        failure.Fiber.SpawnedAt,
        failure.Told);

    /// <summary>Returns the error of a failed fiber, which is on top of its thread's stack, for a ledger.</summary>
    private FiberFailure FailureOf(Fiber fiber)
    {
        var words = fiber.Trace?.Message ?? ErrorText.Of(main, fiber.Thread, fiber.Trace?.Site);
        return new FiberFailure(Explained(words, fiber), fiber.Trace?.Text);
    }

    /// <summary>Reports a failed fiber, whose error is on top of its thread's stack.</summary>
    internal void ReportFiber(Fiber fiber)
    {
        if (Ledger?.TryKeep(fiber, FailureOf) != true)
        {
            ReportFailure(fiber, "");
        }
    }

    /// <summary>
    /// Reports a cleanup handler's error, which is on top of the fiber's stack. The program cannot continue.
    /// </summary>
    /// <param name="left">The error that was leaving the handler's scope, or null.</param>
    internal void ReportCleanup(Fiber fiber, string? left) =>
        ReportFailure(
            fiber,
            "a cleanup handler failed: ",
            left is null ? "" : "\nwhile this error was leaving its scope: " + left);

    private void ReportFailure(Fiber fiber, string prefix, string suffix = "")
    {
        try
        {
            Report(WordsOf(fiber, prefix, suffix));
        }
        catch (Exception exception) when (MemoryShortage.IsCauseOf(exception))
        {
            HasReported = true;
            MemoryShortage.Tell();
        }
    }

    private string WordsOf(Fiber fiber, string prefix, string suffix)
    {
        var words = fiber.Trace?.Message ?? ErrorText.Of(main, fiber.Thread, fiber.Trace?.Site);
        var text = new StringBuilder(_program).Append(prefix).Append(Explained(words, fiber));
        if (fiber.Trace?.Text is { } trace)
        {
            _ = text.Append('\n').Append(trace);
        }

        if (fiber.SpawnedAt is { } place)
        {
            _ = text.Append("\nin ").Append(fiber.Title).Append(", spawned at ").Append(place);
        }

        return text.Append(suffix).Append(Datagrams.Of(fiber)).ToString();
    }

    internal void ReportDeadlock(FiberScheduler fibers)
    {
        Report(Deadlock(fibers));
        fibers.Unclaimed.MarkTold();
    }

    /// <summary>
    /// Reports a deadlock after which interactive mode continues. The deadlock does not count as a failure of the
    /// program.
    /// </summary>
    internal void TellDeadlock(FiberScheduler fibers)
    {
        LuaInstance.FlushOutput();
        report(Deadlock(fibers));
    }

    /// <summary>Reports the fibers, if any, for which the program continues after interactive mode has ended.</summary>
    internal void TellWaiting(FiberScheduler fibers)
    {
        if (FiberReport.Waiting(fibers) is { Length: > 0 } waiting)
        {
            report($"{_program}the program continues until these fibers end; Ctrl+C ends it:{waiting}");
        }
    }

    /// <summary>
    /// Reports the fibers whose cleanup waits for an event that cannot happen. The program ends without finishing this
    /// cleanup.
    /// </summary>
    internal void ReportStuckCleanup(FiberScheduler fibers) =>
        Report(FiberReport.Of(
            main,
            _program + "the program ends without finishing its cleanup, because nothing can wake the waiting fibers",
            fibers,
            Datagrams));

    /// <summary>
    /// Reports the error on top of <paramref name="stack"/>, and leaves it there. The error does not count as a failure
    /// of the program.
    /// </summary>
    internal void ReportError(LuaThread stack, FailureTrace? trace)
    {
        var text = (trace?.Message ?? ErrorText.Of(stack, stack, trace?.Site)) + trace?.Hint;
        LuaInstance.FlushOutput();
        report(trace?.Text is null ? text : text + "\n" + trace.Text);
    }

    /// <summary>Returns the message of an uncaught error, with explanations that help to find its cause.</summary>
    private string Explained(string text, Fiber fiber) =>
        MissingModule.Explain(
            Running is null ? text : new SyntaxExplanation(Running, Input).Of(text), fiber.Requirer, main)
            + fiber.Trace?.Hint;

    private string Deadlock(FiberScheduler fibers) =>
        FiberReport.Of(
            main,
            _program + "deadlock: every fiber is waiting, and nothing can wake any of them",
            fibers,
            Datagrams);

    private void Report(string text)
    {
        HasReported = true;
        LuaInstance.FlushOutput();
        report(text);
    }
}
