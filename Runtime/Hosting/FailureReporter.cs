using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Hosting;

/// <summary>Words the failures that a script left to the program: what failed, where, and how it came there.</summary>
internal sealed class FailureReporter(LuaStack main, Action<string> report)
{
    private const string Program = "moonwire: ";

    internal bool HasReported { get; private set; }

    /// <summary>Reports a failed fiber, whose error is on top of its thread's stack.</summary>
    internal void ReportFiber(Fiber fiber) => ReportError(fiber, "");

    /// <summary>Reports a cleanup handler's error, which is on top of the fiber's stack; the program cannot go on.</summary>
    internal void ReportCleanup(Fiber fiber) => ReportError(fiber, "a cleanup handler failed: ");

    private void ReportError(Fiber fiber, string prefix)
    {
        var text = new StringBuilder(Program).Append(prefix).Append(ErrorText.Of(main, fiber.Thread, fiber.Trace?.Site));
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

    private void Report(string text)
    {
        HasReported = true;
        LuaInstance.FlushOutput();
        report(text);
    }
}
