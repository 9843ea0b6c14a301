using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Fibers;

public enum FiberState : byte
{
    Ready,
    Running,
    Parked,
    Succeeded,
    Failed,
}

/// <summary>
/// One fiber: a Lua thread that the scheduler resumes. A finished fiber keeps its results or its error on the
/// thread's stack until somebody joins it or nobody can any more.
/// </summary>
public sealed partial class Fiber
{
    internal Fiber(long number, LuaStack thread, LuaReference anchor)
    {
        Number = number;
        Thread = thread;
        Anchor = anchor;
    }

    /// <summary>1 for the main fiber, then in the order of creation.</summary>
    public long Number { get; }

    public bool IsMain => Number == 1;

    public FiberState State { get; internal set; }

    public bool IsFinished => State is FiberState.Succeeded or FiberState.Failed;

    /// <summary>Where spawn was called, as "file:line", or null for the main fiber.</summary>
    public string? SpawnedAt { get; internal init; }

    internal LuaStack Thread { get; }

    /// <summary>Keeps <see cref="Thread"/> alive; none after the fiber was released.</summary>
    internal LuaReference Anchor { get; set; }

    /// <summary>The fiber's neighbours in the <see cref="FiberList"/> that holds it.</summary>
    internal Fiber? Previous { get; set; }

    internal Fiber? Next { get; set; }

    /// <summary>What the fiber is parked on, or whose outcome it takes when it runs next.</summary>
    internal Suspension? Wait { get; set; }

    /// <summary>The Lua thread, its own or that of a coroutine, whose call <see cref="DirectCall"/> has wait; 0 for a shim's.</summary>
    internal nint WaitsIn { get; set; }

    /// <summary>How many values on top of the thread's stack are the arguments of the first run, or the results.</summary>
    internal int ValueCount { get; set; }

    /// <summary>Whether join was called, so that the outcome is somebody's business.</summary>
    public bool IsJoined { get; internal set; }

    /// <summary>Whether the script can still reach the fiber's handle, and has not given it up.</summary>
    public bool HasHandle { get; set; }

    /// <summary>Whether it was interrupted. That stays so: every interruption point raises from now on.</summary>
    public bool IsInterrupted { get; internal set; }

    /// <summary>Whether the program ends, and this fiber has to leave everything that it is in.</summary>
    internal bool IsEnding { get; set; }

    /// <summary>Whether its function was called.</summary>
    internal bool HasStarted { get; set; }

    /// <summary>Whether its function has come to its end, and the cleanup handlers that are left run.</summary>
    internal bool IsFinishing { get; set; }

    /// <summary>Whether the next interruption point raises.</summary>
    internal bool MustInterrupt => IsInterrupted && InterruptionDisabled == 0 || ExpiredDeadline is not null;

    /// <summary>Whether every suspension point raises, because the program ends. Cleanup handlers still may suspend.</summary>
    internal bool MustLeave => IsEnding && CleanupDepth == 0;

    /// <summary>The outermost deadline that has passed and counts here, or null.</summary>
    internal Deadline? ExpiredDeadline => Deadlines?.Find(static deadline => deadline.HasExpired);

    /// <summary>Whether the fiber ended with "Fiber interrupted", which is not a failure.</summary>
    public bool InterruptionCaught { get; internal set; }

    /// <summary>What the parked fiber waits for and how far that has come, or null; looks through so many joins.</summary>
    public string? Waiting(int depth) => State == FiberState.Parked && Wait is { } wait ? wait.Describe() + wait.Progress(depth) : null;

    /// <summary>What reports call the fiber: "fiber 3", or "fiber 3 'server'".</summary>
    public string Title => Name is null ? $"fiber {Number}" : $"fiber {Number} '{Name}'";

    /// <summary>What an interruption point raises while <see cref="MustInterrupt"/> or <see cref="MustLeave"/> holds.</summary>
    internal LuaError Interruption(string operation)
    {
        if (MustLeave)
        {
            return LuaError.Ending;
        }

        return IsInterrupted && InterruptionDisabled == 0 || ExpiredDeadline is not { } deadline
            ? LuaError.Runtime(RuntimeErrors.Interrupted) with { Operation = operation }
            : deadline.ErrorBefore(operation);
    }
}
