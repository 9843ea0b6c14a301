using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Collections that are made because the loop has nothing else to do. They take a small part of the time only, however
/// much there is to collect.
/// </summary>
internal sealed class IdleCollector(FiberScheduler fibers, LuaThread main)
{
    private const long Interval = 100_000_000;

    /// <summary>A collection is followed by a pause that is this many times as long.</summary>
    private const long PauseFactor = 20;

    private long _next = long.MinValue;
    private bool _hasCollectedAtEnd;

    /// <summary>
    /// Before the loop sleeps: collects if something may depend on it. Failed fibers that no script can join any more are
    /// reported then, and waits that nobody can end any more fail. Fibers may be ready after it.
    /// </summary>
    /// <returns>When to do so again, or <see cref="long.MaxValue"/>.</returns>
    internal long CollectBeforeSleep()
    {
        if (!fibers.Unclaimed.HasNew && !(fibers.HasWaitsForCollector && fibers.RanSinceCollection))
        {
            return long.MaxValue;
        }

        var again = TryCollect(MonotonicClock.Now);
        if (again == long.MaxValue)
        {
            fibers.Unclaimed.HasNew = false;
            fibers.RanSinceCollection = fibers.HasReady;
        }

        return again;
    }

    /// <summary>
    /// Before a deadlock is declared: collects, which may end a wait. Twice, because what a finalizer lets go of is found
    /// by the next collection only. While the program ends, fibers may be stuck again and again, one after the other: only what
    /// waits for a collection is worth another one then.
    /// </summary>
    internal void CollectBeforeDeadlock()
    {
        var isEnding = fibers.ProgramEnd.IsEnding;
        if (isEnding && !fibers.HasWaitsForCollector && _hasCollectedAtEnd)
        {
            return;
        }

        _hasCollectedAtEnd = isEnding;
        main.Collect();
        main.Collect();
    }

    /// <summary>Makes a full collection, unless the last one was a short time ago.</summary>
    /// <returns>When to try again, or <see cref="long.MaxValue"/> after a collection.</returns>
    private long TryCollect(long now)
    {
        if (now < _next)
        {
            return _next;
        }

        main.Collect();
        var end = MonotonicClock.Now;
        _next = end + Math.Max(Interval, (end - now) * PauseFactor);
        return long.MaxValue;
    }
}
