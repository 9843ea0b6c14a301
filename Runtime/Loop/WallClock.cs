using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>The system's time of day. It can jump forwards or backwards when somebody sets it.</summary>
public static unsafe class WallClock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The nanoseconds since 1970-01-01 UTC, with the resolution of the system's clock.</summary>
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
