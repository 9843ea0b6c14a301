namespace Moonwire.Tests.ByteSpan;

/// <summary>
/// A model of byte_span: a window into a block that other spans may share. Each method is written in the simplest way.
/// </summary>
internal sealed record ModelSpan(byte[] Block, int Offset, int Length, int Capacity)
{
    public ModelSpan(int length, int capacity)
        : this(new byte[capacity], 0, length, capacity)
    {
    }

    public byte[] Bytes => Block[Offset..(Offset + Length)];

    public byte this[int position]
    {
        get => Block[Offset + position - 1];
        set => Block[Offset + position - 1] = value;
    }

    /// <summary>Returns the bytes first..last, where positions count from 1.</summary>
    public ModelSpan Slice(int first, int last) =>
        new(Block, Offset + first - 1, last - first + 1, Capacity - first + 1);

    public void Write(int position, byte[] bytes) => bytes.CopyTo(Block, Offset + position - 1);

    public bool HasAt(int position, byte[] target) =>
        position - 1 + target.Length <= Length
            && Enumerable.Range(0, target.Length).All(i => this[position + i] == target[i]);

    /// <summary>Returns the first or last position in first..last that satisfies the predicate, or null.</summary>
    public static int? Find(int first, int last, bool fromEnd, Func<int, bool> satisfies)
    {
        var positions = Enumerable.Range(first, Math.Max(0, last - first + 1)).Where(satisfies);
        return (fromEnd ? positions.Reverse() : positions).Select(static p => (int?)p).FirstOrDefault();
    }
}
