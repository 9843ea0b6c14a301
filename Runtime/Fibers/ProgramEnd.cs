using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Fibers;

/// <summary>The end of the program: takes every fiber out of what it is in.</summary>
internal sealed class ProgramEnd(FiberScheduler fibers, ShimState state)
{
    private Queue<Fiber> _lockWaiters = new();

    /// <summary>The status that the program ends with because exit was called, or null.</summary>
    internal int? ExitStatus { get; private set; }

    internal bool IsEnding => ExitStatus is not null;

    /// <summary>
    /// Ends the program: every fiber unwinds, which runs its cleanup handlers and closes its variables,
    /// and fibers that have not started never do. One that waits for a lock gets it first, because what it unwinds may
    /// unlock it; see <see cref="GiveUpLock"/>. Cleanup that is under way comes to its end. The last status that is given counts.
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
    /// When nothing else can run while the program ends: takes the fiber that has waited longest for a lock out of that wait.
    /// The others wait on, because what this one unwinds may unlock theirs.
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

        static bool WaitsForLock(Fiber fiber) => fiber is { State: FiberState.Parked, Wait.IsInterruptible: false, IsUnwinding: true };
    }
}
