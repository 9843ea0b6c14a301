using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;

namespace Moonwire.Modules.Sync;

internal enum FutureStatus
{
    Empty,
    Set,
    Broken,
}

/// <summary>
/// The state that a promise and its future share. The value itself is a Lua value, which the future keeps. A status
/// other than <see cref="FutureStatus.Empty"/> is final.
/// </summary>
internal sealed class FutureState(FiberScheduler fibers)
{
    /// <summary>The value of <see cref="Count"/> if an error was set.</summary>
    internal const int Failed = 0;

    private readonly WaitQueue _waiting = new();

    internal FutureStatus Status { get; private set; }

    /// <summary>The number of values that were set, or <see cref="Failed"/> for an error.</summary>
    internal int Count { get; private set; }

    internal void Enqueue(Wait wait) => _waiting.Add(wait);

    /// <summary>Ends every wait, because the values or the error are set.</summary>
    internal void Satisfy(int count)
    {
        Status = FutureStatus.Set;
        Count = count;
        WakeAll(error: null);
    }

    /// <summary>
    /// Fails every wait if no outcome was set. Runs inside the collector, when the promise is collected.
    /// </summary>
    internal void Break()
    {
        if (Status == FutureStatus.Empty)
        {
            Status = FutureStatus.Broken;
            WakeAll(LuaError.Runtime(RuntimeErrors.BrokenPromise));
        }
    }

    private void WakeAll(LuaError? error)
    {
        while (_waiting.First is { } wait)
        {
            _waiting.Remove(wait);
            wait.Error = error;
            fibers.Wake(wait);
        }
    }
}
