using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary><c>future</c>: a value that one fiber promises and others wait for. get suspends.</summary>
/// <remarks>
/// The user value of a promise is its future, and the user value of the future is the value that was set. So Lua's
/// collector manages both. Nothing refers to the promise, so the collector finds a promise that was dropped unset, and
/// breaks it.
/// </remarks>
internal sealed class FutureModule(ModuleContext context) : LuaModule
{
    private readonly ObjectType<FutureState> _futures = new("future", static _ => { }, cost: 64);
    private readonly ObjectType<FutureState> _promises = new("promise", static state => state.Break(), cost: 64);

    public override string Name => "future";

    public override string Shim => "future.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("set_error", SetError),
    ];

    public override void AddValues(ModuleBuilder builder) =>
        builder
            .Add(_futures)
            .Add(_promises)
            .Add("new", New)
            .Add("get", Get)
            .Add("outcome", Outcome)
            .Add("set_value", SetValue);

    /// <summary><c>new() -> promise, future</c></summary>
    private int New(LuaCall call)
    {
        var state = new FutureState(context.Fibers);
        _promises.Push(call.Stack, state, userValues: 1);
        _futures.Push(call.Stack, state, userValues: 1);
        call.Stack.PushCopy(-1);
        call.Stack.SetUserValue(-3);
        return 2;
    }

    /// <summary>
    /// The first part of <c>get(self) -> ...</c>: suspends until the outcome is set. "Broken promise" (runtime) if it
    /// can never be set.
    /// </summary>
    private int Get(LuaCall call)
    {
        var state = _futures.Get(call, 1);
        context.Fibers.RequireSuspendable(call);
        switch (state.Status)
        {
            case FutureStatus.Empty:
                var wait = new FutureWait();
                state.Enqueue(wait);
                return context.Fibers.Park(call, wait);
            case FutureStatus.Broken:
                return call.Fail(LuaError.Runtime(RuntimeErrors.BrokenPromise));
            default:
                return 0;
        }
    }

    /// <summary>
    /// The second part of get: <c>outcome(self) -> count: integer, value</c>. For several values, value is a table of
    /// them. For count 0, value is the error.
    /// </summary>
    private int Outcome(LuaCall call)
    {
        var state = _futures.Get(call, 1);
        call.Stack.Push((long)state.Count);
        call.Stack.PushUserValue(1);
        return 2;
    }

    /// <summary>
    /// <c>set_value(self, value, count: integer)</c>: for several values, value is a table of them. "Promise already
    /// satisfied" (runtime) if an outcome was set before.
    /// </summary>
    private int SetValue(LuaCall call)
    {
        var state = Unsatisfied(call);
        return Satisfy(call, state, (int)call.Integer(3));
    }

    /// <summary><c>set_error(self, e)</c>: get will raise the error. EINVAL (generic, arg 2) for nil.</summary>
    private int SetError(LuaCall call)
    {
        _ = _promises.Get(call, 1);
        if (call.IsAbsent(2))
        {
            throw LuaCall.Invalid(2, "an error cannot be nil");
        }

        return Satisfy(call, Unsatisfied(call), FutureState.Failed);
    }

    private FutureState Unsatisfied(LuaCall call)
    {
        var state = _promises.Get(call, 1);
        return state.Status == FutureStatus.Empty
            ? state
            : throw new LuaFailure(LuaError.Runtime(RuntimeErrors.PromiseAlreadySatisfied) with
            {
                Operation = call.Function,
            });
    }

    /// <summary>Stores the second argument as the future's value, and ends its waits.</summary>
    private static int Satisfy(LuaCall call, FutureState state, int count)
    {
        call.Stack.PushUserValue(1);
        call.Stack.PushCopy(2);
        call.Stack.SetUserValue(-2);
        state.Satisfy(count);
        return 0;
    }

    private sealed class FutureWait() : Wait(WaitTraits.EndedByCollector)
    {
        public override string Operation => "get";

        public override string Describe() => "the value of a future";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
