using Moonwire.Runtime.Fibers;

namespace Moonwire.Modules.Sync;

/// <summary>
/// A lock that one fiber owns at a time. Unlock makes the fiber that has waited longest the owner at once, so that no
/// other fiber can take the mutex before that fiber runs.
/// </summary>
internal sealed class Mutex
{
    private readonly WaitQueue _waiting = new();
    private int _depth;

    internal Fiber? Owner { get; private set; }

    /// <summary>Locks the mutex for a fiber, or again for its owner.</summary>
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

    /// <summary>
    /// Returns text such as "owned by fiber 3". For an ended fiber it adds where the fiber was spawned, because no
    /// other report lists ended fibers.
    /// </summary>
    internal string DescribeOwner() => Owner switch
    {
        null => "not locked",
        { IsFinished: false } => $"owned by {Owner.Title}",
        { SpawnedAt: { } place } => $"owned by {Owner.Title}, which has ended (spawned at {place})",
        _ => $"owned by {Owner.Title}, which has ended",
    };

    internal void Enqueue(LockWait wait) => _waiting.Add(wait);

    /// <summary>
    /// Undoes one <see cref="TryTake"/>. The owner's last release passes the mutex to the next fiber.
    /// </summary>
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
