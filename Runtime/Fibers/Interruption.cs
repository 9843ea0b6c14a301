using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Ends the waits of fibers that are interrupted, past a deadline, or stuck because nothing else can wake them.
/// </summary>
/// <remarks>
/// A fiber that is neither interrupted, nor past a deadline, nor ending must not pay for interruption. Therefore pcall
/// and coroutine.resume check only one flag of <see cref="ShimState"/>, which is set while any fiber is in one of these
/// states.
/// </remarks>
public sealed class Interruption
{
    /// <summary>The maximum number of fibers that a message follows along a chain of waits.</summary>
    internal const int ProgressDepth = 4;

    /// <summary>Keeps the late details of the errors of waits.</summary>
    internal LateDetails Details { get; } = new();

    private readonly FiberScheduler _fibers;
    private readonly ShimState _state;
    private readonly LuaThread _main;

    internal Interruption(FiberScheduler fibers, ShimState state, LuaThread main)
    {
        _fibers = fibers;
        _state = state;
        _main = main;
    }

    /// <summary>
    /// Interrupts a fiber permanently: all its later interruption points raise. Gives up its wait, unless the fiber
    /// waits for a lock or interruption is disabled. An operation that has already ended keeps its outcome.
    /// </summary>
    public void Interrupt(Fiber fiber)
    {
        if (fiber.IsFinished || fiber.IsInterrupted)
        {
            return;
        }

        fiber.IsInterrupted = true;
        _state.ChangeAttention(1);
        if (fiber.InterruptionDisabled == 0 && Interruptible(fiber) is { } wait)
        {
            _fibers.GiveUp(wait, LuaError.Runtime(RuntimeErrors.Interrupted));
        }
    }

    /// <summary>
    /// Fires the running fiber's deadlines that have passed. Called at interruption points that do not wait. At other
    /// interruption points, the loop ends the wait, so that the error names the wait.
    /// </summary>
    public void NoticePassedDeadlines() => _fibers.Current?.Deadlines?.ForEach(static deadline => deadline.FireIfDue());

    /// <summary>Clears the interruption of a fiber.</summary>
    internal void ForgetInterruption(Fiber fiber)
    {
        if (fiber.IsInterrupted)
        {
            fiber.IsInterrupted = false;
            _state.ChangeAttention(-1);
        }
    }

    /// <summary>Gives up the wait of a parked fiber that nothing can end, with an error that names the wait.</summary>
    internal void GiveUpStuck(Fiber fiber)
    {
        var wait = FiberScheduler.OwnWait(fiber);
        var detail = $"nothing can end the wait for {wait.Describe()}{wait.Progress(ProgressDepth)}";
        _fibers.GiveUp(wait, LuaError.Generic(Errno.EDEADLK) with { Detail = detail });
    }

    /// <summary>
    /// Gives up the wait of an interrupted fiber, even a wait for a lock, but not inside a cleanup handler.
    /// </summary>
    internal void BreakWait(Fiber fiber)
    {
        if (fiber is { State: FiberState.Parked, CleanupDepth: 0 })
        {
            _fibers.GiveUp(FiberScheduler.OwnWait(fiber), LuaError.Runtime(RuntimeErrors.Interrupted));
        }
    }

    /// <summary>
    /// Gives up the wait of a fiber whose deadline has passed, unless the awaited event has happened: a datagram that
    /// has arrived before the deadline fires is received.
    /// </summary>
    internal void OnExpired(Deadline deadline)
    {
        _state.ChangeAttention(1);
        if (deadline.HasExpired && Interruptible(deadline.Fiber) is { } wait && !wait.TryEnd())
        {
            _fibers.GiveUp(wait, deadline.ErrorDuring(wait));
        }
    }

    /// <summary>Stops counting a deadline that was disarmed.</summary>
    internal void OnDisarmed(bool hadFired) => _state.ChangeAttention(hadFired ? -1 : 0);

    /// <summary>
    /// Stops counting the deadlines and the interruption of a fiber that has finished, and the fiber itself if it is a
    /// daemon.
    /// </summary>
    internal void NoticeEnd(Fiber fiber)
    {
        _fibers.Daemons.Set(fiber, isDaemon: false);
        fiber.Deadlines?.ToList().ForEach(static deadline => deadline.Disarm());
        if (fiber.IsInterrupted)
        {
            _state.ChangeAttention(-1);
        }
    }

    /// <summary>
    /// True if a fiber failed, with the error on top of its stack, because it was interrupted or because the program is
    /// ending. No script can interrupt the main fiber, so a "Fiber interrupted" error there belongs to another fiber.
    /// </summary>
    internal bool IsInterruption(Fiber fiber)
    {
        var thread = fiber.Thread;
        if (thread.TypeOf(-1) == LuaType.Nil)
        {
            return fiber.IsEnding;
        }

        thread.PushCopy(-1);
        thread.MoveTo(_main, 1);
        var result = fiber.IsMain
            ? ErrorRegistry.IsEnding(_main, -1)
            : ErrorRegistry.IsError(_main, ErrorCategory.Runtime, RuntimeErrors.Interrupted);
        _main.Pop();
        return result;
    }

    private static Wait? Interruptible(Fiber fiber) =>
        fiber is { State: FiberState.Parked, MustInterrupt: true, Wait.IsInterruptible: true }
            ? FiberScheduler.OwnWait(fiber)
            : null;
}
