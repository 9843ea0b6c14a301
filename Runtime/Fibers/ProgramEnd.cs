using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Fibers;

/// <summary>Ends the program by ending the waits of all fibers.</summary>
internal sealed class ProgramEnd(FiberScheduler fibers, ShimState state)
{
    private Queue<Fiber> _lockWaiters = new();

    /// <summary>The exit status, as passed to exit, or null if the program is not ending.</summary>
    internal int? ExitStatus { get; private set; }

    internal bool IsEnding => ExitStatus is not null;

    /// <summary>
    /// Ends the program. Every fiber unwinds, which runs its cleanup handlers and closes its variables. Fibers that
    /// have not started never start. A fiber that waits for a lock gets the lock first, because its cleanup may unlock
    /// the lock (<see cref="GiveUpLock"/>). Cleanup that has begun runs to its end. A second call changes only the
    /// status.
    /// </summary>
    internal void Begin(int status)
    {
        var isFirst = !IsEnding;
        ExitStatus = status;
        if (!isFirst)
        {
            return;
        }

        state.ChangeAttention(1);
        foreach (var fiber in fibers.Live.ToList())
        {
            fiber.IsEnding = true;
            if (!fiber.IsUnwinding || fiber.Wait is not { EndsWithProgram: true })
            {
                continue;
            }

            var wait = FiberScheduler.OwnWait(fiber);
            if (fiber.State == FiberState.Parked)
            {
                fibers.GiveUp(wait, LuaError.Ending);
            }
            else
            {
                wait.Error = LuaError.Ending;
            }
        }
    }

    /// <summary>
    /// Gives up the wait of the fiber that has waited longest for a lock. Called when nothing else can run while the
    /// program ends. The other fibers keep waiting, because this fiber may unlock their locks as it unwinds.
    /// </summary>
    /// <returns>False if no fiber waits for a lock.</returns>
    internal bool GiveUpLock()
    {
        for (var isNew = false; ; isNew = true)
        {
            while (_lockWaiters.TryDequeue(out var fiber))
            {
                if (WaitsForLock(fiber))
                {
                    fibers.GiveUp(FiberScheduler.OwnWait(fiber), LuaError.Ending);
                    return true;
                }
            }

            if (isNew)
            {
                return false;
            }

            _lockWaiters = new Queue<Fiber>(fibers.Live.Where(WaitsForLock).OrderBy(static fiber => fiber.Wait!.Since));
        }

        static bool WaitsForLock(Fiber fiber) =>
            fiber is { State: FiberState.Parked, Wait.IsInterruptible: false, IsUnwinding: true };
    }
}
