using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Time;

/// <summary><c>time_point</c>: a moment of a clock, as a Lua userdata. No function suspends.</summary>
internal sealed unsafe class TimePoints
{
    private readonly UserdataType<Moment> _type = new("time_point");

    private struct Moment
    {
        public long Nanoseconds;
        public int Clock;
    }

    internal IEnumerable<ModuleFunction> Functions =>
    [
        new("add", call => Move(call, 1)),
        new("sub", call => Move(call, -1)),
        new("seconds_since_epoch", call => call.Return(Duration.ToSeconds(_type.Get(call, 1)->Nanoseconds))),
        new("__add", Add),
        new("__sub", Subtract),
        new("__eq", IsEqual),
        new("__lt", call => call.Return(Compare(call) < 0)),
        new("__le", call => call.Return(Compare(call) <= 0)),
        new("__tostring", ToText),
    ];

    internal void AddType(ModuleBuilder builder) => builder.Add(_type);

    /// <summary>Returns a new time point to the script.</summary>
    internal int Return(LuaCall call, Clock clock, long moment)
    {
        var point = _type.Push(call.Stack);
        point->Nanoseconds = moment;
        point->Clock = clock.Number;
        return 1;
    }

    /// <summary>Reads a time point of <paramref name="clock"/>. EINVAL for a time point of another clock.</summary>
    internal long Read(LuaCall call, int argument, Clock clock)
    {
        var point = _type.Get(call, argument);
        return point->Clock == clock.Number
            ? point->Nanoseconds
            : throw LuaCall.Invalid(
                argument,
                $"time_point of {clock.Name} expected, got one of {Clock.Get(point->Clock).Name}");
    }

    /// <summary>
    /// <c>add(self, seconds: number)</c>, <c>sub(self, seconds: number)</c>: changes the time point itself.
    /// </summary>
    private int Move(LuaCall call, int sign)
    {
        var point = _type.Get(call, 1);
        point->Nanoseconds = Moved(point, 2, Duration.Read(call, 2), sign);
        return 0;
    }

    /// <summary><c>time_point + seconds</c> and <c>seconds + time_point</c>: returns a time point.</summary>
    private int Add(LuaCall call)
    {
        var (self, other) = _type.TryGet(call.Stack, 1) is not null ? (1, 2) : (2, 1);
        var point = _type.Get(call, self);
        return Return(call, Clock.Get(point->Clock), Moved(point, other, Duration.Read(call, other), 1));
    }

    /// <summary>
    /// <c>time_point - time_point</c>: returns seconds. <c>time_point - seconds</c>: returns a time point.
    /// </summary>
    private int Subtract(LuaCall call)
    {
        var point = _type.Get(call, 1);
        var clock = Clock.Get(point->Clock);
        if (call.Stack.TypeOf(2) == LuaType.Userdata)
        {
            return call.Return(Duration.ToSeconds((Int128)point->Nanoseconds - Read(call, 2, clock)));
        }

        return Return(call, clock, Moved(point, 2, Duration.Read(call, 2), -1));
    }

    /// <summary><c>==</c>: true for equal moments of one clock.</summary>
    private int IsEqual(LuaCall call)
    {
        var left = _type.TryGet(call.Stack, 1);
        var right = _type.TryGet(call.Stack, 2);
        return call.Return(
            left is not null
            && right is not null
            && left->Clock == right->Clock
            && left->Nanoseconds == right->Nanoseconds);
    }

    private int Compare(LuaCall call)
    {
        var left = _type.Get(call, 1);
        return left->Nanoseconds.CompareTo(Read(call, 2, Clock.Get(left->Clock)));
    }

    private int ToText(LuaCall call)
    {
        var point = _type.Get(call, 1);
        return call.Return(Clock.Get(point->Clock).Describe(point->Nanoseconds));
    }

    private static long Moved(Moment* point, int argument, long duration, int sign)
    {
        var moved = point->Nanoseconds + ((Int128)duration * sign);
        return moved >= long.MinValue && moved <= long.MaxValue
            ? (long)moved
            : throw LuaCall.Invalid(argument, "the result is beyond what the clock can tell", Errno.EOVERFLOW);
    }
}
