using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Runs the ready fibers, fires due timers, and polls for readiness. Only the loop's thread touches Lua, the sockets'
/// wait queues and the timers. Other threads hand work to this thread through <see cref="Post"/>.
/// </summary>
/// <remarks>
/// No wake is lost, because:
/// 1. Another thread queues its completion, or sets the stop flag, before it calls <see cref="IPoller.Wake"/>.
/// 2. Only <see cref="IPoller.Wait"/> consumes a wake, and only <see cref="Poll"/> calls it.
/// <see cref="IPoller.WaitFor"/> leaves the wake pending.
/// 3. <see cref="Poll"/> runs the queued completions after each wait, and does not sleep while the stop flag is set.
/// A test sends signals during each kind of wait: <c>SignalsDuringWaitsTests</c>.
/// </remarks>
public sealed class EventLoop : IDisposable
{
    /// <summary>
    /// The maximum number of fibers that run before the loop checks the timers, and before it polls while fibers are
    /// ready.
    /// </summary>
    private const int RunBudget = 64;

    /// <summary>
    /// The maximum number of rounds inside the call of a waiting fiber. Other fibers run in the first round, and the
    /// second may end the fiber's wait.
    /// </summary>
    private readonly int _roundsInside = Shortcuts.Allow(Shortcut.NestedRuns) ? 2 : 0;

    private readonly IPoller _poller;
    private readonly TimerQueue _timers = new();
    private readonly Completions _completions = new();
    private readonly SpeculativeReads _waiting = new();
    private int _ranSincePoll;
    private int _idleTimers;
    private Action? _atRoundEnd;
    private readonly Lock _waking = new();
    private volatile bool _stopRequested;
    private bool _isDisposed;

    internal EventLoop(IPoller readiness, FiberScheduler fibers)
    {
        _poller = readiness;
        Fibers = fibers;
    }

    public FiberScheduler Fibers { get; }

    /// <summary>The number of the current round. A round lasts from one poll to the next.</summary>
    internal long Round { get; private set; }

    /// <summary>Called before each poll, which may sleep.</summary>
    internal Action? BeforePoll { get; set; }

    /// <param name="due">The time when the timer is due, in <see cref="MonotonicClock.Now"/> nanoseconds.</param>
    public void Add(ILoopTimer timer, long due) => _timers.Add(timer, due);

    /// <summary>
    /// Adds a timer that wakes no fiber, so that it neither keeps the program alive nor hides a deadlock. An idle timer
    /// must not be removed.
    /// </summary>
    internal void AddIdle(ILoopTimer timer, long due)
    {
        _idleTimers++;
        _timers.Add(timer, due);
    }

    /// <summary>Records that a timer of <see cref="AddIdle"/> is due.</summary>
    internal void NoticeIdleDue() => _idleTimers--;

    /// <summary>Removes a timer, whether it is queued or not.</summary>
    public void Remove(ILoopTimer timer) => _timers.Remove(timer);

    /// <summary>Adds a source on which fibers wait, for speculative reads.</summary>
    internal void AddWaiting(ReadinessSource source) => _waiting.Add(source);

    internal void RemoveWaiting(ReadinessSource source) => _waiting.Remove(source);

    /// <summary>Removes a source that is about to be closed.</summary>
    internal void ForgetWaiting(ReadinessSource source) => _waiting.Forget(source);

    internal void Watch(ReadinessSource source) => _poller.Watch(source);

    internal void Unwatch(ReadinessSource source) => _poller.Unwatch(source);

    internal void UpdateInterest(ReadinessSource source) => _poller.UpdateInterest(source);

    /// <summary>Any thread: queues the completion, which then runs on the loop's thread.</summary>
    internal void Post(Completion completion)
    {
        _completions.Post(completion);
        Wake();
    }

    /// <summary>Any thread: makes <see cref="Run"/> return before the next fiber runs.</summary>
    internal void RequestStop()
    {
        _stopRequested = true;
        Wake();
    }

    /// <summary>True from <see cref="RequestStop"/> until <see cref="Run"/> returns because of it.</summary>
    internal bool IsStopRequested => _stopRequested;

    /// <summary>
    /// Runs the completions that other threads have posted so far, inside the call of a fiber that cannot wait.
    /// </summary>
    internal void RunPosted() => _completions.Run();

    /// <summary>Queues an action for the end of this round. The action's owner may perform it earlier.</summary>
    internal void AtRoundEnd(Action action) => _atRoundEnd = action;

    /// <summary>Ends the round, before the loop polls and when the loop ends.</summary>
    internal void EndRound()
    {
        Round++;
        if (_atRoundEnd is { } action)
        {
            _atRoundEnd = null;
            action();
        }
    }

    /// <summary>
    /// Runs until every fiber has finished, a stop is requested, or nothing can wake a fiber any more.
    /// </summary>
    internal LoopEnd Run()
    {
        var end = RunRounds();
        EndRound();
        return end;
    }

    private LoopEnd RunRounds()
    {
        while (true)
        {
            if (_stopRequested)
            {
                _stopRequested = false;
                return LoopEnd.Stopped;
            }

            _ranSincePoll += Fibers.RunReady(RunBudget);
            FireTimersIfAny();
            if (Fibers.Daemons.AreAlone)
            {
                return LoopEnd.DaemonsAlone;
            }

            if (Fibers.HasReady)
            {
                if (_ranSincePoll >= RunBudget)
                {
                    Poll(0);
                }
            }
            else if (Fibers.LiveCount == 0)
            {
                return LoopEnd.Finished;
            }
            else if (!IsStuck)
            {
                WaitForWork();
            }
            else
            {
                Fibers.Collector.CollectBeforeDeadlock();
                if (IsStuck)
                {
                    return LoopEnd.Deadlock;
                }
            }
        }
    }

    /// <summary>
    /// Blocks until the source has input, without parking the running fiber. Returns false if another fiber waits for
    /// input or is ready, or if something else ended the wait. The caller must then park, and the loop handles the
    /// event.
    /// </summary>
    public bool TryBlockOn(ReadinessSource source) => _waiting.Count == 0 && TryBlockAlone(source);

    private bool TryBlockAlone(ReadinessSource source)
    {
        if (MustYield || BeforePoll is not null || _roundsInside == 0
            || Fibers.Current is not { IsPlain: true })
        {
            return false;
        }

        EndRound();
        _ranSincePoll = 0;
        var due = _timers.NextDue;
        return _poller.WaitFor(source, due == long.MaxValue ? -1 : Math.Max(0, due - MonotonicClock.Now));
    }

    /// <summary>
    /// Parks the running fiber on a wait for input. If no other fiber is ready, the loop runs a few rounds inside the
    /// call. If a round ends the wait, the fiber continues without a yield and a resume.
    /// </summary>
    /// <param name="began">The time when the fiber began to wait, by <see cref="Environment.TickCount64"/>.</param>
    public int ParkInCall(LuaCall call, Wait wait, long began)
    {
        Fibers.BeginPark(wait, began);
        for (var rounds = 0; rounds < _roundsInside && !MustYield; rounds++)
        {
            if (!TrySpeculativeRead())
            {
                PollBlocking();
            }

            _ranSincePoll++;
            FireTimersIfAny();
            if (!_stopRequested && !Fibers.IsFirstReady)
            {
                _ranSincePoll += Fibers.RunNested(call, RunBudget);
            }

            if (!_stopRequested && Fibers.TryGoOn(wait))
            {
                return wait.ReturnOutcome(call.Stack);
            }
        }

        return Fibers.SuspendCall(call);
    }

    /// <summary>
    /// True if the fiber must yield to the loop, because other fibers are ready, a collection is due, a stop was
    /// requested, or the loop must end.
    /// </summary>
    private bool MustYield
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fibers.HasReady || Fibers.MayCollect || _stopRequested || Fibers.Daemons.AreAlone;
    }

    public void Dispose()
    {
        lock (_waking)
        {
            _isDisposed = true;
            _poller.Dispose();
        }
    }

    /// <summary>
    /// Prevents wakes during fork(2), until <see cref="ExitGate"/>. See <see cref="Os.ForkedChild"/>.
    /// </summary>
    internal void EnterGate() => _waking.Enter();

    internal void ExitGate() => _waking.Exit();

    /// <summary>True if nothing can make a fiber ready any more.</summary>
    internal bool IsStuck => Fibers.ExternalWaits == 0 && _timers.Count == _idleTimers && !Fibers.HasReady;

    private void WaitForWork()
    {
        if (!TrySpeculativeRead())
        {
            PollBlocking();
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TrySpeculativeRead() => _ranSincePoll < RunBudget && _waiting.TryOldest();

    private void PollBlocking()
    {
        var recheck = Fibers.Collector.CollectBeforeSleep();
        if (Fibers.HasReady)
        {
            return;
        }

        var due = Math.Min(_timers.NextDue, recheck);
        if (due == long.MaxValue)
        {
            Poll(-1);
            return;
        }

        Poll(Math.Max(0, due - MonotonicClock.Now));
    }

    /// <summary>
    /// Any thread: wakes the poll. Does nothing after the loop was disposed, because an operation may still be pending
    /// on a closed socket.
    /// </summary>
    private void Wake()
    {
        lock (_waking)
        {
            if (!_isDisposed)
            {
                _poller.Wake();
            }
        }
    }

    /// <summary>Waits for readiness or a wake, and then runs the completions that other threads have posted.</summary>
    /// <remarks>
    /// The poll does not sleep while a stop is requested or a fiber is ready, because <see cref="ParkInCall"/> may have
    /// consumed the wake for the stop, and because the end of a round may wake a fiber.
    /// </remarks>
    internal void Poll(long nanoseconds)
    {
        _ranSincePoll = 0;
        EndRound();
        BeforePoll?.Invoke();
        _poller.Wait(_stopRequested || Fibers.HasReady ? 0 : nanoseconds);
        _completions.Run();
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void FireTimersIfAny()
    {
        if (_timers.Count > 0)
        {
            FireTimers();
        }
    }

    private void FireTimers()
    {
        var now = MonotonicClock.Now;
        while (_timers.TakeDue(now) is { } timer)
        {
            timer.OnDue();
        }
    }
}

/// <summary>The reason why the loop ended.</summary>
internal enum LoopEnd
{
    Finished,
    Stopped,
    Deadlock,
    DaemonsAlone,
}
