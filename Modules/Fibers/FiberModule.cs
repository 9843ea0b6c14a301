using System.Globalization;
using System.Text;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Fibers;

/// <summary><c>spawn</c>, <c>this_fiber</c> and the fiber handle. join and yield suspend.</summary>
internal sealed class FiberModule(ModuleContext context) : LuaModule
{
    private readonly ObjectType<Fiber> _handles = new("fiber", context.Fibers.Outcomes.Detach, cost: 128);

    private readonly Stack<TurnWait> _idleTurns = new();

    public override string Name => "fiber";

    public override string Shim => "fiber.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("spawn", Spawn),
        new("detach", Detach),
        new("interrupt", Interrupt),
        new("set_daemon", SetDaemon),
        new("is_daemon", call => call.Return(_handles.Get(call, 1).IsDaemon)),
        new("joinable", Joinable),
        new("interruption_caught", InterruptionCaught),
        new("id", call => call.Return(Id(_handles.Get(call, 1)))),
        new("name", call => ReturnName(call, _handles.Get(call, 1))),
        new("yield", Yield),
        new("forbid_suspend", ForbidSuspend),
        new("allow_suspend", AllowSuspend),
        new("disable_interruption", DisableInterruption),
        new("restore_interruption", RestoreInterruption),
        new("is_main", call => call.Return(Current(call).IsMain)),
        new("current_id", call => call.Return(Id(Current(call)))),
        new("current_name", call => ReturnName(call, Current(call))),
        new("set_name", SetName, Shown: "assignment"),
        new("current", PushCurrent),
    ];

    public override void AddValues(ModuleBuilder builder) =>
        builder.Add(_handles).Add("join", Join).Add("EINVAL", Errno.EINVAL).Add("EPERM", Errno.EPERM);

    /// <summary>
    /// <c>spawn([options: table,] f: function, ...) -> fiber</c>: runs f(...) in a new fiber when the current fiber
    /// suspends. Makes no handle if the caller drops the result, because a program with very many fibers drops most
    /// handles at once.
    /// </summary>
    private int Spawn(LuaCall call)
    {
        var function = call.Stack.TypeOf(1) == LuaType.Table ? 2 : 1;
        if (call.Stack.TypeOf(function) != LuaType.Function)
        {
            throw call.Wrong(function, "function");
        }

        if (call.IsResultDropped)
        {
            _ = Spawned(call);
            return 0;
        }

        // before the spawn, because a fiber without a handle would still run
        var reserved = _handles.Reserve(call.Stack);
        Fiber fiber;
        try
        {
            fiber = Spawned(call);
        }
        catch
        {
            _handles.Cancel(call.Stack, reserved);
            throw;
        }

        fiber.HasHandle = true;
        _handles.Push(call.Stack, fiber, reserved);
        return 1;
    }

    private Fiber Spawned(LuaCall call)
    {
        var stack = call.Stack;
        var hasOptions = stack.TypeOf(1) == LuaType.Table;
        var options = hasOptions ? SpawnOptions.Read(call) : default;
        var fiber = context.Fibers.Spawn(stack, stack.Count - (hasOptions ? 2 : 1), LuaPlace.Of(call));
        context.Fibers.Daemons.Set(fiber, options.IsDaemon ?? context.Fibers.Current is { IsDaemon: true });
        if (options.Name is { } name)
        {
            fiber.Name = name;
        }

        context.Tests.Ledger?.OnSpawned(fiber);
        return fiber;
    }

    /// <summary><c>this_fiber.yield()</c>: lets every other ready fiber run first.</summary>
    private int Yield(LuaCall call)
    {
        context.Fibers.Interruption.NoticePassedDeadlines();
        context.Fibers.RequireSuspendable(call);
        return context.Fibers.ParkReady(call, _idleTurns.TryPop(out var turn) ? turn : new TurnWait(_idleTurns));
    }

    /// <summary>
    /// <c>join(self) -> ...</c>: suspends until the fiber has finished. Returns the fiber's results, raises its error
    /// unchanged, or returns nothing if it was interrupted. EDEADLK for the running fiber itself, EINVAL for a fiber
    /// that was joined or detached before.
    /// </summary>
    private int Join(LuaCall call)
    {
        var fiber = _handles.Get(call, 1);
        if (fiber == context.Fibers.Current)
        {
            throw LuaCall.Invalid(1, "a fiber cannot join itself", Errno.EDEADLK);
        }

        RequireJoinable(fiber);
        context.Fibers.RequireSuspendable(call);
        return context.Fibers.Outcomes.Join(call, fiber, new JoinWait(context.Fibers, fiber));
    }

    /// <summary>
    /// <c>detach(self)</c>: gives up the right to join the fiber. A failure of the fiber is then reported. EINVAL as
    /// for join.
    /// </summary>
    private int Detach(LuaCall call)
    {
        var fiber = _handles.Get(call, 1);
        RequireJoinable(fiber);
        context.Fibers.Outcomes.Detach(fiber);
        return 0;
    }

    /// <summary>
    /// <c>interrupt(self)</c>: makes the fiber's interruption points raise from now on. Does nothing if the fiber has
    /// ended or was detached.
    /// </summary>
    private int Interrupt(LuaCall call)
    {
        var fiber = _handles.Get(call, 1);
        if (fiber.HasHandle)
        {
            context.Fibers.Interruption.Interrupt(fiber);
        }

        return 0;
    }

    /// <summary>
    /// <c>set_daemon(self, is_daemon: boolean)</c>: makes the fiber a daemon, which does not keep the program alive, or
    /// an ordinary fiber again. Does nothing to a fiber that has ended.
    /// </summary>
    private int SetDaemon(LuaCall call)
    {
        context.Fibers.Daemons.Set(_handles.Get(call, 1), call.Boolean(2));
        return 0;
    }

    /// <summary><c>joinable: boolean</c>: true if join may be called.</summary>
    private int Joinable(LuaCall call)
    {
        var fiber = _handles.Get(call, 1);
        return call.Return(fiber is { HasHandle: true, IsJoined: false });
    }

    /// <summary>
    /// <c>interruption_caught: boolean</c>: true if an interruption ended the fiber. EINVAL before the fiber was
    /// joined.
    /// </summary>
    private int InterruptionCaught(LuaCall call)
    {
        var fiber = _handles.Get(call, 1);
        return fiber is { HasHandle: true, IsJoined: true, IsFinished: true }
            ? call.Return(fiber.InterruptionCaught)
            : throw LuaCall.Invalid(
                1,
                fiber.HasHandle ? "the fiber has not been joined yet" : "the fiber was detached");
    }

    /// <summary>
    /// <c>this_fiber.forbid_suspend()</c>: makes suspending functions raise an error until allow_suspend was called as
    /// often.
    /// </summary>
    private int ForbidSuspend(LuaCall call)
    {
        Current(call).SuspensionForbidden++;
        return 0;
    }

    /// <summary><c>this_fiber.allow_suspend()</c>: undoes a forbid_suspend; a runtime error without one.</summary>
    private int AllowSuspend(LuaCall call)
    {
        var fiber = Current(call);
        if (fiber.SuspensionForbidden == 0)
        {
            return call.Fail(LuaError.Runtime(RuntimeErrors.SuspensionAlreadyAllowed));
        }

        fiber.SuspensionForbidden--;
        return 0;
    }

    /// <summary>
    /// <c>this_fiber.disable_interruption()</c>: no interruption point raises until restore_interruption was called as
    /// often.
    /// </summary>
    private int DisableInterruption(LuaCall call)
    {
        Current(call).InterruptionDisabled++;
        return 0;
    }

    /// <summary>
    /// <c>this_fiber.restore_interruption()</c>: undoes a disable_interruption; a runtime error without one.
    /// </summary>
    private int RestoreInterruption(LuaCall call)
    {
        var fiber = Current(call);
        if (fiber.InterruptionDisabled == fiber.CleanupDepth)
        {
            return call.Fail(LuaError.Runtime(RuntimeErrors.InterruptionAlreadyAllowed));
        }

        fiber.InterruptionDisabled--;
        return 0;
    }

    /// <summary><c>this_fiber.name = name</c>: sets the name that reports show: a string, or nil for no name.</summary>
    private int SetName(LuaCall call)
    {
        Current(call).Name = call.Stack.TypeOf(1) switch
        {
            LuaType.Nil => null,
            LuaType.String => call.Text(1),
            _ => throw new LuaFailure(call.Wrong(1, "string").Error with { Argument = 3 }),
        };
        return 0;
    }

    private int PushCurrent(LuaCall call)
    {
        context.Fibers.PushThread(call.Stack, Current(call));
        return 1;
    }

    private Fiber Current(LuaCall call) => context.Fibers.Current
        ?? throw new LuaFailure(LuaError.Generic(Errno.EPERM) with
        {
            Operation = call.Function,
            Detail = "no fiber is running",
        });

    private static string Id(Fiber fiber) => fiber.Number.ToString(CultureInfo.InvariantCulture);

    private static int ReturnName(LuaCall call, Fiber fiber) =>
        fiber.Name is { } name ? call.Return(Encoding.UTF8.GetBytes(name)) : call.ReturnNil();

    private static void RequireJoinable(Fiber fiber)
    {
        if (!fiber.HasHandle)
        {
            throw LuaCall.Invalid(1, "the fiber was detached");
        }

        if (fiber.IsJoined)
        {
            throw LuaCall.Invalid(1, "the fiber was joined before");
        }
    }

    /// <param name="idle">The idle waits, which the wait joins when the fiber has its outcome.</param>
    private sealed class TurnWait(Stack<TurnWait> idle) : Wait(WaitTraits.None)
    {
        public override string Operation => "yield";

        public override string Describe() => "its turn";

        protected override void Withdraw()
        {
        }

        protected override int PushValues(LuaThread stack) => 0;

        protected override void Reset() => idle.Push(this);
    }

    /// <summary>
    /// The wait for a fiber's end. Its results are a boolean, true if the fiber succeeded, and the fiber's results or
    /// its error.
    /// </summary>
    private sealed class JoinWait(FiberScheduler fibers, Fiber fiber) : Wait(WaitTraits.None)
    {
        public override string Operation => "join";

        public override string Describe() => JoinAccount.Words(fiber);

        public override string Progress(int depth) =>
            depth > 0 && fiber.Waiting(depth - 1) is { } waiting ? JoinAccount.Words(fiber, waiting) : "";

        public override WaitAccount? Account(int depth) =>
            depth > 0 && fiber.AccountOfWait(depth - 1) is { } account ? new JoinAccount(fiber, account) : null;

        protected override void Withdraw() => FiberOutcomes.CancelJoin(fiber);

        protected override int PushValues(LuaThread stack) => fibers.Outcomes.TakeOutcome(stack, fiber);
    }
}
