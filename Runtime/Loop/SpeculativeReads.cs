using System.Runtime.CompilerServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Loop;

/// <summary>
/// The sources that fibers wait for and that can be tried without knowing of input, longest waiting first. A try that
/// succeeds saves the loop a wait for readiness.
/// </summary>
/// <remarks>
/// A source that nobody waits for any more keeps its place until there are many such, or it ends: most are waited for again
/// soon. Who waits longest is told by numbers, which cost less to keep in order than references.
/// </remarks>
internal sealed class SpeculativeReads
{
    /// <summary>Among more sources than this a guess is worth less than one look at all of them.</summary>
    private const int Few = 8;

    private readonly int _few = Shortcuts.Allow(Shortcut.SpeculativeReads) ? Few : 0;

    private Place[] _places = new Place[2 * Few];
    private int _end;
    private long _clock;

    /// <summary>How many are waited for.</summary>
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

    /// <summary>Removes a source that ends.</summary>
    internal void Forget(ReadinessSource source)
    {
        Remove(source);
        if (source.WaitingPlace >= 0)
        {
            Vacate(source);
        }
    }

    /// <summary>Tries the first source that is likely to have input, if any; true when a fiber was woken.</summary>
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

    /// <summary>The one that is waited for longest; there is one.</summary>
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

    /// <summary>Gives a source's place to the last one.</summary>
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

    /// <summary>A place in the array; structures spare the check of an element's type.</summary>
    private struct Place
    {
        internal ReadinessSource? Source;
    }
}
