using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Creates fibers, keeps the run queue, and resumes fibers one at a time. <see cref="Fibers.Interruption"/>,
/// <see cref="Fibers.ProgramEnd"/> and <see cref="FiberOutcomes"/> build on the scheduler.
/// </summary>
/// <remarks>
/// A fiber's thread runs <see cref="FiberBody"/>. The fiber suspends by yielding <see cref="Token"/>, after a managed
/// function parked it with <see cref="Park"/>. The managed function then returns or raises the outcome of the wait
/// (<see cref="DeferredExit"/>), or the yield in its shim returns the outcome.
/// </remarks>
public sealed partial class FiberScheduler
{
    /// <summary>The bytes that Lua allocates for a fiber that does nothing.</summary>
    private const int BytesPerFiber = 1500;

    /// <summary>The number of operations in a row that may complete without a wait before other fibers run.</summary>
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
        Daemons = new DaemonFibers(this);
    }

    /// <summary>The value that a fiber yields in order to wait. No script can create it.</summary>
    internal RootedValue Token { get; } = new();

    /// <summary>Interrupts fibers and ends waits at deadlines.</summary>
    public Interruption Interruption { get; }

    /// <summary>Handles joins, and the outcomes of fibers that no other fiber has joined.</summary>
    public FiberOutcomes Outcomes { get; }

    /// <summary>Counts the fibers that do not keep the program alive.</summary>
    public DaemonFibers Daemons { get; }

    internal ProgramEnd ProgramEnd { get; }

    /// <summary>The table that the shims share with the scheduler.</summary>
    internal ShimState ShimState { get; }

    /// <summary>The running fiber, or null while the loop itself runs. The loop itself calls only finalizers.</summary>
    public Fiber? Current { get; private set; }

    /// <summary>The number of fibers that have not finished.</summary>
    public int LiveCount => _fibers.LiveCount;

    /// <summary>
    /// The number of coroutines that the running fiber has resumed from code that cannot suspend. Code inside such a
    /// coroutine cannot suspend either. A coroutine that a stack overflow has ended may still be counted.
    /// </summary>
    internal ref int Unsuspendable => ref _running.Calls.Unsuspendable;

    internal IEnumerable<Fiber> Live => _fibers.Live;

    /// <summary>The fibers that have failed and have not been joined.</summary>
    internal UnclaimedFailures Unclaimed => _unclaimed;

    /// <summary>The function that every fiber runs.</summary>
    internal FiberBody Body { get; } = new();

    /// <summary>Collects garbage when the loop has nothing else to do.</summary>
    internal IdleCollector Collector { get; }

    /// <summary>True if a collection may report a failed fiber or end a wait.</summary>
    internal bool MayCollect => _unclaimed.HasNew || _waitsForCollector > 0;

    /// <summary>True if a fiber is parked on a wait that a collection may end.</summary>
    internal bool HasWaitsForCollector => _waitsForCollector > 0;

    /// <summary>True if a fiber has run since the <see cref="Collector"/> set this to false.</summary>
    internal bool RanSinceCollection { get; set; }

    internal bool HasReady => _ready.Count > 0;

    /// <summary>True if the running fiber, which has parked, is first in the run queue.</summary>
    internal bool IsFirstReady => _ready.First == Current;

    /// <summary>The number of parked fibers that something outside the program can wake.</summary>
    internal int ExternalWaits { get; private set; }

    /// <summary>Creates <see cref="Token"/>, before the first fiber.</summary>
    internal void MakeToken()
    {
        DeferredExit.PushToken(_main, Token);
        _main.Pop();
    }

    /// <summary>Pushes a fiber's own Lua thread.</summary>
    public void PushThread(LuaThread stack, Fiber fiber) => _fibers.PushThread(stack, fiber);

    /// <summary>Pops a function and its <paramref name="arguments"/>, and creates a ready fiber for it.</summary>
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

    /// <summary>True if the running fiber can suspend here, whether it is interrupted or not.</summary>
    public bool MayPark(LuaCall call) => Current is { SuspensionForbidden: 0 } && CanSuspend(call);

    /// <summary>True if the running fiber can suspend without the checks of <see cref="RequireSuspendable"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool CanSuspendFast(LuaCall call) => Current is { IsPlain: true, Wait: null } && CanSuspend(call);

    /// <summary>Throws unless the running fiber can suspend here. Call this method before any state changes.</summary>
    /// <param name="interruptible">True if the function is an interruption point.</param>
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
            Unsuspendable = 0; // code on the fiber's own thread is not in a coroutine
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

    /// <summary>True if no C function that cannot yield is between the call and the fiber's body.</summary>
    internal bool CanSuspend(LuaCall call) => Unsuspendable == 0 && call.Stack.IsYieldable;

    /// <summary>Runs up to <paramref name="budget"/> ready fibers. Returns the number of turns.</summary>
    internal int RunReady(int budget)
    {
        var count = Math.Min(_ready.Count, budget);
        for (var i = 0; i < count && _ready.Count > 0; i++) // a nested run may empty the queue
        {
            Run(_ready.Dequeue());
        }

        return count;
    }

    /// <summary>Runs a fiber until it waits or ends. Inlined, because frames above a resume cost time.</summary>
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
        var arguments = wait is null ? fiber.ValueCount
            : fiber.WaitsIn == 0 ? wait.PushOutcome(thread)
            : wait.GiveOutcome(fiber, Token);
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
