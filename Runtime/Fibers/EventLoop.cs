using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The loop: runs the ready fibers, fires due timers, waits for readiness. It has one thread, the only one that
/// touches Lua, sockets' wait queues and timers; others reach it through <see cref="Post"/>.
/// </summary>
/// <remarks>
/// No wake is lost, because:
/// 1. Another thread queues its completion, or sets the stop flag, before it calls <see cref="IPoller.Wake"/>.
/// 2. Only <see cref="IPoller.Wait"/> consumes a wake, and only <see cref="Poll"/> calls it. <see cref="IPoller.WaitFor"/> leaves the wake pending.
/// 3. <see cref="Poll"/> runs the queued completions after each wait, and does not sleep while the stop flag is set.
/// A test sends signals during each kind of wait: <c>SignalsDuringWaitsTests</c>.
/// </remarks>
public sealed class EventLoop : IDisposable
{
    /// <summary>How many fibers run before timers get a look, and how many rounds of them before sockets do.</summary>
    private const int RunBudget = 64;

    /// <summary>How many rounds are done inside the call of a fiber that waits: one in which others run, and one that may serve it.</summary>
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

    /// <summary>The number of the round. A round lasts from one look for input to the next: the fibers that are ready run, and those they wake.</summary>
    internal long Round { get; private set; }

    /// <summary>Called each time before the loop looks for readiness, and may sleep.</summary>
    internal Action? BeforePoll { get; set; }

    /// <param name="due">When, in <see cref="MonotonicClock.Now"/> nanoseconds.</param>
    public void Add(ILoopTimer timer, long due) => _timers.Add(timer, due);

    /// <summary>Adds a timer that wakes no fiber, so that it neither keeps the program alive nor hides a deadlock. It is not removed.</summary>
    internal void AddIdle(ILoopTimer timer, long due)
    {
        _idleTimers++;
        _timers.Add(timer, due);
    }

    /// <summary>A timer of <see cref="AddIdle"/> is due.</summary>
    internal void NoticeIdleDue() => _idleTimers--;

    /// <summary>Removes a timer, whether it is queued or not.</summary>
    public void Remove(ILoopTimer timer) => _timers.Remove(timer);

    /// <summary>Fibers wait for the source, which can be tried without knowing of input.</summary>
    internal void AddWaiting(ReadinessSource source) => _waiting.Add(source);

    internal void RemoveWaiting(ReadinessSource source) => _waiting.Remove(source);

    /// <summary>The source ends.</summary>
    internal void ForgetWaiting(ReadinessSource source) => _waiting.Forget(source);

    internal void Watch(ReadinessSource source) => _poller.Watch(source);

    internal void Unwatch(ReadinessSource source) => _poller.Unwatch(source);

    internal void UpdateInterest(ReadinessSource source) => _poller.UpdateInterest(source);

    /// <summary>Any thread: has the completion run on the loop thread.</summary>
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

    /// <summary>True from <see cref="RequestStop"/> until <see cref="Run"/> returns for it.</summary>
    internal bool IsStopRequested => _stopRequested;

    /// <summary>Runs the completions that other threads have posted until now, inside the call of a fiber that cannot wait.</summary>
    internal void RunPosted() => _completions.Run();

    /// <summary>Has something that was put off be done at the end of this round; it may be done before.</summary>
    internal void AtRoundEnd(Action action) => _atRoundEnd = action;

    /// <summary>The loop is about to look for input, or has come to its end.</summary>
    internal void EndRound()
    {
        Round++;
        if (_atRoundEnd is { } action)
        {
            _atRoundEnd = null;
            action();
        }
    }

    /// <summary>Runs until every fiber has finished, a stop is requested, or nothing can wake a fiber any more.</summary>
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
    /// Waits until the source has input, without parking the running fiber, if nobody else in the program waits for input
    /// or can go on. Whatever else ends the wait leaves it to the caller to park, and is found by the loop again.
    /// </summary>
    public bool TryBlockOn(ReadinessSource source) => _waiting.Count == 0 && TryBlockAlone(source);

    private bool TryBlockAlone(ReadinessSource source)
    {
        if (Fibers.HasReady || Fibers.MayCollect || _stopRequested || BeforePoll is not null || _roundsInside == 0
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
    /// Parks the running fiber on a wait for input. When no other fiber is ready, the loop does a few rounds here and now: if
    /// that ends the wait, the fiber simply goes on, and need not yield to the loop and be resumed.
    /// </summary>
    /// <param name="began">When the fiber began to wait, by <see cref="Environment.TickCount64"/>.</param>
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

    /// <summary>True if the fiber must yield to the loop, because others are ready, a collection is due, or the loop shall stop.</summary>
    private bool MustYield
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => Fibers.HasReady || Fibers.MayCollect || _stopRequested;
    }

    public void Dispose()
    {
        lock (_waking)
        {
            _isDisposed = true;
            _poller.Dispose();
        }
    }

    /// <summary>Before fork(2): see <see cref="Os.ForkedChild"/>.</summary>
    internal void EnterGate() => _waking.Enter();

    internal void ExitGate() => _waking.Exit();

    /// <summary>Whether nothing can make a fiber ready any more.</summary>
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

    /// <summary>Any thread. What ends after the loop, such as a pending operation of a socket that was closed, wakes nobody.</summary>
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

    /// <summary>Waits for readiness or a wake, and runs the completions that other threads posted.</summary>
    /// <remarks>
    /// It only looks while a stop is requested or a fiber is ready, because <see cref="ParkInCall"/> may have consumed the
    /// wake for the stop, and because the end of a round may wake a fiber.
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

/// <summary>Why the loop ended.</summary>
internal enum LoopEnd
{
    Finished,
    Stopped,
    Deadlock,
}
