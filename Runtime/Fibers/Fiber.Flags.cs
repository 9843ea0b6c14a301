namespace Moonwire.Runtime.Fibers;

/// <content>The fiber's flags, one bit each.</content>
public sealed partial class Fiber
{
    private Flags _flags;

    [Flags]
    private enum Flags : ushort
    {
        None = 0,
        Joined = 1 << 0,
        Handle = 1 << 1,
        Interrupted = 1 << 2,
        Ending = 1 << 3,
        Started = 1 << 4,
        Finishing = 1 << 5,
        Caught = 1 << 6,
        Rare = 1 << 7,
        Exited = 1 << 8,
        Daemon = 1 << 9,
    }

    /// <summary>True if another fiber has called join and will take the outcome.</summary>
    public bool IsJoined { get => Is(Flags.Joined); internal set => Set(Flags.Joined, value); }

    /// <summary>True if the script can still reach the fiber's handle and has not detached the fiber.</summary>
    public bool HasHandle { get => Is(Flags.Handle); set => Set(Flags.Handle, value); }

    /// <summary>True if the fiber was interrupted. Every later interruption point raises.</summary>
    public bool IsInterrupted { get => Is(Flags.Interrupted); internal set => Set(Flags.Interrupted, value); }

    /// <summary>True if the program is ending and this fiber must unwind.</summary>
    internal bool IsEnding { get => Is(Flags.Ending); set => Set(Flags.Ending, value); }

    /// <summary>True if this fiber has ended the program. Its to-be-closed variables then receive no error.</summary>
    internal bool HasExited { get => Is(Flags.Exited); set => Set(Flags.Exited, value); }

    /// <summary>True if the fiber does not keep the program alive.</summary>
    public bool IsDaemon { get => Is(Flags.Daemon); internal set => Set(Flags.Daemon, value); }

    /// <summary>True if the fiber's function was called.</summary>
    internal bool HasStarted { get => Is(Flags.Started); set => Set(Flags.Started, value); }

    /// <summary>True if the fiber's function has ended and the remaining cleanup handlers run.</summary>
    internal bool IsFinishing { get => Is(Flags.Finishing); set => Set(Flags.Finishing, value); }

    /// <summary>True if the fiber ended with "Fiber interrupted", which is not a failure.</summary>
    public bool InterruptionCaught { get => Is(Flags.Caught); internal set => Set(Flags.Caught, value); }

    /// <summary>
    /// True if the fiber has no rare state, and neither an interruption nor the program's end is pending. Most fibers
    /// are plain.
    /// </summary>
    internal bool IsPlain => !Is(Flags.Rare | Flags.Interrupted | Flags.Ending);

    /// <summary>True if any of the flags is set.</summary>
    private bool Is(Flags flags) => (_flags & flags) != Flags.None;

    private void Set(Flags flag, bool value) => _flags = value ? _flags | flag : _flags & ~flag;
}
