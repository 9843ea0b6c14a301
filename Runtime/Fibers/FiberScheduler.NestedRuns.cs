using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Fibers;

/// <content>
/// Runs of other fibers inside the call of a fiber that waits, the host, so that the host is spared a yield and a resumption.
/// The host can still yield at any time when no other fiber runs.
/// </content>
public sealed partial class FiberScheduler
{
    /// <summary>True while fibers run inside the call of another one, or if they never do so.</summary>
    private bool _isHosting = !Shortcuts.Allow(Shortcut.NestedRuns);

    /// <summary>The process is about to end inside the call of a nested fiber: the host, whose call lasts on, is not resumed any more.</summary>
    internal void LeaveOutHost()
    {
        foreach (var fiber in Live.ToList())
        {
            if (fiber != Current && fiber.HasStarted && !fiber.Thread.HasYielded)
            {
                AbandonWait(fiber);
            }
        }
    }

    /// <summary>
    /// Runs the ready fibers inside the call of the running one, which is parked, until it is the first of them. Not inside a
    /// fiber that runs so itself, nor in a coroutine, which would look as if it ran.
    /// </summary>
    /// <returns>How many have run; 0 where they cannot.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int RunNested(LuaCall call, int budget)
    {
        var host = Current!;
        if (_isHosting || call.Stack != host.Thread || !host.IsPlain || !call.IsDirect)
        {
            return 0;
        }

        var nested = new NestedRun(this, host);
        var count = 0;
        while (count < budget && _ready.First is { } fiber && fiber != host)
        {
            Run(_ready.Dequeue());
            count++;
        }

        nested.End();
        return count;
    }

    /// <summary>Has the running fiber, parked on the wait, go on if the wait has ended and it is the first that is ready.</summary>
    internal bool TryGoOn(Wait wait)
    {
        var goesOn = _ready.First == Current && Current is { State: FiberState.Ready } && Current.Wait == wait;
        if (goesOn)
        {
            _ = _ready.Dequeue();
            Current!.Wait = null;
            Current.State = FiberState.Running;
            _immediate = 0;
        }

        return goesOn;
    }

    /// <summary>What <see cref="Run"/> changes under the host, from the first nested fiber to <see cref="End"/>.</summary>
    /// <remarks>
    /// <see cref="Unsuspendable"/> and <see cref="_immediate"/> are not restored: the host waits on its own thread, where the
    /// first is 0, and <see cref="TryGoOn"/> or the host's next run sets the second.
    /// </remarks>
    private readonly ref struct NestedRun
    {
        private readonly FiberScheduler _scheduler;
        private readonly Fiber _host;

        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal NestedRun(FiberScheduler scheduler, Fiber host)
        {
            _scheduler = scheduler;
            _host = host;
            scheduler._isHosting = true;
        }

        /// <summary>Makes the host the running fiber again.</summary>
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        internal void End()
        {
            _scheduler._isHosting = false;
            _scheduler.Current = _host;
            _scheduler._running.Enter(_host.Thread);
        }
    }
}
