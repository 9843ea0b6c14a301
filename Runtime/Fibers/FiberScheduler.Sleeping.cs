using Moonwire.Runtime.Binding;

namespace Moonwire.Runtime.Fibers;

/// <content>Parking without a wait of the fiber's own, and without counting it: a sleep ends from inside the program.</content>
public sealed partial class FiberScheduler
{
    /// <summary>As <see cref="Park"/>, on a sleep, which others share.</summary>
    internal int ParkAsleep(LuaCall call, Sleep sleep)
    {
        Current!.AsleepSince = Environment.TickCount64;
        Current.Deadlines?.ForEach(static deadline => deadline.OnWait());
        Current.Wait = sleep;
        Current.State = FiberState.Parked;
        return SuspendCall(call);
    }

    /// <summary>As <see cref="Wake"/>.</summary>
    internal void WakeSleeper(Fiber fiber)
    {
        fiber.State = FiberState.Ready;
        _ready.Enqueue(fiber);
    }
}
