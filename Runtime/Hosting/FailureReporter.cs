using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Hosting;

/// <summary>Words the failures that a script left to the program: what failed, where, and how it came there.</summary>
internal sealed class FailureReporter(LuaStack main, Action<string> report)
{
    private const string Program = "moonwire: ";

    internal bool HasReported { get; private set; }

    /// <summary>What is run, where the sources of syntax errors are looked up; null before that.</summary>
    internal LuaProgram? Running { get; set; }

    /// <summary>The program that standard input held and that could not be loaded, or null.</summary>
    internal byte[]? Input { get; set; }

    /// <summary>Reports a failed fiber, whose error is on top of its thread's stack.</summary>
    internal void ReportFiber(Fiber fiber) => ReportError(fiber, "");

    /// <summary>Reports a cleanup handler's error, which is on top of the fiber's stack; the program cannot go on.</summary>
    internal void ReportCleanup(Fiber fiber) => ReportError(fiber, "a cleanup handler failed: ");

    private void ReportError(Fiber fiber, string prefix)
    {
        var text = new StringBuilder(Program).Append(prefix).Append(Explained(ErrorText.Of(main, fiber.Thread, fiber.Trace?.Site), fiber));
        if (fiber.Trace?.Text is { } trace)
        {
            _ = text.Append('\n').Append(trace);
        }

        if (fiber.SpawnedAt is { } place)
        {
            _ = text.Append("\nin ").Append(fiber.Title).Append(", spawned at ").Append(place);
        }

        Report(text.ToString());
    }

    internal void ReportDeadlock(IEnumerable<Fiber> fibers)
    {
        var text = new StringBuilder(Program).Append("deadlock: every fiber waits, and nothing can wake one");
        foreach (var fiber in fibers)
        {
            var trace = FailureTrace.Capture(main, fiber.Thread, 0);
            _ = text.Append('\n').Append(fiber.Title);
            _ = fiber.SpawnedAt is { } place ? text.Append(", spawned at ").Append(place) : text.Append(" (main)");
            _ = text.Append(", waits for ").Append(fiber.Wait?.Describe() ?? "nothing");
            _ = text.Append('\n').Append(trace.Text);
        }

        Report(text.ToString());
    }

    /// <summary>The words of an uncaught error with what helps to find its cause.</summary>
    private string Explained(string text, Fiber fiber) =>
        MissingModule.Explain(Running is null ? text : new SyntaxExplanation(Running, Input).Of(text), fiber.Requirer, main) + fiber.Trace?.Hint;

    private void Report(string text)
    {
        HasReported = true;
        LuaInstance.FlushOutput();
        report(text);
    }
}
