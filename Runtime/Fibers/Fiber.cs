using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

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
/// thread's stack until somebody joins it or nobody can any more. It is small, and sleeps without an object for that,
/// because programs may have a great many.
/// </summary>
/// <remarks>
/// Two fields change their meaning with the state, because a field for each meaning takes 8 bytes more of each fiber, which has 80.
/// <code>
/// the fiber                  _count                      _order
/// has not run yet            ValueCount: arguments       NextReady
/// is ready again             (unused)                    NextReady
/// runs, or is parked         (unused)                    (unused)
/// sleeps                     ILoopTimer.Position         ILoopTimer.Sequence
/// begins finish_fiber        ValueCount: its arguments   (unused)
/// has finished               ValueCount: results         (unused)
/// </code>
/// <c>FiberMemoryTests</c> counts the bytes of a sleeping fiber.
/// </remarks>
public sealed partial class Fiber : ILoopTimer
{
    private int _count;
    private int _order;

    /// <param name="spawnedAt">As <see cref="SpawnedAt"/>.</param>
    internal Fiber(long number, LuaThread thread, string? spawnedAt)
    {
        Number = number;
        Thread = thread;
        _origin = spawnedAt;
    }

    /// <summary>1 for the main fiber, then in the order of creation.</summary>
    public long Number { get; }

    public bool IsMain => Number == 1;

    public FiberState State { get; internal set; }

    public bool IsFinished => State is FiberState.Succeeded or FiberState.Failed;

    /// <summary>Where spawn was called, as "file:line", or null for the main fiber.</summary>
    public string? SpawnedAt => _origin as string ?? (_origin as RareState)?.SpawnedAt;

    internal LuaThread Thread { get; }

    /// <summary>Where the <see cref="FiberTable"/> has it.</summary>
    internal int Slot { get; set; }

    /// <summary>What the fiber is parked on, or whose outcome it takes when it runs next.</summary>
    internal Wait? Wait { get; set; }

    /// <summary>The Lua thread, its own or that of a coroutine, whose call <see cref="DeferredExit"/> has wait; 0 for a shim's.</summary>
    internal nint WaitsIn { get; set; }

    /// <summary>What the parked fiber waits for, as an object that tells of this wait alone; or null.</summary>
    internal Wait? Awaited => State == FiberState.Parked ? Wait?.ForFiber(this) : null;

    /// <summary>When the fiber fell asleep, as <see cref="Fibers.Wait.Since"/>.</summary>
    internal long AsleepSince { get; set; }

    /// <summary>The number of values on top of the thread's stack that are the arguments of the first run, or the results.</summary>
    internal int ValueCount { get => _count; set => _count = value; }

    int ILoopTimer.Position { get => _count; set => _count = value; }

    /// <summary>While the fiber is ready, the slot of the fiber behind it.</summary>
    internal int NextReady { get => _order; set => _order = value; }

    int ILoopTimer.Sequence { get => _order; set => _order = value; }

    void ILoopTimer.OnDue() => Sleep.End(this);

    /// <summary>Whether the next interruption point raises. Nothing interrupts cleanup.</summary>
    internal bool MustInterrupt => IsInterrupted && InterruptionDisabled == 0 && !IsClosing || ExpiredDeadline is not null;

    /// <summary>True if every suspension point raises, because the program ends. Cleanup still may suspend.</summary>
    internal bool IsUnwinding => IsEnding && CleanupDepth == 0 && !IsClosing;

    /// <summary>Whether it closes variables because of an error, or of coroutine.close.</summary>
    private bool IsClosing => LuaThreads.AreClosing(Thread);

    /// <summary>The outermost deadline that has passed and counts here, or null.</summary>
    internal Deadline? ExpiredDeadline => Deadlines?.Find(static deadline => deadline.HasExpired);

    /// <summary>What the parked fiber waits for and how far that has come, or null; looks through so many joins.</summary>
    public string? Waiting(int depth) => Awaited is { } wait ? wait.Describe() + wait.Progress(depth) : null;

    /// <summary>The fiber's name in reports: "fiber 3", or "fiber 3 'server'". Control characters are escaped.</summary>
    public string Title => Name is null ? $"fiber {Number}" : $"fiber {Number} '{PrintableText.Escape(Name)}'";

    /// <summary>The error that an interruption point raises while <see cref="MustInterrupt"/> or <see cref="IsUnwinding"/> holds.</summary>
    internal LuaError Interruption(string operation)
    {
        if (IsUnwinding)
        {
            return LuaError.Ending;
        }

        return IsInterrupted && InterruptionDisabled == 0 || ExpiredDeadline is not { } deadline
            ? LuaError.Runtime(RuntimeErrors.Interrupted) with { Operation = operation }
            : deadline.ErrorBefore(operation);
    }
}
