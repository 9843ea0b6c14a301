namespace Moonwire.Runtime.Loop;

/// <summary>
/// A queue of timers, ordered by due time and then by the order in which they were added. It is a four-way heap from
/// which any timer can be removed. The heap stores the due times next to the timers, so that most comparisons do not
/// access a timer. It grows by fixed-size blocks and never copies them.
/// </summary>
internal sealed class TimerQueue
{
    private const int Arity = 4;

    private const int PieceBits = 10;
    private const int PieceLength = 1 << PieceBits;

    private Entry[][] _pieces = [];
    private int _sequence;

    private readonly record struct Entry(long Due, ILoopTimer Timer);

    internal int Count { get; private set; }

    /// <summary>The next due time, or <see cref="long.MaxValue"/> if no timer is queued.</summary>
    internal long NextDue => Count > 0 ? At(0).Due : long.MaxValue;

    private ref Entry At(int position) => ref _pieces[position >> PieceBits][position & (PieceLength - 1)];

    /// <param name="due">The due time, in <see cref="MonotonicClock.Now"/> nanoseconds.</param>
    internal void Add(ILoopTimer timer, long due)
    {
        if (Count == _pieces.Length << PieceBits)
        {
            _pieces = [.. _pieces, new Entry[PieceLength]];
        }

        timer.Sequence = unchecked(_sequence++);
        SiftUp(Count++, new Entry(due, timer));
    }

    /// <summary>Removes a timer if it is queued.</summary>
    internal void Remove(ILoopTimer timer)
    {
        var position = timer.Position;
        if (position < 0)
        {
            return;
        }

        timer.Position = -1;
        var last = At(--Count);
        At(Count) = default;
        if (position == Count)
        {
            return;
        }

        SiftDown(position, last);
        if (last.Timer.Position == position)
        {
            SiftUp(position, last);
        }
    }

    /// <summary>
    /// Removes and returns the first timer if it is due at <paramref name="now"/>; otherwise returns null.
    /// </summary>
    internal ILoopTimer? TakeDue(long now)
    {
        if (NextDue > now || Count == 0)
        {
            return null;
        }

        var timer = At(0).Timer;
        Remove(timer);
        return timer;
    }

    private static bool IsBefore(in Entry left, in Entry right) =>
        left.Due != right.Due ? left.Due < right.Due : unchecked(left.Timer.Sequence - right.Timer.Sequence) < 0;

    private void SiftUp(int position, in Entry entry)
    {
        while (position > 0)
        {
            var parent = (position - 1) / Arity;
            if (!IsBefore(entry, At(parent)))
            {
                break;
            }

            Place(position, At(parent));
            position = parent;
        }

        Place(position, entry);
    }

    private void SiftDown(int position, in Entry entry)
    {
        while (true)
        {
            var first = (position * Arity) + 1;
            if (first >= Count)
            {
                break;
            }

            var least = first;
            for (var child = first + 1; child < Math.Min(first + Arity, Count); child++)
            {
                if (IsBefore(At(child), At(least)))
                {
                    least = child;
                }
            }

            if (!IsBefore(At(least), entry))
            {
                break;
            }

            Place(position, At(least));
            position = least;
        }

        Place(position, entry);
    }

    private void Place(int position, in Entry entry)
    {
        At(position) = entry;
        entry.Timer.Position = position;
    }
}
