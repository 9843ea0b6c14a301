using System.Buffers.Binary;

namespace Moonwire.Modules.ByteSpan;

/// <summary>Takes packed values: writes them to bytes, or only measures them.</summary>
internal ref struct PackSink
{
    private readonly Span<byte> _target;
    private readonly long _start;

    /// <summary>Measures from <paramref name="start"/>, counted from 0.</summary>
    public PackSink(long start) => Position = start;

    /// <summary>
    /// Writes to <paramref name="target"/>, whose first byte has the position <paramref name="start"/>.
    /// </summary>
    public PackSink(long start, Span<byte> target)
    {
        (Position, _start, Writes) = (start, start, true);
        _target = target;
    }

    public readonly bool Writes { get; }

    /// <summary>The position after the values that were put.</summary>
    public long Position { get; private set; }

    public void PutZeros(int count) => Take(count).Clear();

    /// <summary>Puts a text and zeros after it, <paramref name="size"/> bytes in all.</summary>
    public void Put(ReadOnlySpan<byte> text, long size)
    {
        var place = Take(size);
        if (Writes)
        {
            text.CopyTo(place);
            place[text.Length..].Clear();
        }
    }

    /// <summary>
    /// Puts the low bytes of a number. Bytes beyond the number's own are zeros, or its sign if it is signed.
    /// </summary>
    public void Put(long number, int size, bool isSigned, bool isLittleEndian)
    {
        var place = Take(size);
        for (var i = 0; i < place.Length; i++)
        {
            var shifted = i < sizeof(long) ? number >> (8 * i) : isSigned && number < 0 ? -1 : 0;
            place[isLittleEndian ? i : size - 1 - i] = (byte)shifted;
        }
    }

    public void Put(float number, bool isLittleEndian)
    {
        var place = Take(sizeof(float));
        if (Writes && isLittleEndian)
        {
            BinaryPrimitives.WriteSingleLittleEndian(place, number);
        }
        else if (Writes)
        {
            BinaryPrimitives.WriteSingleBigEndian(place, number);
        }
    }

    public void Put(double number, bool isLittleEndian)
    {
        var place = Take(sizeof(double));
        if (Writes && isLittleEndian)
        {
            BinaryPrimitives.WriteDoubleLittleEndian(place, number);
        }
        else if (Writes)
        {
            BinaryPrimitives.WriteDoubleBigEndian(place, number);
        }
    }

    private Span<byte> Take(long count)
    {
        var place = Writes ? _target.Slice((int)(Position - _start), (int)count) : default;
        Position += count;
        return place;
    }
}
