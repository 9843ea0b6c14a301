using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>Takes fibers out of their waits because of an interruption, a deadline, or because nothing can end the wait.</summary>
/// <remarks>
/// A fiber that is neither interrupted, nor past a deadline, nor ending must not pay for the possibility. Therefore pcall and
/// coroutine.resume look only at one flag of <see cref="ShimState"/>, which is set while there is such a fiber at all.
/// </remarks>
public sealed class Interruption
{
    /// <summary>Through how many fibers that wait for each other a message looks.</summary>
    internal const int ProgressDepth = 4;

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
    /// Interrupts a fiber for good: what it waits for is given up, unless that is a lock or interruption is disabled, and
    /// from now on its interruption points raise. An operation that has ended already keeps its outcome.
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
    /// For a point that waits for nothing: deadlines of the running fiber whose time has passed count from here on. Where
    /// something is waited for, the loop ends the wait, whose name is then told.
    /// </summary>
    public void NoticePassedDeadlines() => _fibers.Current?.Deadlines?.ForEach(static deadline => deadline.FireIfDue());

    /// <summary>Takes an interruption back.</summary>
    internal void ForgetInterruption(Fiber fiber)
    {
        if (fiber.IsInterrupted)
        {
            fiber.IsInterrupted = false;
            _state.ChangeAttention(-1);
        }
    }

    /// <summary>Gives up what a parked fiber waits for, because nothing can end it, with an error that names it.</summary>
    internal void GiveUpStuck(Fiber fiber)
    {
        var wait = FiberScheduler.OwnWait(fiber);
        var detail = $"nothing can end the wait for {wait.Describe()}{wait.Progress(ProgressDepth)}";
        _fibers.GiveUp(wait, LuaError.Generic(Errno.EDEADLK) with { Detail = detail });
    }

    /// <summary>Gives up what an interrupted fiber still waits for, such as a lock, but not inside a cleanup handler.</summary>
    internal void BreakWait(Fiber fiber)
    {
        if (fiber is { State: FiberState.Parked, CleanupDepth: 0 })
        {
            _fibers.GiveUp(FiberScheduler.OwnWait(fiber), LuaError.Runtime(RuntimeErrors.Interrupted));
        }
    }

    /// <summary>The deadline has passed: what its fiber waits for is given up.</summary>
    internal void OnExpired(Deadline deadline)
    {
        _state.ChangeAttention(1);
        if (deadline.HasExpired && Interruptible(deadline.Fiber) is { } wait)
        {
            _fibers.GiveUp(wait, deadline.ErrorDuring(wait));
        }
    }

    /// <summary>A deadline no longer counts.</summary>
    internal void OnDisarmed(bool hadFired) => _state.ChangeAttention(hadFired ? -1 : 0);

    /// <summary>The fiber has finished: neither its deadlines nor its interruption count any more.</summary>
    internal void NoticeEnd(Fiber fiber)
    {
        fiber.Deadlines?.ToList().ForEach(static deadline => deadline.Disarm());
        if (fiber.IsInterrupted)
        {
            _state.ChangeAttention(-1);
        }
    }

    /// <summary>
    /// True if a fiber failed, with the error on top of its stack, because it was interrupted or the program ends. Nobody can
    /// interrupt the main fiber: there it is somebody else's error.
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
        fiber is { State: FiberState.Parked, MustInterrupt: true, Wait.IsInterruptible: true } ? FiberScheduler.OwnWait(fiber) : null;
}
