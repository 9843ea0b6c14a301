namespace Moonwire.Runtime.Fibers;

/// <content>What few fibers need, in an object of its own: programs may have a great many fibers.</content>
public sealed partial class Fiber
{
    /// <summary><see cref="SpawnedAt"/>, or a <see cref="RareState"/>, which then has it as well.</summary>
    private object? _origin;

    /// <summary>Where and how the body failed, recorded when the error was raised.</summary>
    internal FailureTrace? Trace { get => Known?.Trace; set => Rare.Trace = value; }

    /// <summary>The file that required a module which was not found last, or null.</summary>
    internal string? Requirer { get => Known?.Requirer; set => Rare.Requirer = value; }

    /// <summary>The fiber that waits in join, or null.</summary>
    internal Wait? Joiner { get => Known?.Joiner; set => Rare.Joiner = value; }

    /// <summary>The deadlines that it works under, the outermost first, or null.</summary>
    internal List<Deadline>? Deadlines { get => Known?.Deadlines; set => Rare.Deadlines = value; }

    /// <summary>How many calls of disable_interruption, and cleanup handlers, are open.</summary>
    public int InterruptionDisabled { get => Known?.InterruptionDisabled ?? 0; set => Rare.InterruptionDisabled = value; }

    /// <summary>How many cleanup handlers run, one inside the other.</summary>
    public int CleanupDepth { get => Known?.CleanupDepth ?? 0; internal set => Rare.CleanupDepth = value; }

    /// <summary>How many calls of forbid_suspend are open.</summary>
    public int SuspensionForbidden { get => Known?.SuspensionForbidden ?? 0; set => Rare.SuspensionForbidden = value; }

    /// <summary>A name for reports that the script gave, or null.</summary>
    public string? Name { get => Known?.Name; set => Rare.Name = value; }

    private RareState? Known => _origin as RareState;

    private RareState Rare => Known ?? MakeRare();

    private RareState MakeRare()
    {
        var rare = new RareState(SpawnedAt);
        _origin = rare;
        Set(Flags.Rare, true);
        return rare;
    }

    private sealed class RareState(string? spawnedAt)
    {
        internal string? SpawnedAt => spawnedAt;

        internal FailureTrace? Trace { get; set; }

        internal string? Requirer { get; set; }

        internal Wait? Joiner { get; set; }

        internal List<Deadline>? Deadlines { get; set; }

        internal int InterruptionDisabled { get; set; }

        internal int CleanupDepth { get; set; }

        internal int SuspensionForbidden { get; set; }

        internal string? Name { get; set; }
    }
}
