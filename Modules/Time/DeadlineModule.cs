using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Time;

/// <summary><c>time.with_timeout</c>: a time limit for the waits of a function.</summary>
internal sealed class DeadlineModule(ModuleContext context) : LuaModule
{
    /// <summary>The type of deadlines. The collector disarms a deadline whose coroutine was dropped.</summary>
    private readonly ObjectType<Deadline> _deadlines = new("deadline", static deadline => deadline.Disarm(), cost: 160);

    public override string Name => "time.with_timeout";

    public override string Shim => "with_timeout.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("with_timeout", Enter),
        new("disarm", Disarm),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(_deadlines);

    /// <summary>
    /// <c>with_timeout(seconds: number, f: function, ...) -> ...</c>: returns f's results. When the time has passed,
    /// f's wait is cancelled, and raises ETIMEDOUT (generic). EDOM for a negative, infinite or undefined time.
    /// </summary>
    private int Enter(LuaCall call)
    {
        var seconds = call.Number(1);
        if (!double.IsFinite(seconds) || seconds < 0)
        {
            throw LuaCall.Invalid(1, $"{seconds} seconds is not a time to wait", Errno.EDOM);
        }

        if (call.Stack.TypeOf(2) != LuaType.Function)
        {
            throw call.Wrong(2, "function");
        }

        var fiber = context.Fibers.Current
            ?? throw new LuaFailure(LuaError.Generic(Errno.EPERM) with { Detail = "no fiber is running" });
        _deadlines.PushNew(call, call => new Deadline(context.Loop, fiber, call, seconds));
        return 1;
    }

    private int Disarm(LuaCall call)
    {
        _deadlines.Get(call, 1).Disarm();
        return 0;
    }
}
