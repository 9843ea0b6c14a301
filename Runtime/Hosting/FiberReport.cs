using System.Globalization;
using System.Text;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>Words where each fiber is: where it was spawned, what it waits for and since when, and its traceback; then failures that nobody has joined.</summary>
internal static class FiberReport
{
    /// <summary>On the loop's thread.</summary>
    /// <param name="stopped">The Lua thread that was stopped between two instructions, or none if no fiber runs.</param>
    internal static string Of(LuaThread main, string heading, FiberScheduler fibers, LuaThread stopped = default)
    {
        using var pause = new CollectorPause(main); // a finalizer could do anything, and would be in the tracebacks
        var text = new StringBuilder(heading);
        foreach (var fiber in fibers.Live)
        {
            var threads = LuaThreads.Chain(fiber.Thread);
            if (fiber == fibers.Current && stopped != default && !threads.Contains(stopped))
            {
                threads.Add(stopped); // which a C module resumed
            }

            AppendState(text, fiber);
            AppendTrace(text, Enumerable.Reverse(threads).Select(thread => FailureTrace.Capture(main, thread, FirstLevel(thread))));
        }

        AppendFailures(text, fibers.Unclaimed);
        return text.ToString();
    }

    /// <summary>
    /// On any thread, when the loop's thread does not respond: it runs a C function. Only the Lua threads that are known
    /// to run are looked at.
    /// </summary>
    internal static string Unsynchronised(string heading, FiberScheduler fibers, RunningThread running)
    {
        var text = new StringBuilder(heading);
        try
        {
            foreach (var fiber in fibers.Live)
            {
                AppendState(text, fiber);
                if (fiber == fibers.Current && running.TryHold(out var innermost, out var outermost))
                {
                    LuaThread[] threads = innermost == outermost ? [innermost] : [innermost, outermost];
                    AppendTrace(text, threads.Select(static thread => FailureTrace.Of(LuaTraceback.UnsynchronisedLines(thread))));
                    running.Release();
                }
            }

            AppendFailures(text, fibers.Unclaimed);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NullReferenceException)
        {
            _ = text.Append("\n(the fibers changed meanwhile)");
        }

        return text.ToString();
    }

    /// <summary>A line for each fiber that waits, without its traceback; empty if none does.</summary>
    internal static string Waiting(FiberScheduler fibers)
    {
        const int max = 10;
        var waiting = fibers.Live.Where(static fiber => fiber.Awaited is not null).ToList();
        var text = new StringBuilder();
        foreach (var fiber in waiting.Take(max))
        {
            AppendState(text, fiber);
        }

        return waiting.Count <= max ? text.ToString() : text.Append("\nand ").Append(waiting.Count - max).Append(" more").ToString();
    }

    /// <summary>The level of a thread that a report begins with: not what resumes another coroutine, because the report says so itself.</summary>
    private static int FirstLevel(LuaThread thread) => NativeCalls.Has(LuaTraceback.FunctionAt(thread, 0)) ? 1 : 0;

    private static void AppendState(StringBuilder text, Fiber fiber)
    {
        _ = text.Append('\n').Append(fiber.Title);
        _ = fiber.SpawnedAt is { } place ? text.Append(", spawned at ").Append(place) : text.Append(" (main)");
        _ = fiber switch
        {
            { Awaited: { } wait } => text.Append(", has waited ").Append(SecondsSince(wait.Since)).Append(" s for ").Append(wait.Describe()).Append(wait.Progress(0)),
            { State: FiberState.Running } => text.Append(", runs"),
            _ => text.Append(", is ready to run"),
        };
    }

    /// <summary>Appends the fibers that have failed and that nobody has joined yet, the last to fail last.</summary>
    private static void AppendFailures(StringBuilder text, UnclaimedFailures failures)
    {
        foreach (var failure in failures.All)
        {
            var seconds = (MonotonicClock.Now - failure.FailedAt) / 1e9;
            _ = text.Append('\n').Append(failure.Fiber.Title).Append(", spawned at ").Append(failure.Fiber.SpawnedAt)
                .Append(CultureInfo.InvariantCulture, $", failed {seconds:0.0} s ago, and nobody has joined it: ")
                .Append(failure.Told).Append(failure.Fiber.Trace?.Hint);
            if (failure.Fiber.Trace?.Text is { } trace)
            {
                _ = text.Append('\n').Append(trace);
            }
        }
    }

    private static string SecondsSince(long milliseconds) =>
        ((Environment.TickCount64 - milliseconds) / 1000.0).ToString("0.0", CultureInfo.InvariantCulture);

    private static void AppendTrace(StringBuilder text, IEnumerable<FailureTrace> innermostFirst)
    {
        var traces = innermostFirst.Select(static trace => trace.Text).OfType<string>().ToList();
        for (var i = 0; i < traces.Count; i++)
        {
            var lines = i == 0 ? traces[0] : traces[i][(traces[i].IndexOf('\n', StringComparison.Ordinal) + 1)..];
            _ = text.Append(i == 0 ? "\n" : "\n\t(coroutine resumed by)\n").Append(lines);
        }
    }
}
