using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// Failed fibers that nobody has joined yet. A failure is reported when the fiber's handle can no longer be
/// reached, or at the program's end; and it is part of every report of the fibers until then.
/// </summary>
/// <param name="report">Prints the failure and makes the exit status non-zero.</param>
/// <param name="failed">Gets told of every failure when it happens, whoever will claim it.</param>
/// <param name="words">Words the error without calling the script, or returns null.</param>
internal sealed class UnclaimedFailures(Action<Fiber> report, Action<Fiber> failed, Func<Fiber, string?>? words = null) : ILoopTimer
{
    /// <summary>After so many nanoseconds a failure is late.</summary>
    private const long Late = 5_000_000_000;

    private readonly List<UnclaimedFailure> _failures = [];
    private EventLoop? _loop;
    private Action<UnclaimedFailure>? _onLate;
    private bool _hasNew;

    int ILoopTimer.Position { get; set; } = -1;

    int ILoopTimer.Sequence { get; set; }

    /// <summary>The failures as they are now. On another thread it may miss some.</summary>
    internal IReadOnlyList<UnclaimedFailure> All => _failures.ToArray();

    /// <summary>Has each failure handed to <paramref name="onLate"/> once, when nobody has joined the fiber for five seconds.</summary>
    internal void WatchLate(EventLoop loop, Action<UnclaimedFailure> onLate) => (_loop, _onLate) = (loop, onLate);

    /// <summary>A fiber has failed; whether somebody claims it shows later.</summary>
    internal void Notice(Fiber fiber) => failed(fiber);

    /// <summary>Whether there are some that failed since this was set to false, which a collection may tell to be unreachable.</summary>
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

    /// <summary>Forgets a fiber because it was joined, or reports it because it cannot be.</summary>
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

    /// <summary>A report that ends the program has told the failures. Those whose words it had are not reported again.</summary>
    internal void MarkTold() => _failures.ForEach(static failure => failure.IsTold = failure.Words is not null);

    internal void ReportAll()
    {
        while (_failures.Count > 0) // telling a failure may run the script's __tostring, and that the collector
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

/// <summary>The failure of one fiber that nobody has joined yet.</summary>
/// <param name="FailedAt">When, in <see cref="MonotonicClock.Now"/> nanoseconds.</param>
/// <param name="Words">What the error says, or null if only the script can tell.</param>
internal sealed record UnclaimedFailure(Fiber Fiber, long FailedAt, string? Words)
{
    /// <summary>The words for a report.</summary>
    internal string Told => Words ?? "(error object)";

    /// <summary>True once it was, with its words, a part of a report that ends the program.</summary>
    internal bool IsTold { get; set; }

    /// <summary>True once it was handed on as late.</summary>
    internal bool IsLate { get; set; }
}
