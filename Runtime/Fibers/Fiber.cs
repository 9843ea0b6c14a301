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
/// One fiber: a Lua thread that the scheduler resumes. A finished fiber keeps its results or its error on the thread's
/// stack until another fiber joins it, or until no fiber can join it any more. The object is small, and a sleep needs
/// no other object, because a program may have very many fibers.
/// </summary>
/// <remarks>
/// The meaning of two fields depends on the fiber's state, because separate fields would add 8 bytes to the 80 bytes of
/// a fiber.
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

    /// <param name="spawnedAt">The value of <see cref="SpawnedAt"/>.</param>
    internal Fiber(long number, LuaThread thread, string? spawnedAt)
    {
        Number = number;
        Thread = thread;
        _origin = spawnedAt;
    }

    /// <summary>The fiber's number in the order of creation. The main fiber has the number 1.</summary>
    public long Number { get; }

    public bool IsMain => Number == 1;

    public FiberState State { get; internal set; }

    public bool IsFinished => State is FiberState.Succeeded or FiberState.Failed;

    /// <summary>The position of the call of spawn, as "file:line", or null for the main fiber.</summary>
    public string? SpawnedAt => _origin as string ?? (_origin as RareState)?.SpawnedAt;

    internal LuaThread Thread { get; }

    /// <summary>The fiber's slot in the <see cref="FiberTable"/>.</summary>
    internal int Slot { get; set; }

    /// <summary>The wait on which the fiber is parked, or whose outcome the fiber takes when it next runs.</summary>
    internal Wait? Wait { get; set; }

    /// <summary>
    /// The Lua thread whose call waits through <see cref="DeferredExit"/>: the fiber's own, or a coroutine. 0 if a shim
    /// waits.
    /// </summary>
    internal nint WaitsIn { get; set; }

    /// <summary>
    /// The parked fiber's wait, as an object that belongs to this fiber alone, or null if the fiber is not parked.
    /// </summary>
    internal Wait? Awaited => State == FiberState.Parked ? Wait?.ForFiber(this) : null;

    /// <summary>The time when the fiber fell asleep, in the unit of <see cref="Fibers.Wait.Since"/>.</summary>
    internal long AsleepSince { get; set; }

    /// <summary>
    /// The number of values on top of the thread's stack: the arguments of the first run, or the results.
    /// </summary>
    internal int ValueCount { get => _count; set => _count = value; }

    int ILoopTimer.Position { get => _count; set => _count = value; }

    /// <summary>While the fiber is ready, the slot of the fiber behind it.</summary>
    internal int NextReady { get => _order; set => _order = value; }

    int ILoopTimer.Sequence { get => _order; set => _order = value; }

    void ILoopTimer.OnDue() => Sleep.End(this);

    /// <summary>True if the next interruption point raises. Nothing interrupts cleanup.</summary>
    internal bool MustInterrupt =>
        IsInterrupted && InterruptionDisabled == 0 && !IsClosing || ExpiredDeadline is not null;

    /// <summary>
    /// True if every suspension point raises, because the program is ending. Cleanup may still suspend.
    /// </summary>
    internal bool IsUnwinding => IsEnding && CleanupDepth == 0 && !IsClosing;

    /// <summary>True if the fiber is closing variables because of an error or coroutine.close.</summary>
    private bool IsClosing => LuaThreads.AreClosing(Thread);

    /// <summary>The outermost deadline that has expired, or null.</summary>
    internal Deadline? ExpiredDeadline => Deadlines?.Find(static deadline => deadline.HasExpired);

    /// <summary>Returns a description of the parked fiber's wait and of its progress, or null.</summary>
    /// <param name="depth">The maximum number of joins to follow.</param>
    public string? Waiting(int depth) => Awaited is { } wait ? wait.Describe() + wait.Progress(depth) : null;

    /// <summary>Returns the account of the parked fiber's wait, or null.</summary>
    /// <param name="depth">The maximum number of joins to follow.</param>
    public WaitAccount? AccountOfWait(int depth) => Awaited?.Account(depth);

    /// <summary>
    /// The fiber's name in reports: "fiber 3", or "fiber 3 'server'". Control characters are escaped.
    /// </summary>
    public string Title => Name is null ? $"fiber {Number}" : $"fiber {Number} '{PrintableText.Escape(Name)}'";

    /// <summary>
    /// Returns the error that an interruption point raises while <see cref="MustInterrupt"/> or
    /// <see cref="IsUnwinding"/> is true.
    /// </summary>
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
