using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// The sources that fibers wait for and that can be tried without knowing of input, longest waiting first. A try that
/// succeeds saves the loop a wait for readiness.
/// </summary>
/// <remarks>A ring of places in order of arrival; one that is left becomes a hole, but the first place never is one.</remarks>
internal sealed class WaitingSources
{
    /// <summary>Among more sources than this a guess is worth less than one look at all of them.</summary>
    private const int Few = 8;

    private Place[] _ring = new Place[2 * Few];
    private long _first;
    private long _end;

    internal int Count { get; private set; }

    internal void Add(ReadinessSource source)
    {
        if (source.WaitingPlace >= 0)
        {
            return;
        }

        if (_end - _first == _ring.Length)
        {
            Close();
        }

        this[_end] = source;
        source.WaitingPlace = _end++;
        Count++;
    }

    internal void Remove(ReadinessSource source)
    {
        if (source.WaitingPlace < 0)
        {
            return;
        }

        this[source.WaitingPlace] = null;
        source.WaitingPlace = -1;
        Count--;
        while (_first < _end && this[_first] is null)
        {
            _first++;
        }
    }

    /// <summary>Tries the first source that is likely to have input, if any; true when a fiber was woken.</summary>
    internal bool TryFirst()
    {
        if (Count > Few)
        {
            return false;
        }

        for (var i = Count; i > 0; i--)
        {
            var source = this[_first]!;
            if (source.IsLikelyReady())
            {
                return source.TryNow();
            }

            Remove(source);
            Add(source);
        }

        return false;
    }

    private ref ReadinessSource? this[long place]
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            var ring = _ring;
            return ref ring[(int)place & (ring.Length - 1)].Source;
        }
    }

    /// <summary>Closes the holes, in a larger ring unless half of this one is holes.</summary>
    private void Close()
    {
        var ring = new Place[Count > _ring.Length / 2 ? _ring.Length * 2 : _ring.Length];
        var end = 0;
        for (var place = _first; place < _end; place++)
        {
            if (this[place] is { } source)
            {
                source.WaitingPlace = end;
                ring[end++].Source = source;
            }
        }

        _ring = ring;
        _first = 0;
        _end = end;
    }

    /// <summary>A place in the ring; an array of structures spares the check of an element's type.</summary>
    private struct Place
    {
        internal ReadinessSource? Source;
    }
}
