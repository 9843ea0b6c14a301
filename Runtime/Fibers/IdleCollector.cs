using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Collects garbage when the loop has nothing else to do. A pause after each collection keeps the collector below 5 %
/// of the time.
/// </summary>
internal sealed class IdleCollector(FiberScheduler fibers, LuaThread main)
{
    private const long Interval = 100_000_000;

    /// <summary>The pause after a collection, as a multiple of the collection's duration.</summary>
    private const long PauseFactor = 20;

    private long _next = long.MinValue;
    private bool _hasCollectedAtEnd;

    /// <summary>
    /// Collects before the loop sleeps, if a collection may report a failed fiber or end a wait. The collector finds
    /// failed fibers that no script can join any more, and waits that nothing can end any more. Fibers may be ready
    /// afterwards.
    /// </summary>
    /// <returns>The time of the next attempt, or <see cref="long.MaxValue"/>.</returns>
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
    /// Collects before the loop declares a deadlock, because a collection may end a wait. Collects twice, because only
    /// the next collection finds the objects that a finalizer has released. Fibers may get stuck one after the other
    /// while the program ends. From the second time on, this method then collects only if a collection can end a wait.
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

    /// <summary>Makes a full collection, unless the last collection was a short time ago.</summary>
    /// <returns>The time of the next attempt, or <see cref="long.MaxValue"/> after a collection.</returns>
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

    /// <summary>
    /// Returns true if managed memory of this size fits into the memory that scripts may still use. Collects if it
    /// does not fit at first.
    /// </summary>
    internal bool CanAllocate(int size) => size == 0 || main.CanAllocate(size);
}
