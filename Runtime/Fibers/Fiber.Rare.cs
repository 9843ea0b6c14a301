namespace Moonwire.Runtime.Fibers;

/// <content>Keeps state that few fibers need in a separate object, so that most fibers stay small.</content>
public sealed partial class Fiber
{
    /// <summary>
    /// <see cref="SpawnedAt"/>, or a <see cref="RareState"/>, which then contains <see cref="SpawnedAt"/>.
    /// </summary>
    private object? _origin;

    /// <summary>The position and the traceback of the error, recorded when the error was raised.</summary>
    internal FailureTrace? Trace { get => Known?.Trace; set => Rare.Trace = value; }

    /// <summary>The file that most recently required a module that was not found, or null.</summary>
    internal string? Requirer { get => Known?.Requirer; set => Rare.Requirer = value; }

    /// <summary>The wait of the fiber that joins this fiber, or null.</summary>
    internal Wait? Joiner { get => Known?.Joiner; set => Rare.Joiner = value; }

    /// <summary>The fiber's deadlines, the outermost first, or null.</summary>
    internal List<Deadline>? Deadlines { get => Known?.Deadlines; set => Rare.Deadlines = value; }

    /// <summary>
    /// The number of active calls of disable_interruption, plus the number of running cleanup handlers.
    /// </summary>
    public int InterruptionDisabled
    {
        get => Known?.InterruptionDisabled ?? 0;
        set => Rare.InterruptionDisabled = value;
    }

    /// <summary>The number of cleanup handlers that are running, nested in each other.</summary>
    public int CleanupDepth { get => Known?.CleanupDepth ?? 0; internal set => Rare.CleanupDepth = value; }

    /// <summary>The number of active calls of forbid_suspend.</summary>
    public int SuspensionForbidden { get => Known?.SuspensionForbidden ?? 0; set => Rare.SuspensionForbidden = value; }

    /// <summary>The name that the script gave the fiber for reports, or null.</summary>
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
