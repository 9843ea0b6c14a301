using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>The system's time of day, which can be set.</summary>
public static unsafe class WallClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Nanoseconds since 1970-01-01 UTC, as fine as the system has them.</summary>
    public static long Now
    {
        get
        {
            Libc.TimeSpec now;
            return OperatingSystem.IsLinux() && Libc.clock_gettime(Libc.CLOCK_REALTIME, &now) == 0
                ? (now.Seconds * NanosecondsPerSecond) + now.Nanoseconds
                : (DateTime.UtcNow - DateTime.UnixEpoch).Ticks * TimeSpan.NanosecondsPerTick;
        }
    }
}
