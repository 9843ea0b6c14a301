using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Creates fibers, keeps the run queue, and resumes fibers one at a time. <see cref="Fibers.Interruption"/>,
/// <see cref="Fibers.ProgramEnd"/> and <see cref="FiberOutcomes"/> work on it.
/// </summary>
/// <remarks>
/// A fiber's thread runs <see cref="FiberBody"/>. It suspends by yielding
/// <see cref="Token"/>, after a managed function parked it with <see cref="Park"/>. The outcome of that wait becomes what
/// the function returns or raises (<see cref="DeferredExit"/>), or what the yield of its shim returns.
/// </remarks>
public sealed partial class FiberScheduler
{
    /// <summary>What Lua holds for a fiber that does nothing.</summary>
    private const int BytesPerFiber = 1500;

    /// <summary>How many operations in a row may complete at once before the others get a turn.</summary>
    private const int ImmediateBudget = 32;

    private readonly LuaThread _main;
    private readonly RunningThread _running;
    private readonly UnclaimedFailures _unclaimed;
    private readonly ReadyQueue _ready;
    private readonly FiberTable _fibers;
    private long _created;
    private int _immediate;
    private int _waitsForCollector;

    internal FiberScheduler(LuaThread main, RunningThread running, UnclaimedFailures unclaimed)
    {
        _main = main;
        _running = running;
        _unclaimed = unclaimed;
        _fibers = new FiberTable(main);
        _ready = new ReadyQueue(_fibers);
        Collector = new IdleCollector(this, main);
        ShimState = new ShimState(main, running);
        Interruption = new Interruption(this, ShimState, main);
        ProgramEnd = new ProgramEnd(this, ShimState);
        Outcomes = new FiberOutcomes(this, unclaimed, _fibers);
    }

    /// <summary>What a fiber yields to wait. No script can make this value.</summary>
    internal RootedValue Token { get; } = new();

    /// <summary>Interruptions and deadlines.</summary>
    public Interruption Interruption { get; }

    /// <summary>Joins, and the outcomes that no fiber has joined.</summary>
    public FiberOutcomes Outcomes { get; }

    /// <summary>The end of the program.</summary>
    internal ProgramEnd ProgramEnd { get; }

    /// <summary>The table that the shims share with the scheduler.</summary>
    internal ShimState ShimState { get; }

    /// <summary>The running fiber. Managed functions are only called by one, or by the collector on its behalf.</summary>
    public Fiber? Current { get; private set; }

    /// <summary>How many fibers have not finished.</summary>
    public int LiveCount => _fibers.LiveCount;

    /// <summary>
    /// How many coroutines the running fiber has resumed from places where it cannot suspend; while there is one,
    /// nothing that runs inside it can either. One that an overflow of the stack has ended may still be counted.
    /// </summary>
    internal ref int Unsuspendable => ref _running.Calls.Unsuspendable;

    internal IEnumerable<Fiber> Live => _fibers.Live;

    /// <summary>The fibers that have failed and were not joined.</summary>
    internal UnclaimedFailures Unclaimed => _unclaimed;

    /// <summary>What every fiber runs.</summary>
    internal FiberBody Body { get; } = new();

    /// <summary>Collects when the loop has nothing else to do.</summary>
    internal IdleCollector Collector { get; }

    /// <summary>True if a collection may report a failed fiber or end a wait.</summary>
    internal bool MayCollect => _unclaimed.HasNew || _waitsForCollector > 0;

    /// <summary>True if waits are parked that a collection may end.</summary>
    internal bool HasWaitsForCollector => _waitsForCollector > 0;

    /// <summary>True if a fiber has run since the <see cref="Collector"/> set this to false.</summary>
    internal bool RanSinceCollection { get; set; }

    internal bool HasReady => _ready.Count > 0;

    /// <summary>Whether the running fiber, which is parked, is to run next.</summary>
    internal bool IsFirstReady => _ready.First == Current;

    /// <summary>How many parked fibers something outside the program can wake.</summary>
    internal int ExternalWaits { get; private set; }

    /// <summary>Makes what fibers yield, before there is one.</summary>
    internal void MakeToken()
    {
        DeferredExit.PushToken(_main, Token);
        _main.Pop();
    }

    /// <summary>Pushes a fiber's own Lua thread.</summary>
    public void PushThread(LuaThread stack, Fiber fiber) => _fibers.PushThread(stack, fiber);

    /// <summary>Pops a function and its <paramref name="arguments"/>, and makes a ready fiber of them.</summary>
    public Fiber Spawn(LuaThread stack, int arguments, string? spawnedAt)
    {
        if (!stack.CanAllocate(BytesPerFiber))
        {
            MemoryShortage.Throw();
        }

        LuaAllocator.Charge(stack, FiberTable.Cost);
        var thread = stack.PushThread();
        var fiber = new Fiber(++_created, thread, spawnedAt)
        {
            ValueCount = arguments + 2,
            IsEnding = ProgramEnd.IsEnding,
        };
        _fibers.Add(stack, fiber);
        if (!Body.TryMoveStart(stack, thread, arguments, fiber.IsMain))
        {
            _fibers.NoticeEnd();
            _fibers.Release(fiber);
            throw new LuaFailure(LuaError.Generic(Errno.ENOMEM) with { Detail = $"no room for {arguments} arguments" });
        }

        _ready.Enqueue(fiber);
        return fiber;
    }

    /// <summary>Whether <see cref="RequireSuspendable"/> finds a fiber that can suspend here, interrupted or not.</summary>
    public bool MayPark(LuaCall call) =>
        Current is { SuspensionForbidden: 0 } && CanSuspend(call);

    /// <summary>Whether <see cref="RequireSuspendable"/> would find nothing to say or to do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CanSuspendFast(LuaCall call) => Current is { IsPlain: true, Wait: null } && CanSuspend(call);

    /// <summary>
    /// Fails unless the running fiber can suspend here. A function that may park calls it before it changes anything.
    /// </summary>
    /// <param name="interruptible">Whether the function is an interruption point: all but locking a mutex are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RequireSuspendable(LuaCall call, bool interruptible = true)
    {
        if (!CanSuspendFast(call))
        {
            RequireSuspendableGenerally(call, interruptible);
        }
    }

    private void RequireSuspendableGenerally(LuaCall call, bool interruptible)
    {
        if (Current?.Thread == call.Stack)
        {
            Unsuspendable = 0; // what runs on the fiber's own thread runs in no coroutine
        }

        if (Current is null || !CanSuspend(call))
        {
            throw new LuaFailure(LuaError.Generic(Errno.EPERM) with
            {
                Operation = call.Function,
                Detail = "a fiber cannot suspend inside a finalizer, or a callback of a C function such as table.sort",
            });
        }

        if (Current.SuspensionForbidden > 0)
        {
            throw new LuaFailure(LuaError.Runtime(RuntimeErrors.ForbidSuspendBlock) with { Operation = call.Function });
        }

        if (interruptible && (Current.IsUnwinding || Current.MustInterrupt))
        {
            throw new LuaFailure(Current.Interruption(call.Function));
        }

        AbandonWait(Current);
    }

    /// <summary>Whether no C function of Lua's stands between the call and the fiber's own body.</summary>
    internal bool CanSuspend(LuaCall call) => Unsuspendable == 0 && call.Stack.IsYieldable;

    /// <summary>Runs at most <paramref name="budget"/> of the fibers that are ready now; returns how many.</summary>
    internal int RunReady(int budget)
    {
        var count = Math.Min(_ready.Count, budget);
        for (var i = 0; i < count && _ready.Count > 0; i++) // one may have others run inside it
        {
            Run(_ready.Dequeue());
        }

        return count;
    }

    /// <summary>Runs a fiber until it waits again, or ends. A part of its callers: coming back here costs time for each frame.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Run(Fiber fiber)
    {
        var thread = fiber.Thread;
        if (fiber is { IsEnding: true, HasStarted: false })
        {
            thread.Pop(fiber.ValueCount);
            Finish(fiber, FiberState.Succeeded, 0);
            return;
        }

        fiber.HasStarted = true;
        var wait = fiber.Wait;
        fiber.Wait = null;
        var arguments = wait is null ? fiber.ValueCount : fiber.WaitsIn == 0 ? wait.PushOutcome(thread) : wait.GiveOutcome(fiber, Token);
        fiber.State = FiberState.Running;
        Current = fiber;
        Unsuspendable = 0;
        _immediate = 0;
        RanSinceCollection = true;
        _running.Enter(thread);
        var status = thread.Resume(_main, arguments, out var results);
        _running.Exit();
        Current = null;
        if (status == ResumeStatus.Yielded && results > 0 && thread.Is(-results, Token) && fiber.Wait is not null)
        {
            thread.Pop(results);
        }
        else
        {
            End(fiber, thread, status, results);
        }
    }

    private void End(Fiber fiber, LuaThread thread, ResumeStatus status, int results)
    {
        AbandonWait(fiber);
        switch (status)
        {
            case ResumeStatus.Returned when !fiber.IsFinishing && ShimState.HasHandlers:
                fiber.IsFinishing = true;
                fiber.ValueCount = Body.PushFinish(thread, results);
                Run(fiber);
                break;
            case ResumeStatus.Returned:
                Finish(fiber, thread.ToBoolean(-results) ? FiberState.Succeeded : FiberState.Failed, results - 1);
                break;
            case ResumeStatus.Yielded:
                thread.Pop(results);
                thread.Push("attempt to yield from outside a coroutine"u8);
                Finish(fiber, FiberState.Failed, 1);
                break;
            default:
                Finish(fiber, FiberState.Failed, 1);
                break;
        }
    }

    private void Finish(Fiber fiber, FiberState state, int values)
    {
        if (state == FiberState.Failed && Interruption.IsInterruption(fiber))
        {
            fiber.Thread.Pop(values);
            (state, values) = (FiberState.Succeeded, 0);
            fiber.InterruptionCaught = true;
        }

        fiber.State = state;
        fiber.ValueCount = values;
        _fibers.NoticeEnd();
        Interruption.NoticeEnd(fiber);
        Outcomes.OnFinished(fiber);
    }
}
