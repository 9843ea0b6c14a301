using Moonwire.Runtime.Binding;

namespace Moonwire.Runtime.Fibers;

/// <content>
/// Parks sleeping fibers on the wait that they all share. The scheduler does not count this wait, because it has no
/// traits.
/// </content>
public sealed partial class FiberScheduler
{
    /// <summary>Parks the running fiber on the shared sleep, and ends the call.</summary>
    internal int ParkAsleep(LuaCall call, Sleep sleep)
    {
        Current!.AsleepSince = Environment.TickCount64;
        Current.Deadlines?.ForEach(static deadline => deadline.OnWait());
        Current.Wait = sleep;
        Current.State = FiberState.Parked;
        return SuspendCall(call);
    }

    /// <summary>Queues a sleeping fiber as ready.</summary>
    internal void WakeSleeper(Fiber fiber)
    {
        fiber.State = FiberState.Ready;
        _ready.Enqueue(fiber);
    }
}
