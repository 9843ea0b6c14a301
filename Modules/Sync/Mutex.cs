using Moonwire.Runtime.Fibers;

namespace Moonwire.Modules.Sync;

/// <summary>
/// A lock that one fiber owns at a time. Unlocking hands it to the fiber that has waited longest, before that runs, so
/// that no other fiber can come first.
/// </summary>
internal sealed class Mutex
{
    private readonly WaitQueue _waiting = new();
    private int _depth;

    internal Fiber? Owner { get; private set; }

    /// <summary>Takes the mutex for a fiber, or once more for its owner.</summary>
    /// <returns>False if another fiber owns it.</returns>
    internal bool TryTake(Fiber fiber)
    {
        if (Owner is not null && Owner != fiber)
        {
            return false;
        }

        Owner = fiber;
        _depth++;
        return true;
    }

    /// <summary>Such as "owned by fiber 3". An ended fiber is in no other report, so that its origin is told as well.</summary>
    internal string DescribeOwner() => Owner switch
    {
        null => "not locked",
        { IsFinished: false } => $"owned by {Owner.Title}",
        { SpawnedAt: { } place } => $"owned by {Owner.Title}, which has ended (spawned at {place})",
        _ => $"owned by {Owner.Title}, which has ended",
    };

    internal void Enqueue(LockWait wait) => _waiting.Add(wait);

    /// <summary>Gives one taking back; the owner's last one hands the mutex over.</summary>
    internal void Release(FiberScheduler fibers)
    {
        if (--_depth > 0)
        {
            return;
        }

        if (_waiting.First is not LockWait next)
        {
            Owner = null;
            return;
        }

        _waiting.Remove(next);
        Owner = next.Locker;
        _depth = 1;
        fibers.Wake(next);
    }
}
