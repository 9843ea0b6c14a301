using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Time;

/// <summary>Converts durations between seconds, which scripts use, and nanoseconds.</summary>
internal static class Duration
{
    private const long NanosecondsPerSecond = 1_000_000_000;

    /// <summary>A number of seconds, positive or negative, that does not fit in 64 bits of nanoseconds.</summary>
    private const double Limit = 1e10;

    /// <summary>
    /// Reads a duration in nanoseconds, rounded to the nearest, and halves to the even one. EDOM if it is infinite or
    /// not a number, EOVERFLOW beyond 292 years.
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
    /// Reads a time to wait in nanoseconds, rounded up so that the wait does not end too early. Returns
    /// <see cref="long.MaxValue"/> for more than a clock can represent. EDOM if it is negative, infinite or not a
    /// number.
    /// </summary>
    /// <param name="purpose">The purpose of the wait, such as "to sleep", for the error.</param>
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

    /// <summary>Returns a moment plus a delay, or the last moment if the sum overflows.</summary>
    internal static long After(long moment, long delay) =>
        delay > long.MaxValue - moment ? long.MaxValue : moment + delay;

    /// <summary>
    /// Returns seconds as exactly as a float can be. It converts whole seconds and the rest separately.
    /// </summary>
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
        return ((Int128)whole * NanosecondsPerSecond)
            + (Int128)Math.Round((seconds - whole) * NanosecondsPerSecond, rounding);
    }
}
