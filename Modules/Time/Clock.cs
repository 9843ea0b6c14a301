using System.Globalization;
using Moonwire.Runtime.Loop;

namespace Moonwire.Modules.Time;

/// <summary>A clock that scripts read, in nanoseconds since its epoch.</summary>
internal abstract class Clock
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>The clocks, by the number that a time point stores.</summary>
    private static readonly Clock[] Known =
    [
        new SteadyClock(0, "time.steady_clock"),
        new SystemClock(1, static () => WallClock.Now),
        new SteadyClock(2, "time.high_resolution_clock"),
    ];

    private Clock(int number, string name) => (Number, Name) = (number, name);

    internal static Clock Steady => Known[0];

    internal static Clock System => Known[1];

    internal static Clock HighResolution => Known[2];

    internal int Number { get; }

    internal string Name { get; }

    internal abstract long Now { get; }

    internal static Clock Get(int number) => Known[number];

    /// <summary>
    /// Returns the time, on the loop's clock, that a wait until <paramref name="moment"/> may last before it must read
    /// this clock again.
    /// </summary>
    internal abstract long MayWait(long moment);

    /// <summary>Returns the text of a moment, for people.</summary>
    internal abstract string Describe(long moment);

    private sealed class SteadyClock(int number, string name) : Clock(number, name)
    {
        internal override long Now => MonotonicClock.Now;

        internal override long MayWait(long moment) => moment - Now;

        /// <summary>Returns seconds, such as "12.500000000 s".</summary>
        internal override string Describe(long moment)
        {
            var (seconds, rest) = Int128.DivRem(Int128.Abs(moment), NanosecondsPerSecond);
            return string.Create(CultureInfo.InvariantCulture, $"{(moment < 0 ? "-" : "")}{seconds}.{rest:D9} s");
        }
    }

    internal sealed class SystemClock(int number, Func<long> now) : Clock(number, "time.system_clock")
    {
        internal override long Now => now();

        /// <summary>
        /// Returns at most a second, because the clock may be set during the wait, even forward, without an event.
        /// </summary>
        internal override long MayWait(long moment) => (long)Int128.Min(NanosecondsPerSecond, (Int128)moment - Now);

        /// <summary>Returns ISO 8601 text in UTC, such as "2026-01-31T12:00:00.000000000Z".</summary>
        internal override string Describe(long moment)
        {
            var seconds = Math.DivRem(moment, NanosecondsPerSecond, out var rest);
            if (rest < 0)
            {
                (seconds, rest) = (seconds - 1, rest + NanosecondsPerSecond);
            }

            var date = DateTime.UnixEpoch.AddSeconds(seconds);
            return string.Create(CultureInfo.InvariantCulture, $"{date:yyyy-MM-ddTHH:mm:ss}.{rest:D9}Z");
        }
    }
}
