using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Creates fibers, keeps the run queue, and resumes fibers one at a time.
/// </summary>
/// <remarks>
/// A fiber's thread runs Lua's <c>xpcall(f, trace, ...)</c>, which ends with <c>true, results...</c> or <c>false, error</c>,
/// and then, if cleanup handlers wait, the shim's <c>finish_fiber(error)</c> above these values. It suspends by yielding
/// <see cref="Token"/>, after a managed function parked it with <see cref="Park"/>. The outcome of that wait becomes what
/// the function returns or raises (<see cref="DirectCall"/>), or what the yield of its shim returns.
/// </remarks>
public sealed partial class FiberScheduler
{
    /// <summary>What Lua holds for a fiber that does nothing.</summary>
    private const int BytesPerFiber = 1500;

    /// <summary>How many operations in a row may complete at once before the others get a turn.</summary>
    private const int ImmediateBudget = 32;

    private readonly LuaStack _main;
    private readonly RunningThread _running;
    private readonly UnclaimedFailures _unclaimed;
    private readonly IdleCollector _collector;
    private readonly ReadyQueue _ready;
    private readonly FiberTable _fibers;
    private LuaReference _body = LuaReference.None;
    private LuaReference _trace = LuaReference.None;
    private LuaReference _finish = LuaReference.None;
    private long _created;
    private int _immediate;
    private int _waitsForCollector;
    private bool _ranSinceCollection;
    private bool _hasCollectedAtEnd;

    internal FiberScheduler(LuaStack main, RunningThread running, UnclaimedFailures unclaimed)
    {
        _main = main;
        _running = running;
        _unclaimed = unclaimed;
        _fibers = new FiberTable(main);
        _ready = new ReadyQueue(_fibers);
        _collector = new IdleCollector(main);
    }

    /// <summary>What a fiber yields to wait. No script can make this value.</summary>
    internal KeptValue Token { get; } = new();

    /// <summary>The running fiber. Managed functions are only called by one, or by the collector on its behalf.</summary>
    public Fiber? Current { get; private set; }

    /// <summary>How many fibers have not finished.</summary>
    public int LiveCount => _fibers.LiveCount;

    /// <summary>
    /// How many coroutines the running fiber has resumed from places where it cannot suspend; while there is one,
    /// nothing that runs inside it can either. One that an overflow of the stack has ended may still be counted.
    /// </summary>
    internal int Unsuspendable { get; set; }

    internal IEnumerable<Fiber> Live => _fibers.Live;

    /// <summary>The fibers that have failed and were not joined.</summary>
    internal UnclaimedFailures Unclaimed => _unclaimed;

    internal bool MayCollect => _unclaimed.HasNew || _waitsForCollector > 0;

    internal bool HasReady => _ready.Count > 0;

    /// <summary>Whether the running fiber, which is parked, is to run next.</summary>
    internal bool IsFirstReady => _ready.First == Current;

    /// <summary>How many parked fibers something outside the program can wake.</summary>
    internal int ExternalWaits { get; private set; }

    /// <summary>Makes what fibers yield, before there is one.</summary>
    internal void MakeToken()
    {
        DirectCall.PushToken(_main, Token);
        _main.Pop();
    }

    /// <summary>Pops what every fiber runs: xpcall and its message handler, and what runs the handlers that are left.</summary>
    internal void PopBody(LuaStack stack)
    {
        _finish = stack.PopReference();
        _trace = stack.PopReference();
        _body = stack.PopReference();
    }

    /// <summary>Pops a function and its <paramref name="arguments"/>, and makes a ready fiber of them.</summary>
    public Fiber Spawn(LuaStack stack, int arguments, string? spawnedAt)
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
            IsEnding = IsEnding,
        };
        _fibers.Add(stack, fiber);
        if (!thread.Reserve(arguments + 3))
        {
            _fibers.NoticeEnd();
            _fibers.Release(fiber);
            throw new LuaFailure(LuaError.Generic(Errno.ENOMEM) with { Detail = $"no room for {arguments} arguments" });
        }

        _ = thread.Push(_body);
        stack.MoveTo(thread, arguments + 1);
        _ = thread.Push(_trace);
        thread.Insert(-arguments - 1);
        _ready.Enqueue(fiber);
        return fiber;
    }

    /// <summary>Whether <see cref="RequireSuspendable"/> finds a fiber that can suspend here, interrupted or not.</summary>
    public bool MayPark(LuaCall call) =>
        Current is { SuspensionForbidden: 0 } && CanSuspend(call);

    /// <summary>Whether <see cref="RequireSuspendable"/> would find nothing to say or to do.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsPlainlySuspendable(LuaCall call) => Current is { IsPlain: true, Wait: null } && CanSuspend(call);

    /// <summary>
    /// Fails unless the running fiber can suspend here. A function that may park calls it before it changes anything.
    /// </summary>
    /// <param name="interruptible">Whether the function is an interruption point: all but locking a mutex are.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void RequireSuspendable(LuaCall call, bool interruptible = true)
    {
        if (!IsPlainlySuspendable(call))
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

        if (interruptible && (Current.MustLeave || Current.MustInterrupt))
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

    /// <summary>
    /// Before the loop sleeps: collects if something may depend on it. Failed fibers that no script can join any more are
    /// reported then, and waits that nobody can end any more fail. Fibers may be ready after it.
    /// </summary>
    /// <returns>When to do so again, or <see cref="long.MaxValue"/>.</returns>
    internal long CollectBeforeSleep()
    {
        if (!_unclaimed.HasNew && !(_waitsForCollector > 0 && _ranSinceCollection))
        {
            return long.MaxValue;
        }

        var again = _collector.TryCollect(MonotonicClock.Now);
        if (again == long.MaxValue)
        {
            _unclaimed.HasNew = false;
            _ranSinceCollection = _ready.Count > 0;
        }

        return again;
    }

    /// <summary>
    /// Before a deadlock is declared: collects, which may end a wait. Twice, because what a finalizer lets go of is found
    /// by the next collection only. While the program ends, fibers may be stuck again and again, one after the other: only what
    /// waits for a collection is worth another one then.
    /// </summary>
    internal void CollectBeforeDeadlock()
    {
        if (IsEnding && _waitsForCollector == 0 && _hasCollectedAtEnd)
        {
            return;
        }

        _hasCollectedAtEnd = IsEnding;
        _main.Collect();
        _main.Collect();
    }

    /// <summary>At the program's end: whatever was not joined until now never will be.</summary>
    internal void ReportAllFailures() => _unclaimed.ReportAll();

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
        _ranSinceCollection = true;
        _running.Enter(thread);
        var status = thread.Resume(_main, arguments, out var results);
        _running.Leave();
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

    private void End(Fiber fiber, LuaStack thread, ResumeStatus status, int results)
    {
        AbandonWait(fiber);
        switch (status)
        {
            case ResumeStatus.Returned when !fiber.IsFinishing && HasHandlers:
                fiber.IsFinishing = true;
                _ = thread.Reserve(2);
                _ = thread.Push(_finish);
                fiber.ValueCount = 0;
                if (!thread.ToBoolean(-results - 1))
                {
                    thread.PushCopy(-2);
                    fiber.ValueCount = 1;
                }

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
        if (state == FiberState.Failed && IsInterruption(fiber))
        {
            fiber.Thread.Pop(values);
            (state, values) = (FiberState.Succeeded, 0);
            fiber.InterruptionCaught = true;
        }

        fiber.State = state;
        fiber.ValueCount = values;
        _fibers.NoticeEnd();
        NoticeEnd(fiber);
        if (state == FiberState.Failed)
        {
            _unclaimed.Notice(fiber);
        }

        if (fiber.Joiner is { } joiner)
        {
            fiber.Joiner = null;
            Wake(joiner);
        }
        else
        {
            if (state == FiberState.Failed)
            {
                _unclaimed.Add(fiber);
            }

            if (!fiber.HasHandle)
            {
                _fibers.Release(fiber);
            }
        }
    }
}
