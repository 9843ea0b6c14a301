using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Collections that are made because the loop has nothing else to do. They take a small part of the time only, however
/// much there is to collect.
/// </summary>
internal sealed class IdleCollector(LuaStack main)
{
    private const long Interval = 100_000_000;

    /// <summary>A collection is followed by a pause that is this many times as long.</summary>
    private const long PauseFactor = 20;

    private long _next = long.MinValue;

    /// <summary>Makes a full collection, unless the last one was a short time ago.</summary>
    /// <returns>When to try again, or <see cref="long.MaxValue"/> after a collection.</returns>
    internal long TryCollect(long now)
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
