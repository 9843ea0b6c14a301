namespace Moonwire.Runtime.Streams;

/// <summary>The bytes that were read from a stream and not yet taken by an operation, in order.</summary>
internal sealed class HeldBytes
{
    private const int First = 4096;

    /// <summary>Once no bytes are held, an array with a capacity above this is dropped.</summary>
    private const int Kept = 64 * 1024;

    private byte[] _bytes = [];
    private int _start;

    /// <summary>The number of bytes at the start that are known to contain no line end.</summary>
    private int _searched;

    internal int Count { get; private set; }

    internal ReadOnlySpan<byte> All => _bytes.AsSpan(_start, Count);

    /// <summary>
    /// Returns the number of bytes by which <see cref="Room"/> would enlarge the array to fit this size, or 0.
    /// </summary>
    internal int GrowthFor(int size) =>
        _bytes.Length - _start - Count >= size ? 0 : Math.Max(0, LengthFor(size) - _bytes.Length);

    /// <summary>
    /// Returns free room of at least this size after the held bytes. The caller fills the room and then calls
    /// <see cref="Add"/>.
    /// </summary>
    internal Span<byte> Room(int size)
    {
        if (_bytes.Length - _start - Count < size)
        {
            var length = LengthFor(size);
            var room = length == 0 ? _bytes : new byte[length];
            All.CopyTo(room);
            _bytes = room;
            _start = 0;
        }

        return _bytes.AsSpan(_start + Count);
    }

    /// <summary>
    /// Returns the array length to allocate, or 0 if the present array suffices once the held bytes move to its start.
    /// </summary>
    private int LengthFor(int size) => _bytes.Length - Count >= size && Count <= _bytes.Length / 2
        ? 0
        : (int)Math.Min(Array.MaxLength, Math.Max(First, Math.Max(2L * Count, Count + (long)size)));

    /// <summary>Adds the bytes that the caller wrote to the room. A negative count removes bytes at the end.</summary>
    internal void Add(int count) => Count += count;

    /// <summary>Removes bytes from the start.</summary>
    internal void Remove(int count)
    {
        Count -= count;
        _searched = Math.Max(0, _searched - count);
        _start = Count == 0 ? 0 : _start + count;
        if (Count == 0 && _bytes.Length > Kept)
        {
            _bytes = [];
        }
    }

    /// <summary>Returns the length of the first line without its end, or -1 if there is no line end.</summary>
    internal int FindLine()
    {
        var found = All[_searched..].IndexOf((byte)'\n');
        if (found >= 0)
        {
            return _searched + found;
        }

        _searched = Count;
        return -1;
    }
}
