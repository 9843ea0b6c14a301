namespace Moonwire.Runtime.Loop;

/// <summary>The table of watched sources. The pollers identify a source by its slot.</summary>
internal sealed class SourceTable
{
    private readonly Stack<int> _free = new();
    private ReadinessSource?[] _sources = new ReadinessSource?[16];
    private int _count;

    /// <summary>The source in a slot, or null if the source was removed after the kernel reported it.</summary>
    internal ReadinessSource? this[int slot] => (uint)slot < (uint)_sources.Length ? _sources[slot] : null;

    internal ReadOnlySpan<ReadinessSource?> All => _sources.AsSpan(0, _count);

    internal int Count => _count - _free.Count;

    internal void Add(ReadinessSource source)
    {
        if (!_free.TryPop(out var slot))
        {
            slot = _count++;
            if (slot == _sources.Length)
            {
                Array.Resize(ref _sources, slot * 2);
            }
        }

        _sources[slot] = source;
        source.Slot = slot;
    }

    internal void Remove(ReadinessSource source)
    {
        _sources[source.Slot] = null;
        _free.Push(source.Slot);
        source.Slot = -1;
    }

    /// <summary>Moves the sources to the lowest slots, so that no free slots are between them.</summary>
    internal void Close()
    {
        var count = 0;
        for (var slot = 0; slot < _count; slot++)
        {
            if (_sources[slot] is { } source)
            {
                _sources[slot] = null;
                _sources[count] = source;
                source.Slot = count++;
            }
        }

        _count = count;
        _free.Clear();
    }
}
