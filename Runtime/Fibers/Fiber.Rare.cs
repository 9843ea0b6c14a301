namespace Moonwire.Runtime.Fibers;

/// <content>What few fibers need, in an object of its own: programs may have a great many fibers.</content>
public sealed partial class Fiber
{
    private RareState? _rare;

    /// <summary>Where and how the body failed, recorded when the error was raised.</summary>
    internal FailureTrace? Trace { get => _rare?.Trace; set => Rare.Trace = value; }

    /// <summary>The file that required a module which was not found last, or null.</summary>
    internal string? Requirer { get => _rare?.Requirer; set => Rare.Requirer = value; }

    /// <summary>The fiber that waits in join, or null.</summary>
    internal Suspension? Joiner { get => _rare?.Joiner; set => Rare.Joiner = value; }

    /// <summary>The deadlines that it works under, the outermost first, or null.</summary>
    internal List<Deadline>? Deadlines { get => _rare?.Deadlines; set => Rare.Deadlines = value; }

    /// <summary>How many calls of disable_interruption, and cleanup handlers, are open.</summary>
    public int InterruptionDisabled { get => _rare?.InterruptionDisabled ?? 0; set => Rare.InterruptionDisabled = value; }

    /// <summary>How many cleanup handlers run, one inside the other.</summary>
    public int CleanupDepth { get => _rare?.CleanupDepth ?? 0; internal set => Rare.CleanupDepth = value; }

    /// <summary>How many calls of forbid_suspend are open.</summary>
    public int SuspensionForbidden { get => _rare?.SuspensionForbidden ?? 0; set => Rare.SuspensionForbidden = value; }

    /// <summary>A name for reports that the script gave, or null.</summary>
    public string? Name { get => _rare?.Name; set => Rare.Name = value; }

    /// <summary>Whether nothing keeps the fiber from suspending or has to be told of it, as is so for most.</summary>
    internal bool IsPlain => _rare is null && !IsInterrupted && !IsEnding;

    private RareState Rare => _rare ??= new RareState();

    private sealed class RareState
    {
        internal FailureTrace? Trace { get; set; }

        internal string? Requirer { get; set; }

        internal Suspension? Joiner { get; set; }

        internal List<Deadline>? Deadlines { get; set; }

        internal int InterruptionDisabled { get; set; }

        internal int CleanupDepth { get; set; }

        internal int SuspensionForbidden { get; set; }

        internal string? Name { get; set; }
    }
}
