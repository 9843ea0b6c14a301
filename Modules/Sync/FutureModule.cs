using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Native;

namespace Moonwire.Modules.Sync;

/// <summary><c>future</c>: a value that one fiber promises and others wait for. get suspends.</summary>
/// <remarks>
/// A promise has its future as its user value; the future has what was set as its own, a table if these are several
/// values. Nothing refers to the promise, so that one that is dropped unset is found to be broken.
/// </remarks>
internal sealed class FutureModule(ModuleContext context) : LuaModule
{
    private const int BytesPerValue = 16;

    private readonly ObjectType<FutureState> _futures = new("future", static _ => { });
    private readonly ObjectType<FutureState> _promises = new("promise", static state => state.Break());

    public override string Name => "future";

    public override string Shim => "future.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("set_value", SetValue),
        new("set_error", SetError),
    ];

    public override void AddValues(ModuleBuilder builder) =>
        builder.Add(_futures).Add(_promises).Add("new", New).Add("get", Get).Add("take", Take);

    /// <summary><c>new() -> promise, future</c></summary>
    private int New(LuaCall call)
    {
        var state = new FutureState(context.Fibers);
        _promises.Push(call.Stack, state, userValues: 1);
        _futures.Push(call.Stack, state, userValues: 1);
        call.Stack.PushCopy(-1);
        call.Stack.SetUserValue(-3);
        return call.ReturnTop(2);
    }

    /// <summary>
    /// <c>get(self) -> ok: boolean, ...</c>: the values, or the error, once they are set; suspends until then. "Broken
    /// promise" (runtime) when they never will be.
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
                return Take(call, state);
        }
    }

    /// <summary>What get does after it has waited: <c>take(self) -> ok: boolean, ...</c></summary>
    private int Take(LuaCall call) => Take(call, _futures.Get(call, 1));

    private static int Take(LuaCall call, FutureState state)
    {
        var stack = call.Stack;
        var count = state.Count;
        if (!stack.Reserve(count + 3))
        {
            return call.Fail(LuaError.Generic(Errno.ENOMEM) with { Detail = $"no room for {count} values" });
        }

        stack.PushUserValue(1);
        var kept = stack.Count;
        stack.Push(state.Status == FutureStatus.HasValue);
        if (count == 1)
        {
            stack.PushCopy(kept);
            return call.ReturnTop(2);
        }

        for (var i = 1; i <= count; i++)
        {
            _ = stack.PushElement(kept, i);
        }

        return call.ReturnTop(count + 1);
    }

    /// <summary><c>set_value(self, ...)</c>: one nil without a value. "Promise already satisfied" (runtime) for the second time.</summary>
    private int SetValue(LuaCall call)
    {
        var state = Unsatisfied(call);
        var stack = call.Stack;
        var count = stack.Count - 1;
        if (count > 1)
        {
            PackValues(stack, count);
        }
        else if (count == 0)
        {
            stack.PushNil();
        }

        return Satisfy(call, state, FutureStatus.HasValue, Math.Max(count, 1));
    }

    /// <summary><c>set_error(self, e)</c>: get will raise it. EINVAL (generic, arg 2) for nil.</summary>
    private int SetError(LuaCall call)
    {
        if (call.IsAbsent(2))
        {
            _ = _promises.Get(call, 1);
            throw LuaCall.Invalid(2, "an error cannot be nil");
        }

        var state = Unsatisfied(call);
        call.Stack.PushCopy(2);
        return Satisfy(call, state, FutureStatus.HasError, 1);
    }

    private FutureState Unsatisfied(LuaCall call)
    {
        var state = _promises.Get(call, 1);
        return state.Status == FutureStatus.Empty
            ? state
            : throw new LuaFailure(LuaError.Runtime(RuntimeErrors.PromiseAlreadySatisfied) with { Operation = call.Function });
    }

    /// <summary>Makes the value on top the future's.</summary>
    private static int Satisfy(LuaCall call, FutureState state, FutureStatus status, int count)
    {
        call.Stack.PushUserValue(1);
        call.Stack.Insert(-2);
        call.Stack.SetUserValue(-2);
        state.Satisfy(status, count);
        return call.Return();
    }

    /// <summary>Pushes a table of the arguments after the first.</summary>
    private static void PackValues(LuaStack stack, int count)
    {
        if (!stack.CanAllocate((long)count * BytesPerValue))
        {
            throw new LuaFailure(LuaError.Generic(Errno.ENOMEM) with { Detail = $"no room for {count} values" });
        }

        stack.PushTable(array: count);
        for (var i = 1; i <= count; i++)
        {
            stack.PushCopy(i + 1);
            stack.SetElement(-2, i);
        }
    }

    private sealed class FutureWait : Wait
    {
        public override bool IsExternal => false;

        public override bool IsEndedByCollector => true;

        public override string Operation => "get";

        public override string Describe() => "the value of a future";

        protected override int PushValues(LuaStack stack) => 0;
    }
}
