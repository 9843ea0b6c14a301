using Moonwire.Modules.Time;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Tests.Time;

/// <summary>
/// Events that a script cannot cause: the system clock is set while fibers wait, and waits are withdrawn.
/// </summary>
[TestClass]
public sealed class WaitableTimerTests : IDisposable
{
    private const long Second = 1_000_000_000;
    private const long Hour = 3600 * Second;

    private readonly EventLoop _loop = new(
        new PortablePoller(),
        new FiberScheduler(default, new RunningThread(), new UnclaimedFailures(static _ => { }, static _ => { })));
    private readonly WaitableTimer _timer;
    private long _now;

    public WaitableTimerTests() =>
        _timer = new WaitableTimer(_loop, new Clock.SystemClock(1, () => _now), "time.system_timer");

    public void Dispose() => _loop.Dispose();

    [Fact]
    public void AClockThatIsSetForwardEndsTheWaitWithinASecond()
    {
        _ = _timer.ExpireAt(Hour);
        var fiber = Park();
        Assert.True(_timer.Due <= MonotonicClock.Now + Second);

        ComeDue();
        Assert.Equal((FiberState.Parked, 0), (fiber.State, _timer.Position));

        _now = Hour;
        ComeDue();
        Assert.Equal((FiberState.Ready, -1), (fiber.State, _timer.Position));
        Assert.True(_timer.IsOver);
    }

    [Fact]
    public void AClockThatIsSetBackMakesTheWaitLonger()
    {
        _now = Hour;
        _ = _timer.ExpireAt(Hour + 1);
        var fiber = Park();
        _now = 0;

        ComeDue();
        ComeDue();
        Assert.Equal((FiberState.Parked, 0), (fiber.State, _timer.Position));

        _now = Hour + 1;
        ComeDue();
        Assert.Equal(FiberState.Ready, fiber.State);
    }

    [Fact]
    public void TheTimerIsQueuedWhileAFiberWaits()
    {
        _ = _timer.ExpireAt(Hour);
        Assert.Equal(-1, _timer.Position);
        var (first, second) = (Park(), Park());

        first.Wait!.Withdraw();
        Assert.Equal(0, _timer.Position);
        second.Wait!.Withdraw();
        Assert.Equal(-1, _timer.Position);

        var third = Park();
        Assert.Equal(0, _timer.Position);
        Assert.Equal(1, _timer.Cancel());
        Assert.Equal((FiberState.Parked, FiberState.Ready, -1), (first.State, third.State, _timer.Position));
    }

    [Fact]
    public void AMomentAtTheEndOfTimeIsFarAway()
    {
        var before = MonotonicClock.Now;
        _now = -Hour;
        _ = _timer.ExpireAt(long.MaxValue);
        _ = Park();

        Assert.InRange(_timer.Due, before, MonotonicClock.Now + Second);
    }

    private Fiber Park()
    {
        var wait = _timer.Add();
        var fiber = new Fiber(1, default, spawnedAt: null) { Wait = wait, State = FiberState.Parked };
        wait.Fiber = fiber;
        return fiber;
    }

    /// <summary>Fires the timer as the loop does: removes it from the queue, then calls it.</summary>
    private void ComeDue()
    {
        _loop.Remove(_timer);
        _timer.OnDue();
    }
}
