using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// What one parked fiber waits for. Whoever ends the wait sets the outcome and hands it to
/// <see cref="FiberScheduler.Wake"/>, once; the outcome is pushed when the fiber is resumed.
/// </summary>
/// <param name="traits">What can end the wait.</param>
public abstract class Wait(WaitTraits traits)
{
    /// <summary>The ways in which the wait can end. <see cref="FiberScheduler.SetExternal"/> changes it while a fiber is parked on it.</summary>
    internal WaitTraits Traits { get; set; } = traits;

    /// <summary>The queue that holds the wait, its neighbours there, and null in none.</summary>
    internal WaitQueue? Queue { get; set; }

    internal Wait? Next { get; set; }

    internal Wait? Previous { get; set; }

    /// <summary>The fiber that is parked, or null while the wait is idle and may be used again.</summary>
    internal Fiber? Fiber { get; set; }

    /// <summary>Whether it may be used again.</summary>
    public bool IsIdle => Fiber is null;

    /// <summary>When the fiber was parked, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long Since { get; set; }

    /// <summary>Set when the wait ends in failure.</summary>
    public LuaError? Error { get; set; }

    internal bool IsInterruptible => (Traits & WaitTraits.Uninterruptible) == WaitTraits.None;

    internal bool EndsWithProgram => (Traits & WaitTraits.OutlastsProgram) == WaitTraits.None;

    /// <summary>The Lua name of the operation that waits.</summary>
    public abstract string Operation { get; }

    /// <summary>What is waited for, as a person would say it, such as "receive_from on 127.0.0.1:53".</summary>
    public virtual string Describe() => Operation;

    /// <summary>What is behind the wait, or has come of it so far, as a clause after <see cref="Describe"/>; or nothing.</summary>
    /// <param name="depth">Through how many further waits to look.</param>
    public virtual string Progress(int depth) => "";

    /// <summary>The wait as an object that only this fiber, which is parked on it, waits with. Most are that already.</summary>
    internal virtual Wait ForFiber(Fiber fiber) => this;

    /// <summary>Gives the wait up before its end: takes it out of every queue.</summary>
    protected internal virtual void Withdraw() => Queue?.Remove(this);

    /// <summary>Pushes the results of success and returns their number.</summary>
    protected abstract int PushValues(LuaThread stack);

    /// <summary>Has the call in which a thread waits return the results of success.</summary>
    protected virtual void GiveValues(LuaThread waiting) => DeferredExit.Deliver(waiting, PushValues(waiting));

    /// <summary>So many results of that call, to be filled in.</summary>
    protected static unsafe ResultSlots Results(LuaThread waiting, int count) => new(DeferredExit.ResultFrame(waiting, count));

    /// <summary>Called after the outcome was pushed; a wait that is used again gets rid of it here.</summary>
    protected virtual void Reset()
    {
    }

    /// <summary>Pushes the outcome for a shim, error first, and makes the wait idle.</summary>
    internal int PushOutcome(LuaThread stack)
    {
        int count;
        if (Error is { } error)
        {
            error.Push(stack, Operation);
            count = 1;
        }
        else
        {
            stack.PushNil();
            count = 1 + PushValues(stack);
        }

        BecomeIdle();
        return count;
    }

    /// <summary>Has the running call, in which the wait has ended, return or raise the outcome, and makes the wait idle.</summary>
    /// <returns>What the function of the call returns.</returns>
    public int ReturnOutcome(LuaThread stack)
    {
        var count = LuaCall.Raised;
        if (Error is { } error)
        {
            error.Push(stack, Operation);
        }
        else
        {
            count = PushValues(stack);
        }

        BecomeIdle();
        return count;
    }

    /// <summary>
    /// Has the call that the fiber waits in (<see cref="DeferredExit"/>) return or raise the outcome once it is resumed, and
    /// makes the wait idle. Returns how many values on top of the fiber's thread that takes.
    /// </summary>
    internal int GiveOutcome(Fiber fiber, RootedValue token)
    {
        var waiting = new LuaThread(fiber.WaitsIn);
        var arguments = 0;
        if (!DeferredExit.IsWaiting(waiting, token))
        {
            // whoever resumes it finds what has become of it
        }
        else if (Error is { } error)
        {
            error.Push(waiting, Operation);
            DeferredExit.DeliverError(waiting);
            arguments = waiting == fiber.Thread ? 1 : 0;
        }
        else
        {
            GiveValues(waiting);
        }

        fiber.WaitsIn = 0;
        BecomeIdle();
        return arguments;
    }

    /// <summary>Makes the wait ready to be used again, its outcome being taken or dropped.</summary>
    internal void BecomeIdle()
    {
        Fiber = null;
        Error = null;
        Reset();
    }
}

/// <summary>What can end a wait beside the program's own fibers and timers, and what cannot.</summary>
[Flags]
public enum WaitTraits : byte
{
    None = 0,

    /// <summary>Something outside the program can end the wait: a datagram, a signal, a line.</summary>
    External = 1,

    /// <summary>Lua's collector can end the wait, by finding that nobody can reach what would.</summary>
    EndedByCollector = 2,

    /// <summary>Interrupting the fiber does not end the wait.</summary>
    Uninterruptible = 4,

    /// <summary>The end of the program does not end the wait at once.</summary>
    OutlastsProgram = 8,

    /// <summary>A lock is waited for to the end.</summary>
    Lock = Uninterruptible | OutlastsProgram,
}
