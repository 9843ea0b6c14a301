using System.Diagnostics;

namespace Moonwire.Runtime.Loop;

/// <summary>A clock that never goes backwards, in nanoseconds.</summary>
public static class MonotonicClock
{
    public static long Now => Stopwatch.Frequency == 1_000_000_000
        ? Stopwatch.GetTimestamp()
        : (long)(Stopwatch.GetTimestamp() * (1e9 / Stopwatch.Frequency));

    /// <summary>
    /// Returns the time that is the given number of seconds from now. The number must be finite and not negative.
    /// </summary>
    public static long Later(double seconds)
    {
        var nanoseconds = seconds * 1e9;
        return nanoseconds >= long.MaxValue / 2 ? long.MaxValue : Now + (long)nanoseconds;
    }
}
