using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Fibers;

/// <content>
/// Runs other fibers inside the call of a waiting fiber, the host. This saves a yield and a resume. The host can still
/// yield when no nested fiber is running.
/// </content>
public sealed partial class FiberScheduler
{
    /// <summary>True during a nested run, or if nested runs are turned off.</summary>
    private bool _isHosting = !Shortcuts.Allow(Shortcut.NestedRuns);

    /// <summary>Abandons the wait of the host, whose call has not returned, before the process ends.</summary>
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
    /// Runs ready fibers inside the call of the current fiber, which has parked but not yielded, until that fiber is
    /// first in the run queue. Does nothing inside another nested run, or in a coroutine, because the other fibers
    /// would see the coroutine as running.
    /// </summary>
    /// <returns>The number of fibers that have run, or 0 if a nested run is impossible.</returns>
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

    /// <summary>Continues the running fiber if its wait has ended and the fiber is first in the run queue.</summary>
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

    /// <summary>Keeps the host while <see cref="Run"/> runs other fibers, and restores its state afterwards.</summary>
    /// <remarks>
    /// <see cref="Unsuspendable"/> and <see cref="_immediate"/> are not restored. The host waits on its own thread,
    /// where <see cref="Unsuspendable"/> is 0, and <see cref="TryGoOn"/> or the host's next run sets
    /// <see cref="_immediate"/>.
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
