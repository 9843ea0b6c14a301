using System.Globalization;
using System.Text;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Describes each fiber: where it was spawned, what it waits for and for how long, and its traceback. Unclaimed
/// failures and the last datagrams follow.
/// </summary>
internal static class FiberReport
{
    /// <summary>The loop's thread: returns the report.</summary>
    /// <param name="stopped">The Lua thread that was stopped between two instructions, or the default value if no fiber
    /// runs.</param>
    internal static string Of(
        LuaThread main,
        string heading,
        FiberScheduler fibers,
        DatagramReport datagrams,
        LuaThread stopped = default)
    {
        using var pause = new CollectorPause(main); // a finalizer could run any code, and would be in the tracebacks
        var text = new StringBuilder(heading);
        foreach (var fiber in fibers.Live)
        {
            var threads = LuaThreads.Chain(fiber.Thread);
            if (fiber == fibers.Current && stopped != default && !threads.Contains(stopped))
            {
                threads.Add(stopped); // a C module has resumed it
            }

            AppendState(text, fiber);
            AppendTrace(
                text,
                Enumerable.Reverse(threads).Select(thread => FailureTrace.Capture(main, thread, FirstLevel(thread))));
        }

        AppendFailures(text, fibers.Unclaimed);
        return text.Append(datagrams.Of(fibers)).ToString();
    }

    /// <summary>
    /// Any thread: returns the report when the loop's thread does not respond because it runs a C function. Reads only
    /// the Lua threads that are known to be running.
    /// </summary>
    internal static string Unsynchronised(string heading, FiberScheduler fibers, RunningThread running)
    {
        var text = new StringBuilder(heading);
        try
        {
            foreach (var fiber in fibers.Live)
            {
                AppendState(text, fiber, isOnLoop: false);
                if (fiber == fibers.Current && running.TryHold(out var innermost, out var outermost))
                {
                    LuaThread[] threads = innermost == outermost ? [innermost] : [innermost, outermost];
                    AppendTrace(
                        text,
                        threads.Select(static thread => FailureTrace.Of(LuaTraceback.UnsynchronisedLines(thread))));
                    running.Release();
                }
            }

            AppendFailures(text, fibers.Unclaimed);
        }
        catch (Exception exception) when (exception is InvalidOperationException or NullReferenceException)
        {
            _ = text.Append("\n(the fibers changed in the meantime)");
        }

        return text.ToString();
    }

    /// <summary>
    /// Returns a line for each waiting fiber, without tracebacks, or an empty string if no fiber waits.
    /// </summary>
    internal static string Waiting(FiberScheduler fibers)
    {
        const int max = 10;
        var waiting = fibers.Live.Where(static fiber => fiber.Awaited is not null).ToList();
        var text = new StringBuilder();
        foreach (var fiber in waiting.Take(max))
        {
            AppendState(text, fiber);
        }

        return waiting.Count <= max
            ? text.ToString()
            : text.Append("\nand ").Append(waiting.Count - max).Append(" more").ToString();
    }

    /// <summary>
    /// Returns the level at which a thread's traceback begins. Omits the call that resumes another coroutine, because
    /// the report mentions it anyway.
    /// </summary>
    private static int FirstLevel(LuaThread thread) => NativeCalls.Has(LuaTraceback.FunctionAt(thread, 0)) ? 1 : 0;

    private static void AppendState(StringBuilder text, Fiber fiber, bool isOnLoop = true)
    {
        _ = text.Append('\n').Append(fiber.Title);
        _ = fiber.SpawnedAt is { } place ? text.Append(", spawned at ").Append(place) : text.Append(" (main)");
        _ = fiber switch
        {
            { Awaited: { } wait } => text.Append(", has waited ").Append(SecondsSince(wait.Since)).Append(" s for ")
                .Append(wait.Describe()).Append(isOnLoop ? wait.Progress(0) : wait.BriefProgress()),
            { State: FiberState.Running } => text.Append(", running"),
            _ => text.Append(", ready to run"),
        };
    }

    /// <summary>Appends the failed fibers that no fiber has joined yet, in the order of their failures.</summary>
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
