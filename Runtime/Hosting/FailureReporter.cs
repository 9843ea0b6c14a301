using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Serilog;
using Serilog.Events;

namespace Moonwire.Runtime.Hosting;

/// <summary>Words the failures that a script left to the program: what failed, where, and how it came there.</summary>
/// <param name="main">The stack to work on.</param>
/// <param name="report">Gets each report.</param>
/// <param name="log">Gets every fiber's failure, at debug level.</param>
/// <param name="program">What messages start with.</param>
internal sealed class FailureReporter(LuaThread main, Action<string> report, ILogger log, string program)
{
    private readonly string _program = program + ": ";

    internal bool HasReported { get; private set; }

    /// <summary>What is run, where the sources of syntax errors are looked up; null before that.</summary>
    internal LuaProgram? Running { get; set; }

    /// <summary>The program that standard input held and that could not be loaded, or null.</summary>
    internal byte[]? Input { get; set; }

    /// <summary>Logs a failed fiber, whose error is on top of its thread's stack; a join may still claim it.</summary>
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

    /// <summary>Words a failed fiber's error, which is on top of its thread's stack, without calling the script; or null.</summary>
    internal string? WordsOf(Fiber fiber) => fiber.Trace?.Message ?? ErrorText.WithoutTheScript(main, fiber.Thread, fiber.Trace?.Site);

    /// <summary>Logs a failure that nobody has joined for some time.</summary>
    internal void LogLate(UnclaimedFailure failure) => log.Information(
        "{Fiber}, spawned at {Place}, failed, and nobody has joined it so far: {Error}", failure.Fiber.Title, failure.Fiber.SpawnedAt, failure.Told);

    /// <summary>Reports a failed fiber, whose error is on top of its thread's stack.</summary>
    internal void ReportFiber(Fiber fiber) => ReportFailure(fiber, "");

    /// <summary>Reports a cleanup handler's error, which is on top of the fiber's stack; the program cannot go on.</summary>
    /// <param name="left">The error that was leaving the handler's scope, or null.</param>
    internal void ReportCleanup(Fiber fiber, string? left) =>
        ReportFailure(fiber, "a cleanup handler failed: ", left is null ? "" : "\nwhile this error was leaving its scope: " + left);

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

        return text.Append(suffix).ToString();
    }

    internal void ReportDeadlock(FiberScheduler fibers)
    {
        Report(Deadlock(fibers));
        fibers.Unclaimed.MarkTold();
    }

    /// <summary>Reports a deadlock after which interactive mode goes on: it is no failure of the program.</summary>
    internal void TellDeadlock(FiberScheduler fibers)
    {
        LuaInstance.FlushOutput();
        report(Deadlock(fibers));
    }

    /// <summary>Tells which fibers the program goes on for when interactive mode has ended, if there are some.</summary>
    internal void TellWaiting(FiberScheduler fibers)
    {
        if (FiberReport.Waiting(fibers) is { Length: > 0 } waiting)
        {
            report($"{_program}Ctrl+C ends the program, which goes on for its fibers:{waiting}");
        }
    }

    /// <summary>Reports the fibers whose cleanup waits for what nothing can bring: the program ends all the same.</summary>
    internal void ReportStuckCleanup(FiberScheduler fibers) =>
        Report(FiberReport.Of(main, _program + "the program ends, and cleanup that waits is cut off: nothing can wake it", fibers));

    /// <summary>Reports the error on top of <paramref name="stack"/>, which stays there, as no failure of the program.</summary>
    internal void ReportError(LuaThread stack, FailureTrace? trace)
    {
        var text = (trace?.Message ?? ErrorText.Of(stack, stack, trace?.Site)) + trace?.Hint;
        LuaInstance.FlushOutput();
        report(trace?.Text is null ? text : text + "\n" + trace.Text);
    }

    /// <summary>The words of an uncaught error with what helps to find its cause.</summary>
    private string Explained(string text, Fiber fiber) =>
        MissingModule.Explain(Running is null ? text : new SyntaxExplanation(Running, Input).Of(text), fiber.Requirer, main) + fiber.Trace?.Hint;

    private string Deadlock(FiberScheduler fibers) =>
        FiberReport.Of(main, _program + "deadlock: every fiber waits, and nothing can wake one", fibers);

    private void Report(string text)
    {
        HasReported = true;
        LuaInstance.FlushOutput();
        report(text);
    }
}
