namespace Moonwire.Runtime.Fibers;

/// <summary>Going on without leaving, when the loop does its round inside the call.</summary>
public sealed partial class FiberScheduler
{
    /// <summary>Has the running fiber, parked on the wait, go on if the wait has ended and no other fiber is ready.</summary>
    internal bool TryGoOn(Suspension wait)
    {
        var goesOn = _ready.Count == 1 && Current is { State: FiberState.Ready } && Current.Wait == wait;
        if (goesOn)
        {
            _ = _ready.Dequeue();
            Current!.Wait = null;
            Current.State = FiberState.Running;
            _immediate = 0;
        }

        return goesOn;
    }
}
