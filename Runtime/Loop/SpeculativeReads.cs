using System.Runtime.CompilerServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// The sources that fibers wait for. The loop tries to receive from one of these sources before the kernel has reported
/// input, starting with the source that has waited longest. A receive that succeeds saves the loop a poll.
/// </summary>
/// <remarks>
/// A source stays in the array after its last fiber has stopped waiting, because a fiber usually waits for the source
/// again soon. The source is removed when the array has many such sources, or when the source is closed. The array is
/// not sorted, because a queue of references would cost more. <see cref="ReadinessSource.WaitingSince"/> orders the
/// sources.
/// </remarks>
internal sealed class SpeculativeReads
{
    /// <summary>
    /// The maximum number of waiting sources for which a try pays off. With more sources, one poll of all sources is
    /// cheaper.
    /// </summary>
    private const int Few = 8;

    private readonly int _few = Shortcuts.Allow(Shortcut.SpeculativeReads) ? Few : 0;

    private Place[] _places = new Place[2 * Few];
    private int _end;
    private long _clock;

    /// <summary>The number of sources that fibers wait for now.</summary>
    internal int Count { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(ReadinessSource source)
    {
        if (source.WaitingSince != 0)
        {
            return;
        }

        source.WaitingSince = ++_clock;
        Count++;
        if (source.WaitingPlace < 0)
        {
            Append(source);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Remove(ReadinessSource source)
    {
        if (source.WaitingSince != 0)
        {
            source.WaitingSince = 0;
            Count--;
        }
    }

    /// <summary>Removes a closed source completely, including its element in the array.</summary>
    internal void Forget(ReadinessSource source)
    {
        Remove(source);
        if (source.WaitingPlace >= 0)
        {
            Vacate(source);
        }
    }

    /// <summary>
    /// Tries the source that has waited longest among those that are likely to have input. Returns true if a fiber was
    /// woken.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool TryOldest()
    {
        if (Count > _few)
        {
            return false;
        }

        if (_end > 2 * Few)
        {
            ForgetOthers();
        }

        for (var left = Count; left > 0; left--)
        {
            var source = First();
            if (source.LoopPredictor.ShouldTry())
            {
                var succeeds = source.TryNow();
                source.LoopPredictor.Learn(succeeds);
                return succeeds;
            }

            source.WaitingSince = ++_clock;
        }

        return false;
    }

    /// <summary>Returns the source that has waited longest. At least one source must be waiting.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ReadinessSource First()
    {
        var first = default(ReadinessSource);
        foreach (ref readonly var place in _places.AsSpan(0, _end))
        {
            var source = place.Source!;
            if (source.WaitingSince != 0 && (first is null || source.WaitingSince < first.WaitingSince))
            {
                first = source;
            }
        }

        return first!;
    }

    private void Append(ReadinessSource source)
    {
        if (_end == _places.Length)
        {
            Array.Resize(ref _places, _end * 2);
        }

        source.WaitingPlace = _end;
        _places[_end++].Source = source;
    }

    /// <summary>Removes a source from the array, and moves the last source to the free index.</summary>
    private void Vacate(ReadinessSource source)
    {
        var last = _places[--_end].Source!;
        _places[_end].Source = null;
        if (last != source)
        {
            _places[source.WaitingPlace].Source = last;
            last.WaitingPlace = source.WaitingPlace;
        }

        source.WaitingPlace = -1;
    }

    private void ForgetOthers()
    {
        for (var place = _end - 1; place >= 0; place--)
        {
            if (_places[place].Source is { WaitingSince: 0 } source)
            {
                Vacate(source);
            }
        }
    }

    /// <summary>
    /// An element of the array. It is a struct, because a store to an array of references would check the type.
    /// </summary>
    private struct Place
    {
        internal ReadinessSource? Source;
    }
}
