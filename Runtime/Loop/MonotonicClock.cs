using System.Diagnostics;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>A clock that never goes backwards, in nanoseconds.</summary>
public static unsafe class MonotonicClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The time. On Linux, the clock is read directly, because each recorded datagram reads it.</summary>
    public static long Now
    {
        get
        {
            Unsafe.SkipInit(out Libc.TimeSpec now);
            return OperatingSystem.IsLinux() && Libc.clock_gettime(Libc.CLOCK_MONOTONIC, &now) == 0
                ? (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds
                : OfStopwatch();
        }
    }

    /// <summary>
    /// Returns the time that is the given number of seconds from now. The number must be finite and not negative.
    /// </summary>
    public static long Later(double seconds)
    {
        var nanoseconds = seconds * 1e9;
        return nanoseconds >= long.MaxValue / 2 ? long.MaxValue : Now + (long)nanoseconds;
    }

    private static long OfStopwatch() => Stopwatch.Frequency == NanosecondsPerSecond
        ? Stopwatch.GetTimestamp()
        : (long)(Stopwatch.GetTimestamp() * ((double)NanosecondsPerSecond / Stopwatch.Frequency));
}
