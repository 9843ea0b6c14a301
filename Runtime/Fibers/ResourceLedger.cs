using Moonwire.Runtime.Binding;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Records the owner of each socket, timer, child process and fiber, and the place that created it, so that
/// <c>moonwire.test</c> can report open resources. Only the processes of <c>moonwire test</c> have a ledger, because it
/// takes time to find the place.
/// </summary>
/// <remarks>
/// An owner is a number that <see cref="Own"/> assigns to a fiber. The fiber passes its owner on to the fibers that it
/// spawns. The number 0 means no owner.
/// </remarks>
public sealed class ResourceLedger
{
    private readonly FiberScheduler _fibers;
    private readonly Dictionary<long, int> _owners = [];
    private readonly List<Entry> _entries = [];
    private readonly List<(int Owner, FiberFailure Failure)> _failures = [];

    internal ResourceLedger(FiberScheduler fibers) => _fibers = fibers;

    /// <summary>Sets the owner of the running fiber, and of the fibers that it spawns after this call.</summary>
    public void Own(int owner)
    {
        if (_fibers.Current is { } fiber)
        {
            _owners[fiber.Number] = owner;
        }
    }

    /// <summary>Returns the owner of a fiber, or 0 if the fiber has no owner.</summary>
    internal int OwnerOf(Fiber? fiber) => fiber is null ? 0 : _owners.GetValueOrDefault(fiber.Number);

    /// <summary>Passes the owner of the running fiber on to a fiber that the running fiber has spawned.</summary>
    public void OnSpawned(Fiber fiber)
    {
        if (OwnerOf(_fibers.Current) is not 0 and var owner)
        {
            _owners[fiber.Number] = owner;
        }
    }

    /// <summary>Records a resource that the running fiber has created.</summary>
    /// <param name="kind">A word such as "socket".</param>
    /// <param name="describe">Returns the description if the resource is open, otherwise null.</param>
    /// <param name="end">Ends the resource if the owner leaves it open. May be null.</param>
    public void Add(LuaCall call, string kind, Func<string?> describe, Action? end = null)
    {
        if (OwnerOf(_fibers.Current) is not 0 and var owner)
        {
            _entries.Add(new Entry(owner, kind, LuaPlace.Of(call), describe, end));
        }
    }

    /// <summary>
    /// Returns the open resources of an owner, and then its open fibers, both in the order of their creation.
    /// </summary>
    public IReadOnlyList<OpenResource> Open(int owner)
    {
        var open = new List<OpenResource>();
        foreach (var entry in _entries.Where(entry => entry.Owner == owner))
        {
            if (entry.Describe() is { } text)
            {
                open.Add(new OpenResource(entry.Kind, text, entry.Place));
            }
        }

        open.AddRange(FibersOf(owner).Select(static fiber => new OpenResource("fiber", Text(fiber), fiber.SpawnedAt)));
        return open;
    }

    /// <summary>Returns the resources of all owners, without fibers.</summary>
    public IEnumerable<OpenResource> Everything() =>
        from entry in _entries
        let text = entry.Describe()
        where text is not null
        select new OpenResource(entry.Kind, text, entry.Place);

    /// <summary>The number of fibers of an owner that are ready to run.</summary>
    public int ReadyCount(int owner) => FibersOf(owner).Count(static fiber => fiber.State == FiberState.Ready);

    /// <summary>
    /// Interrupts the fibers of an owner, ends its open resources where possible, and forgets all its resources.
    /// </summary>
    public void End(int owner)
    {
        foreach (var fiber in FibersOf(owner))
        {
            _fibers.Interruption.Interrupt(fiber);
        }

        foreach (var entry in _entries.Where(entry => entry.Owner == owner && entry.Describe() is not null))
        {
            entry.End?.Invoke();
        }

        Forget(owner);
    }

    /// <summary>Forgets the resources of an owner, and the owners of all fibers that have ended.</summary>
    public void Forget(int owner)
    {
        _ = _entries.RemoveAll(entry => entry.Owner == owner);
        var live = _fibers.Live.Select(static fiber => fiber.Number).ToHashSet();
        foreach (var number in _owners.Keys.Where(number => !live.Contains(number)).ToList())
        {
            _ = _owners.Remove(number);
        }
    }

    /// <summary>Stores the failure of a fiber for its owner. Returns false if the fiber has no owner.</summary>
    internal bool TryKeep(Fiber fiber, Func<Fiber, FiberFailure> failure)
    {
        var owner = OwnerOf(fiber);
        if (owner == 0)
        {
            return false;
        }

        _failures.Add((owner, failure(fiber)));
        return true;
    }

    /// <summary>
    /// Returns the failures of an owner's fibers that no fiber has joined, and forgets these failures.
    /// </summary>
    public IReadOnlyList<FiberFailure> TakeFailures(int owner)
    {
        foreach (var unclaimed in _fibers.Unclaimed.All.Where(failure => OwnerOf(failure.Fiber) == owner))
        {
            _fibers.Unclaimed.Remove(unclaimed.Fiber, report: true); // calls TryKeep
        }

        var failures = _failures
            .Where(failure => failure.Owner == owner)
            .Select(static failure => failure.Failure)
            .ToList();
        _ = _failures.RemoveAll(failure => failure.Owner == owner);
        return failures;
    }

    private List<Fiber> FibersOf(int owner) =>
        _fibers.LiveCount < 2
            ? []
            : [.. _fibers.Live.Where(fiber => fiber != _fibers.Current && OwnerOf(fiber) == owner)];

    private static string Text(Fiber fiber) => fiber.Awaited is { } wait
        ? $"{fiber.Title["fiber ".Length..]}, which waits for {wait.Describe()}"
        : fiber.Title["fiber ".Length..];

    private sealed record Entry(int Owner, string Kind, string? Place, Func<string?> Describe, Action? End);
}

/// <summary>A resource that is still open.</summary>
/// <param name="Place">The place that created the resource, as "file:line", or null.</param>
public sealed record OpenResource(string Kind, string Text, string? Place);

/// <summary>The error of a failed fiber that no fiber has joined.</summary>
/// <param name="Trace">The traceback, or null.</param>
public sealed record FiberFailure(string Message, string? Trace);
