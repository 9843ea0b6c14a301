using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Time;

/// <summary>Durations: seconds as a script writes them, nanoseconds inside.</summary>
internal static class Duration
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Beyond this many seconds, either way, nothing fits in 64 bits of nanoseconds.</summary>
    private const double Limit = 1e10;

    /// <summary>
    /// A duration, to the nearest nanosecond and the even one of two. EDOM if it is infinite or not a number, EOVERFLOW
    /// beyond 292 years.
    /// </summary>
    internal static long Read(LuaCall call, int argument)
    {
        var seconds = call.Number(argument);
        if (!double.IsFinite(seconds))
        {
            throw LuaCall.Invalid(argument, $"{seconds} seconds is not a duration", Errno.EDOM);
        }

        var nanoseconds = Nanoseconds(call, argument, seconds, MidpointRounding.ToEven);
        return nanoseconds >= long.MinValue && nanoseconds <= long.MaxValue
            ? (long)nanoseconds
            : throw LuaCall.Invalid(argument, $"{seconds} seconds is more than a clock can tell", Errno.EOVERFLOW);
    }

    /// <summary>
    /// A time to let pass, in nanoseconds, rounded up so that it does not end early; <see cref="long.MaxValue"/> for more
    /// than a clock can tell. EDOM if it is negative, infinite or not a number.
    /// </summary>
    /// <param name="purpose">What it is for, such as "to sleep".</param>
    internal static long ReadDelay(LuaCall call, int argument, string purpose)
    {
        var seconds = call.Number(argument);
        if (!double.IsFinite(seconds) || seconds < 0)
        {
            throw LuaCall.Invalid(argument, $"{seconds} seconds is not a time {purpose}", Errno.EDOM);
        }

        var nanoseconds = Nanoseconds(call, argument, seconds, MidpointRounding.ToPositiveInfinity);
        return (long)Int128.Min(nanoseconds, long.MaxValue);
    }

    /// <summary>The moment that is a delay after another, or the last one that there is.</summary>
    internal static long After(long moment, long delay) => delay > long.MaxValue - moment ? long.MaxValue : moment + delay;

    /// <summary>Seconds, as exactly as a float can tell: whole seconds and the rest are converted apart.</summary>
    internal static double ToSeconds(Int128 nanoseconds)
    {
        var (seconds, rest) = Int128.DivRem(nanoseconds, NanosecondsPerSecond);
        return (double)seconds + ((double)rest / NanosecondsPerSecond);
    }

    private static Int128 Nanoseconds(LuaCall call, int argument, double seconds, MidpointRounding rounding)
    {
        if (call.Stack.TryInteger(argument, out var integer))
        {
            return (Int128)integer * NanosecondsPerSecond;
        }

        if (Math.Abs(seconds) > Limit)
        {
            return seconds < 0 ? Int128.MinValue : Int128.MaxValue;
        }

        var whole = Math.Truncate(seconds);
        return ((Int128)whole * NanosecondsPerSecond) + (Int128)Math.Round((seconds - whole) * NanosecondsPerSecond, rounding);
    }
}
