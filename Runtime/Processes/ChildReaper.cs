using System.Diagnostics;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Processes;

/// <summary>Reaps children whose handles Lua has collected.</summary>
public sealed class ChildReaper
{
    /// <summary>The longest time to wait for signalled children when moonwire exits.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);

    private readonly Dictionary<ChildProcess, bool> _children = [];

    internal void Add(ChildProcess child, bool isSignalled)
    {
        _children[child] = isSignalled;
        child.WatchEnd(isWanted: true);
    }

    internal void Remove(ChildProcess child) => _children.Remove(child);

    /// <summary>
    /// Reaps the children, so that no zombie is left, and waits a limited time for those that were sent a signal.
    /// Called when moonwire exits, after all handles have been collected.
    /// </summary>
    public void End()
    {
        var began = Stopwatch.GetTimestamp();
        while (true)
        {
            foreach (var child in _children.Keys.ToArray())
            {
                _ = child.TryReap();
            }

            if (!_children.ContainsValue(true) || Stopwatch.GetElapsedTime(began) > Patience)
            {
                return;
            }

            ProcessCalls.AwaitEnd(_children.First(static child => child.Value).Key.Descriptor);
        }
    }
}
