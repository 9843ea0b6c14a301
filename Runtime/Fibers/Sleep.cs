using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// What every fiber that sleeps waits for: one object for all of them. What is one fiber's own, when it began and its place
/// among the timers, the fiber has itself; and one that is woken before its time gets a wait of its own (<see cref="ForFiber"/>).
/// </summary>
public sealed class Sleep(EventLoop loop) : Wait(WaitTraits.None)
{
    public override string Operation => "sleep";

    public override string Describe() => "time.sleep";

    /// <summary>Parks the running fiber until <paramref name="due"/>; <see cref="FiberScheduler.RequireSuspendable"/> has passed.</summary>
    public int Park(LuaCall call, long due)
    {
        loop.Add(loop.Fibers.Current!, due);
        return loop.Fibers.ParkAsleep(call, this);
    }

    /// <summary>The fiber has slept for its time.</summary>
    internal static void End(Fiber fiber) => ((Sleep)fiber.Wait!).Wake(fiber);

    internal override Wait ForFiber(Fiber fiber) => new Own(this, fiber);

    protected internal override void Withdraw()
    {
    }

    protected override int PushValues(LuaThread stack) => 0;

    private void Wake(Fiber fiber) => loop.Fibers.WakeSleeper(fiber);

    private void RemoveTimer(Fiber fiber) => loop.Remove(fiber);

    /// <summary>The sleep of one fiber.</summary>
    private sealed class Own : Wait
    {
        private readonly Sleep _sleep;

        internal Own(Sleep sleep, Fiber fiber)
            : base(WaitTraits.None)
        {
            _sleep = sleep;
            Fiber = fiber;
            Since = fiber.AsleepSince;
        }

        public override string Operation => _sleep.Operation;

        public override string Describe() => _sleep.Describe();

        protected internal override void Withdraw() => _sleep.RemoveTimer(Fiber!);

        protected override int PushValues(LuaThread stack) => 0;
    }
}
