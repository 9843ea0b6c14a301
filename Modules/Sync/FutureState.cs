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
/// What a promise and its future share, but for the value, which is a Lua value that the future keeps. A status other than <see cref="FutureStatus.Empty"/> is final.
/// </summary>
internal sealed class FutureState(FiberScheduler fibers)
{
    /// <summary>The count of values when an error was set.</summary>
    internal const int Failed = 0;

    private readonly WaitQueue _waiting = new();

    internal FutureStatus Status { get; private set; }

    /// <summary>How many values were set, or <see cref="Failed"/> for an error.</summary>
    internal int Count { get; private set; }

    internal void Enqueue(Wait wait) => _waiting.Add(wait);

    /// <summary>Ends every wait: the values or the error are there.</summary>
    internal void Satisfy(int count)
    {
        Status = FutureStatus.Set;
        Count = count;
        WakeAll(error: null);
    }

    /// <summary>The promise is gone. If it was not kept, every wait fails. It runs inside the collector.</summary>
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
