using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <content>Interruption, deadlines and the end of the program: what takes a fiber out of its wait.</content>
/// <remarks>
/// A fiber that is neither interrupted, nor past a deadline, nor ending must not pay for the possibility: pcall and
/// coroutine.resume look at one flag of the shims, which is set while there is such a fiber at all.
/// </remarks>
public sealed partial class FiberScheduler
{
    /// <summary>Where in the shims' state table the flag is.</summary>
    private const int AttentionIndex = 1;

    /// <summary>And where the number of cleanup handlers that wait in any fiber or coroutine.</summary>
    private const int HandlersIndex = 2;

    /// <summary>Through how many fibers that wait for each other a message looks.</summary>
    internal const int ProgressDepth = 4;

    private LuaReference _shimState = LuaReference.None;
    private int _attention;
    private Queue<Fiber> _lockWaiters = new();

    /// <summary>The status that the program ends with because exit was called, or null.</summary>
    internal int? ExitStatus { get; private set; }

    private bool IsEnding => ExitStatus is not null;

    /// <summary>Pops the table that the shims share with the scheduler.</summary>
    internal void PopShimState(LuaStack stack) => _shimState = stack.PopReference();

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
        ChangeAttention(1);
        if (fiber.InterruptionDisabled == 0 && Interruptible(fiber) is { } wait)
        {
            GiveUp(wait, LuaError.Runtime(RuntimeErrors.Interrupted));
        }
    }

    /// <summary>Takes an interruption back.</summary>
    internal void ForgetInterruption(Fiber fiber)
    {
        if (fiber.IsInterrupted)
        {
            fiber.IsInterrupted = false;
            ChangeAttention(-1);
        }
    }

    /// <summary>
    /// Ends the program: every fiber leaves what it is in, running its cleanup handlers and closing its variables on the
    /// way, and fibers that have not started never do. One that waits for a lock gets it first, because what it leaves may
    /// unlock it; see <see cref="GiveUpLock"/>. Cleanup that is under way comes to its end. The last status that is given counts.
    /// </summary>
    internal void End(int status)
    {
        var isFirst = !IsEnding;
        ExitStatus = status;
        if (!isFirst)
        {
            return;
        }

        ChangeAttention(1);
        foreach (var fiber in Live.ToList())
        {
            fiber.IsEnding = true;
            if (!fiber.MustLeave || fiber.Wait is not { EndsWithProgram: true })
            {
                continue;
            }

            var wait = OwnWait(fiber);
            if (fiber.State == FiberState.Parked)
            {
                GiveUp(wait, LuaError.Ending);
            }
            else
            {
                wait.Error = LuaError.Ending;
            }
        }
    }

    /// <summary>
    /// When nothing else can run while the program ends: takes the fiber that has waited longest for a lock out of that wait.
    /// The others wait on, because what this one leaves may unlock theirs.
    /// </summary>
    /// <returns>False if there is none.</returns>
    internal bool GiveUpLock()
    {
        for (var isNew = false; ; isNew = true)
        {
            while (_lockWaiters.TryDequeue(out var fiber))
            {
                if (WaitsForLock(fiber))
                {
                    GiveUp(OwnWait(fiber), LuaError.Ending);
                    return true;
                }
            }

            if (isNew)
            {
                return false;
            }

            _lockWaiters = new Queue<Fiber>(Live.Where(WaitsForLock).OrderBy(static fiber => fiber.Wait!.Since));
        }

        static bool WaitsForLock(Fiber fiber) => fiber is { State: FiberState.Parked, Wait.IsInterruptible: false, MustLeave: true };
    }

    /// <summary>Gives up what a parked fiber waits for, because nothing can end it, with an error that names it.</summary>
    internal void GiveUpStuck(Fiber fiber)
    {
        var wait = OwnWait(fiber);
        var detail = $"nothing can end the wait for {wait.Describe()}{wait.Progress(ProgressDepth)}";
        GiveUp(wait, LuaError.Generic(Errno.EDEADLK) with { Detail = detail });
    }

    /// <summary>Gives up what an interrupted fiber still waits for, such as a lock, but not inside a cleanup handler.</summary>
    internal void BreakWait(Fiber fiber)
    {
        if (fiber is { State: FiberState.Parked, CleanupDepth: 0 })
        {
            GiveUp(OwnWait(fiber), LuaError.Runtime(RuntimeErrors.Interrupted));
        }
    }

    /// <summary>The deadline has passed: what its fiber waits for is given up.</summary>
    internal void OnExpired(Deadline deadline)
    {
        ChangeAttention(1);
        if (deadline.HasExpired && Interruptible(deadline.Fiber) is { } wait)
        {
            GiveUp(wait, deadline.ErrorDuring(wait));
        }
    }

    /// <summary>
    /// For a point that waits for nothing: deadlines of the running fiber whose time has passed count from here on. Where
    /// something is waited for, the loop ends the wait, whose name is then told.
    /// </summary>
    public void NoticePassedDeadlines() => Current?.Deadlines?.ForEach(static deadline => deadline.FireIfDue());

    /// <summary>A deadline no longer counts.</summary>
    internal void OnLeft(bool hadFired) => ChangeAttention(hadFired ? -1 : 0);

    private static Wait? Interruptible(Fiber fiber) =>
        fiber is { State: FiberState.Parked, MustInterrupt: true, Wait.IsInterruptible: true } ? OwnWait(fiber) : null;

    /// <summary>Has the fiber's wait be one of its own, so that its outcome is the fiber's alone.</summary>
    private static Wait OwnWait(Fiber fiber)
    {
        var wait = fiber.Wait!.ForFiber(fiber);
        fiber.Wait = wait;
        return wait;
    }

    private void GiveUp(Wait wait, LuaError error)
    {
        wait.Leave();
        wait.Error = error;
        Wake(wait);
    }

    private void NoticeEnd(Fiber fiber)
    {
        fiber.Deadlines?.ToList().ForEach(static deadline => deadline.Leave());
        if (fiber.IsInterrupted)
        {
            ChangeAttention(-1);
        }
    }

    /// <summary>
    /// Whether a fiber failed, with the error on top of its stack, because it was interrupted or the program ends. Nobody can
    /// interrupt the main fiber: there it is somebody else's error.
    /// </summary>
    private bool IsInterruption(Fiber fiber)
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

    private bool HasHandlers
    {
        get
        {
            _ = _main.Push(_shimState);
            _main.PushElement(-1, HandlersIndex);
            var has = _main.TryInteger(-1, out var count) && count > 0;
            _main.Pop(2);
            return has;
        }
    }

    private void ChangeAttention(int change)
    {
        _attention += change;
        if (_main.Push(_shimState) == LuaType.Table)
        {
            _main.Push(_attention > 0);
            _main.SetElement(-2, AttentionIndex);
        }

        _main.Pop();
    }
}
