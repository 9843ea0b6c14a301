namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Failed fibers that nobody has joined yet. A failure is reported when the fiber's handle can no longer be
/// reached, or at the program's end.
/// </summary>
/// <param name="report">Prints the failure and makes the exit status non-zero.</param>
/// <param name="failed">Gets told of every failure when it happens, whoever will claim it.</param>
internal sealed class UnclaimedFailures(Action<Fiber> report, Action<Fiber> failed)
{
    private readonly List<Fiber> _fibers = [];
    private bool _hasNew;

    /// <summary>A fiber has failed; whether somebody claims it shows later.</summary>
    internal void Notice(Fiber fiber) => failed(fiber);

    /// <summary>Whether there are some that failed since this was set to false, which a collection may tell to be unreachable.</summary>
    internal bool HasNew
    {
        get => _hasNew && _fibers.Count > 0;
        set => _hasNew = value;
    }

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

    internal void ReportAll()
    {
        while (_fibers.Count > 0) // telling a failure may run the script's __tostring, and that the collector
        {
            Remove(_fibers[0], report: true);
        }
    }

    private void Report(Fiber fiber) => report(fiber);
}
