namespace Moonwire.Runtime.Fibers;

/// <content>What is true of it or not, a bit each.</content>
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
    }

    /// <summary>Whether join was called, so that the outcome is somebody's business.</summary>
    public bool IsJoined { get => Is(Flags.Joined); internal set => Set(Flags.Joined, value); }

    /// <summary>Whether the script can still reach the fiber's handle, and has not given it up.</summary>
    public bool HasHandle { get => Is(Flags.Handle); set => Set(Flags.Handle, value); }

    /// <summary>Whether it was interrupted. That stays so: every interruption point raises from now on.</summary>
    public bool IsInterrupted { get => Is(Flags.Interrupted); internal set => Set(Flags.Interrupted, value); }

    /// <summary>True if the program ends, and this fiber must unwind.</summary>
    internal bool IsEnding { get => Is(Flags.Ending); set => Set(Flags.Ending, value); }

    /// <summary>Whether it has ended the program itself: its variables are closed without an error then.</summary>
    internal bool HasExited { get => Is(Flags.Exited); set => Set(Flags.Exited, value); }

    /// <summary>Whether its function was called.</summary>
    internal bool HasStarted { get => Is(Flags.Started); set => Set(Flags.Started, value); }

    /// <summary>Whether its function has come to its end, and the cleanup handlers that are left run.</summary>
    internal bool IsFinishing { get => Is(Flags.Finishing); set => Set(Flags.Finishing, value); }

    /// <summary>Whether the fiber ended with "Fiber interrupted", which is not a failure.</summary>
    public bool InterruptionCaught { get => Is(Flags.Caught); internal set => Set(Flags.Caught, value); }

    /// <summary>Whether nothing keeps the fiber from suspending or has to be told of it, as is so for most.</summary>
    internal bool IsPlain => !Is(Flags.Rare | Flags.Interrupted | Flags.Ending);

    /// <summary>Whether any of these is true.</summary>
    private bool Is(Flags flags) => (_flags & flags) != Flags.None;

    private void Set(Flags flag, bool value) => _flags = value ? _flags | flag : _flags & ~flag;
}
