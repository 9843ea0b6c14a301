using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;

namespace Moonwire.Modules.Sync;

internal enum FutureStatus
{
    Empty,
    HasValue,
    HasError,
    Broken,
}

/// <summary>
/// What a promise and its future share, but for the value: that is a user value of the future, so that Lua's collector
/// sees to it. A status other than <see cref="FutureStatus.Empty"/> is final.
/// </summary>
internal sealed class FutureState(FiberScheduler fibers)
{
    private readonly WaitQueue _waiting = new();

    internal FutureStatus Status { get; private set; }

    /// <summary>How many values there are; several are kept in a table.</summary>
    internal int Count { get; private set; } = 1;

    internal void Enqueue(Wait wait) => _waiting.Add(wait);

    /// <summary>Ends every wait: the value or the error is there.</summary>
    internal void Satisfy(FutureStatus status, int count = 1)
    {
        Status = status;
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
