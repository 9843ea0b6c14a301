using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The event for which a parked fiber waits. The code that ends the wait sets the outcome and calls
/// <see cref="FiberScheduler.Wake"/> once. The outcome is pushed when the fiber is resumed.
/// </summary>
/// <param name="traits">The ways in which the wait can end.</param>
public abstract class Wait(WaitTraits traits)
{
    /// <summary>
    /// The ways in which the wait can end. While a fiber is parked, only <see cref="FiberScheduler.SetExternal"/>
    /// changes this value.
    /// </summary>
    internal WaitTraits Traits { get; set; } = traits;

    /// <summary>
    /// The queue that contains the wait, or null. <see cref="Next"/> and <see cref="Previous"/> are its neighbours in
    /// the queue.
    /// </summary>
    internal WaitQueue? Queue { get; set; }

    internal Wait? Next { get; set; }

    internal Wait? Previous { get; set; }

    /// <summary>The fiber that is parked, or null while the wait is idle and may be reused.</summary>
    internal Fiber? Fiber { get; set; }

    /// <summary>True if the wait may be reused.</summary>
    public bool IsIdle => Fiber is null;

    /// <summary>The time when the fiber was parked, in milliseconds of <see cref="Environment.TickCount64"/>.</summary>
    internal long Since { get; set; }

    /// <summary>The error with which the wait failed, or null.</summary>
    public LuaError? Error { get; set; }

    internal bool IsInterruptible => (Traits & WaitTraits.Uninterruptible) == WaitTraits.None;

    internal bool EndsWithProgram => (Traits & WaitTraits.OutlastsProgram) == WaitTraits.None;

    /// <summary>The Lua name of the operation that waits.</summary>
    public abstract string Operation { get; }

    /// <summary>Returns a readable name of the awaited event, such as "receive_from on 127.0.0.1:53".</summary>
    public virtual string Describe() => Operation;

    /// <summary>
    /// Returns the reason for the wait or its progress so far, as a clause that follows <see cref="Describe"/>, or "".
    /// </summary>
    /// <param name="depth">The maximum number of further waits to follow.</param>
    public virtual string Progress(int depth) => "";

    /// <summary>
    /// Any thread: returns what <see cref="Progress"/> returns without the datagrams, whose record only the loop's
    /// thread may read.
    /// </summary>
    public virtual string BriefProgress() => Progress(0);

    /// <summary>
    /// Returns an object that makes the texts of <see cref="Describe"/> and <see cref="Progress"/> later, as of now.
    /// Returns null if these texts cost little.
    /// </summary>
    /// <param name="depth">The maximum number of further waits to follow.</param>
    public virtual WaitAccount? Account(int depth) => null;

    /// <summary>
    /// Returns a wait that belongs to the parked fiber alone: a new object if this wait is shared, otherwise this wait.
    /// </summary>
    internal virtual Wait ForFiber(Fiber fiber) => this;

    /// <summary>
    /// Tries to end the wait normally before a deadline gives it up, because the awaited event may have happened
    /// already. Returns true if the fiber was woken.
    /// </summary>
    internal virtual bool TryEnd() => false;

    /// <summary>Removes the wait from its queue or its timer, because it ends early.</summary>
    protected internal virtual void Withdraw() => Queue?.Remove(this);

    /// <summary>Pushes the results of a wait that has succeeded, and returns their number.</summary>
    protected abstract int PushValues(LuaThread stack);

    /// <summary>Gives the results of a wait that has succeeded to the call in which the Lua thread waits.</summary>
    protected virtual void GiveValues(LuaThread waiting) => DeferredExit.Deliver(waiting, PushValues(waiting));

    /// <summary>Returns slots for <paramref name="count"/> results of the waiting call.</summary>
    protected static unsafe ResultSlots Results(LuaThread waiting, int count) =>
        new(DeferredExit.ResultFrame(waiting, count));

    /// <summary>Clears the state of a wait that is reused. Called after the outcome was pushed.</summary>
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

    /// <summary>
    /// Returns or raises the outcome from the running call, in which the wait has ended, and makes the wait idle.
    /// </summary>
    /// <returns>The value that the function of the call must return.</returns>
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
    /// Makes the waiting call (<see cref="DeferredExit"/>) return or raise the outcome when the fiber resumes, and
    /// makes the wait idle. Returns the number of values on top of the fiber's thread that the resume takes.
    /// </summary>
    internal int GiveOutcome(Fiber fiber, RootedValue token)
    {
        var waiting = new LuaThread(fiber.WaitsIn);
        var arguments = 0;
        if (!DeferredExit.IsWaiting(waiting, token))
        {
            // a C library has resumed the coroutine itself: the outcome is dropped
        }
        else if (Error is { } error)
        {
            error.Push(waiting, Operation);
            DeferredExit.DeliverError(waiting);
            if (ReferenceEquals(error, LuaError.Ending))
            {
                DeferredExit.SkipMessageHandler(waiting);
            }

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

    /// <summary>Makes the wait reusable after its outcome was taken or dropped.</summary>
    internal void BecomeIdle()
    {
        Fiber = null;
        Error = null;
        Reset();
    }
}

/// <summary>
/// Flags for the events that can end a wait, and for the events that cannot. The program's own fibers and timers need
/// no flag.
/// </summary>
[Flags]
public enum WaitTraits : byte
{
    None = 0,

    /// <summary>Something outside the program can end the wait, such as a datagram, a signal or a line.</summary>
    External = 1,

    /// <summary>Lua's collector ends the wait if the script can no longer reach any object that could end it.</summary>
    EndedByCollector = 2,

    /// <summary>Interrupting the fiber does not end the wait.</summary>
    Uninterruptible = 4,

    /// <summary>The end of the program does not end the wait immediately.</summary>
    OutlastsProgram = 8,

    /// <summary>A wait for a lock lasts until the lock is acquired.</summary>
    Lock = Uninterruptible | OutlastsProgram,
}
