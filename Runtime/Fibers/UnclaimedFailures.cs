using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Keeps the failed fibers that no other fiber has joined yet. A failure is reported when the fiber's handle can no
/// longer be reached, or at the program's end. Until then, every report about all fibers contains the failure.
/// </summary>
/// <param name="report">Prints the failure and makes the exit status non-zero.</param>
/// <param name="failed">Called for every fiber that fails, even if another fiber joins it later.</param>
/// <param name="words">Returns the error's message without calling the script, or null.</param>
internal sealed class UnclaimedFailures(
    Action<Fiber> report, Action<Fiber> failed, Func<Fiber, string?>? words = null) : ILoopTimer
{
    /// <summary>The age in nanoseconds from which a failure is late.</summary>
    private const long Late = 5_000_000_000;

    private readonly List<UnclaimedFailure> _failures = [];
    private EventLoop? _loop;
    private Action<UnclaimedFailure>? _onLate;
    private bool _hasNew;

    int ILoopTimer.Position { get; set; } = -1;

    int ILoopTimer.Sequence { get; set; }

    /// <summary>The current failures. Another OS thread may miss some of them.</summary>
    internal IReadOnlyList<UnclaimedFailure> All => _failures.ToArray();

    /// <summary>
    /// Calls <paramref name="onLate"/> once for each failure that is still unclaimed after five seconds.
    /// </summary>
    internal void WatchLate(EventLoop loop, Action<UnclaimedFailure> onLate) => (_loop, _onLate) = (loop, onLate);

    /// <summary>Announces that a fiber has failed, even if another fiber joins it later.</summary>
    internal void Notice(Fiber fiber) => failed(fiber);

    /// <summary>
    /// True if a failure was added since this property was set to false. A collection may find that no script can join
    /// its fiber.
    /// </summary>
    internal bool HasNew
    {
        get => _hasNew && _failures.Count > 0;
        set => _hasNew = value;
    }

    internal void Add(Fiber fiber)
    {
        if (!fiber.HasHandle)
        {
            report(fiber);
            return;
        }

        var now = MonotonicClock.Now;
        _failures.Add(new UnclaimedFailure(fiber, now, words?.Invoke(fiber)));
        _hasNew = true;
        if (this is ILoopTimer { Position: < 0 })
        {
            _loop?.AddIdle(this, now + Late);
        }
    }

    /// <summary>
    /// Removes a fiber's failure. Also reports the failure if <paramref name="report"/> is true, because no script can
    /// join the fiber any more.
    /// </summary>
    internal void Remove(Fiber fiber, bool report)
    {
        var place = _failures.FindIndex(failure => failure.Fiber == fiber);
        if (place < 0)
        {
            return;
        }

        var isTold = _failures[place].IsTold;
        _failures.RemoveAt(place);
        if (report && !isTold)
        {
            Report(fiber);
        }
    }

    /// <summary>
    /// Marks the failures whose message was in the report that ends the program. Marked failures are not reported
    /// again.
    /// </summary>
    internal void MarkTold() => _failures.ForEach(static failure => failure.IsTold = failure.Words is not null);

    internal void ReportAll()
    {
        while (_failures.Count > 0) // reporting a failure may run the script's __tostring, which may run the collector
        {
            Remove(_failures[0].Fiber, report: true);
        }
    }

    void ILoopTimer.OnDue()
    {
        _loop!.NoticeIdleDue();
        var now = MonotonicClock.Now;
        var next = long.MaxValue;
        foreach (var failure in _failures.Where(static failure => !failure.IsLate))
        {
            failure.IsLate = now - failure.FailedAt >= Late;
            if (failure.IsLate)
            {
                _onLate!(failure);
            }
            else
            {
                next = Math.Min(next, failure.FailedAt + Late);
            }
        }

        if (next != long.MaxValue)
        {
            _loop.AddIdle(this, next);
        }
    }

    private void Report(Fiber fiber) => report(fiber);
}

/// <summary>The failure of one fiber that no other fiber has joined yet.</summary>
/// <param name="FailedAt">The time of the failure, in <see cref="MonotonicClock.Now"/> nanoseconds.</param>
/// <param name="Words">The error's message, or null if only the script's <c>__tostring</c> can produce it.</param>
internal sealed record UnclaimedFailure(Fiber Fiber, long FailedAt, string? Words)
{
    /// <summary>The message for a report.</summary>
    internal string Told => Words ?? "(error object)";

    /// <summary>True once the report that ends the program has shown the failure's message.</summary>
    internal bool IsTold { get; set; }

    /// <summary>True once the failure was passed on as late.</summary>
    internal bool IsLate { get; set; }
}
