using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Fibers;

/// <content>
/// Going on without leaving: the loop does its rounds inside the call of a fiber that waits, and other fibers run there, so
/// that this one is spared a yield and a resumption. It can leave after all at any time when none of them runs.
/// </content>
public sealed partial class FiberScheduler
{
    /// <summary>True while fibers run inside the call of another one, or if they never do so.</summary>
    private bool _isHosting = !Shortcuts.Allow(Shortcut.NestedRuns);

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

    /// <summary>
    /// Runs the ready fibers inside the call of the running one, which is parked, until it is the first of them. Not inside a
    /// fiber that runs so itself, nor in a coroutine, which would look as if it ran.
    /// </summary>
    /// <returns>How many have run; 0 where they cannot.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int RunInside(LuaCall call, int budget)
    {
        var host = Current!;
        if (_isHosting || call.Stack != host.Thread || !host.IsPlain || !call.IsDirect)
        {
            return 0;
        }

        _isHosting = true;
        var count = 0;
        while (count < budget && _ready.First is { } fiber && fiber != host)
        {
            Run(_ready.Dequeue());
            count++;
        }

        _isHosting = false;
        Current = host;
        _running.Enter(host.Thread);
        return count;
    }
}
