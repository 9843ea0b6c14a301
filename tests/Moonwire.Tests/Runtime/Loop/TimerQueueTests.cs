using CsCheck;
using Moonwire.Runtime.Loop;

namespace Moonwire.Tests.Runtime.Loop;

/// <summary>The timer queue against a model: a list that is sorted by due time, then by order of arrival.</summary>
[TestClass]
public sealed class TimerQueueTests
{
    [Fact]
    public void TimersComeOutByTimeThenByArrivalWhateverWasRemoved() =>
        Gen.Select(Gen.Int[0, 2], Gen.Long[0, 20]).Array[0, 200].Sample(AgreesWithModel);

    [Fact]
    public void AnEmptyQueueHasNothingDueEver()
    {
        var queue = new TimerQueue();

        Assert.Equal((0, long.MaxValue), (queue.Count, queue.NextDue));
        Assert.Null(queue.TakeDue(long.MaxValue));
    }

    [Fact]
    public void ATimerThatIsNotQueuedMayBeRemovedAndAQueuedOneTwice()
    {
        var queue = new TimerQueue();
        var timer = new Timer(5);

        queue.Remove(timer);
        queue.Add(timer, timer.Due);
        queue.Remove(timer);
        queue.Remove(timer);

        Assert.Equal(0, queue.Count);
        queue.Add(timer, timer.Due);
        Assert.Same(timer, queue.TakeDue(5));
        Assert.Equal(-1, timer.Position);
    }

    /// <summary>
    /// The kinds of steps: 0 adds a timer that is due at the value, 1 removes the timer at that position, 2 takes the
    /// timers that are due by then.
    /// </summary>
    private static void AgreesWithModel((int Kind, long Value)[] steps)
    {
        var queue = new TimerQueue();
        var model = new List<Timer>();
        foreach (var (kind, value) in steps)
        {
            switch (kind)
            {
                case 0:
                    var timer = new Timer(value);
                    queue.Add(timer, timer.Due);
                    model.Insert(model.FindLastIndex(t => t.Due <= value) + 1, timer);
                    break;
                case 1 when model.Count > 0:
                    var removed = model[(int)(value % model.Count)];
                    queue.Remove(removed);
                    model.Remove(removed);
                    break;
                case 2:
                    TakeBoth(queue, model, value);
                    break;
            }

            Assert.Equal(model.Count, queue.Count);
            Assert.Equal(model.Count > 0 ? model[0].Due : long.MaxValue, queue.NextDue);
        }

        TakeBoth(queue, model, long.MaxValue - 1);
        Assert.Empty(model);
    }

    private static void TakeBoth(TimerQueue queue, List<Timer> model, long now)
    {
        while (queue.TakeDue(now) is { } taken)
        {
            Assert.Same(model[0], taken);
            model.RemoveAt(0);
        }

        Assert.DoesNotContain(model, t => t.Due <= now);
    }

    private sealed class Timer(long due) : ILoopTimer
    {
        public long Due => due;

        public int Position { get; set; } = -1;

        public int Sequence { get; set; }

        public void OnDue()
        {
        }
    }
}
