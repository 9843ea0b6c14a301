using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Failed fibers that nobody has joined yet. A failure is reported when the fiber's handle can no longer be
/// reached, or at the program's end.
/// </summary>
/// <param name="report">Prints the failure and makes the exit status non-zero.</param>
internal sealed class UnclaimedFailures(Action<Fiber> report)
{
    /// <summary>A collection to find unreachable handles is worth its time at most this often.</summary>
    private const long CollectionInterval = 100_000_000;

    private readonly List<Fiber> _fibers = [];
    private long _nextCollection = long.MinValue;
    private bool _hasNew;

    internal bool HasAny => _fibers.Count > 0;

    internal void Add(Fiber fiber)
    {
        _fibers.Add(fiber);
        _hasNew = true;
        if (!fiber.HasHandle)
        {
            Remove(fiber, report: true);
        }
    }

    /// <summary>Forgets a fiber because it was joined, or reports it because it cannot be.</summary>
    internal void Remove(Fiber fiber, bool report)
    {
        if (_fibers.Remove(fiber) && report)
        {
            Report(fiber);
        }
    }

    /// <summary>Before the loop sleeps: collects, so that handles which are gone are found, and their fibers reported.</summary>
    /// <returns>When to do so again, or <see cref="long.MaxValue"/>.</returns>
    internal long CollectAndReport(LuaStack main, long now)
    {
        if (!_hasNew || _fibers.Count == 0)
        {
            return long.MaxValue;
        }

        if (now < _nextCollection)
        {
            return _nextCollection;
        }

        _hasNew = false;
        _nextCollection = now + CollectionInterval;
        main.Collect();
        return long.MaxValue;
    }

    internal void ReportAll()
    {
        while (_fibers.Count > 0) // telling a failure may run the script's __tostring, and that the collector
        {
            Remove(_fibers[0], report: true);
        }
    }

    private void Report(Fiber fiber) => report(fiber);
}
