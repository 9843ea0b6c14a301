using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Native;

namespace Moonwire.Modules.Fibers;

/// <summary><c>spawn</c>, <c>this_fiber</c> and the fiber handle. join and yield suspend.</summary>
internal sealed class FiberModule(ModuleContext context) : LuaModule
{
    private readonly ObjectType<Fiber> _handles = new("fiber", context.Fibers.OnHandleCollected);

    private readonly Stack<TurnWait> _idleTurns = new();

    public override string Name => "fiber";

    public override string Shim => "fiber.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("spawn", Spawn, Results: 1),
        new("yield", Yield, Suspends: true),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(_handles).Add("join", Join);

    /// <summary><c>spawn(f: function, ...) -> fiber</c>: runs f(...) in a new fiber once the current one suspends.</summary>
    private int Spawn(LuaCall call)
    {
        if (call.Stack.TypeOf(1) != LuaType.Function)
        {
            throw call.Wrong(1, "function");
        }

        var fiber = context.Fibers.Spawn(call.Stack, call.Stack.Count - 1, LuaPlace.Of(call));
        fiber.HasHandle = true;
        _handles.Push(call.Stack, fiber);
        return call.ReturnTop(1);
    }

    /// <summary><c>this_fiber.yield()</c>: lets every other ready fiber run first.</summary>
    private int Yield(LuaCall call)
    {
        context.Fibers.RequireSuspendable(call);
        return context.Fibers.ParkReady(call, _idleTurns.TryPop(out var turn) ? turn : new TurnWait(_idleTurns));
    }

    /// <summary>
    /// <c>join(self) -> ...</c>: suspends until the fiber has finished; its results, or its error raised unchanged. EDEADLK
    /// for the running fiber itself, EINVAL for a fiber that was joined before.
    /// </summary>
    private int Join(LuaCall call)
    {
        var fiber = _handles.Get(call, 1);
        if (fiber == context.Fibers.Current)
        {
            throw LuaCall.Invalid(1, "a fiber cannot join itself", Errno.EDEADLK);
        }

        if (fiber.IsJoined)
        {
            throw LuaCall.Invalid(1, "the fiber was joined before");
        }

        context.Fibers.RequireSuspendable(call);
        var wait = new JoinWait(fiber);
        return context.Fibers.Join(call, fiber, wait);
    }

    /// <param name="idle">Where the wait goes when its outcome was taken, to be used again.</param>
    private sealed class TurnWait(Stack<TurnWait> idle) : Wait
    {
        public override bool IsExternal => false;

        public override string Operation => "yield";

        public override string Describe() => "its turn";

        protected override int PushValues(LuaStack stack) => 0;

        protected override void Reset() => idle.Push(this);
    }

    /// <summary>Pushes whether the fiber succeeded, and its results or its error.</summary>
    private sealed class JoinWait(Fiber fiber) : Wait
    {
        public override bool IsExternal => false;

        public override string Operation => "join";

        public override string Describe() => $"fiber {fiber.Number} to finish";

        protected override void Leave() => FiberScheduler.LeaveJoin(fiber);

        protected override int PushValues(LuaStack stack) => FiberScheduler.TakeOutcome(stack, fiber);
    }
}
