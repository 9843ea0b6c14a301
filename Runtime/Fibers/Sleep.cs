using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The wait that all sleeping fibers share. Each fiber stores when its sleep began, and its position in the timer
/// queue. <see cref="ForFiber"/> creates a separate wait for a fiber that must wake early.
/// </summary>
public sealed class Sleep(EventLoop loop) : Wait(WaitTraits.None)
{
    public override string Operation => "sleep";

    public override string Describe() => "time.sleep";

    /// <summary>
    /// Parks the running fiber until <paramref name="due"/>. The caller must have called
    /// <see cref="FiberScheduler.RequireSuspendable"/>.
    /// </summary>
    public int Park(LuaCall call, long due)
    {
        loop.Add(loop.Fibers.Current!, due);
        return loop.Fibers.ParkAsleep(call, this);
    }

    /// <summary>Wakes a fiber whose sleep is over.</summary>
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
