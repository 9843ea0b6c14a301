namespace Moonwire.Runtime.Recording;

/// <summary>Writes the options of a block of pcapng (section 3.5 of the draft). The caller provides the room.</summary>
internal unsafe struct PcapngOptions(byte* start)
{
    internal const ushort Comment = 1;

    private const int HeaderSize = 4;
    private const int Alignment = 4;

    internal byte* End { get; private set; } = start;

    /// <summary>Returns the size of an option with its padding.</summary>
    internal static int SizeOf(int length) => HeaderSize + Aligned(length);

    internal static int Aligned(int length) => (length + Alignment - 1) & -Alignment;

    internal void Add(ushort code, scoped ReadOnlySpan<byte> value)
    {
        *(uint*)(End + SizeOf(value.Length) - Alignment) = 0; // the padding, or a part of the header
        *(ushort*)End = code;
        *(ushort*)(End + 2) = (ushort)value.Length;
        value.CopyTo(new Span<byte>(End + HeaderSize, value.Length));
        End += SizeOf(value.Length);
    }

    internal void Add(ushort code, byte value) => Add(code, [value]);

    internal void Add(ushort code, uint value) => Add(code, new ReadOnlySpan<byte>(&value, sizeof(uint)));

    internal void Add(ushort code, long value) => Add(code, new ReadOnlySpan<byte>(&value, sizeof(long)));

    /// <summary>Adds options that were written before.</summary>
    internal void AddOptions(scoped ReadOnlySpan<byte> options)
    {
        options.CopyTo(new Span<byte>(End, options.Length));
        End += options.Length;
    }

    /// <summary>Writes the end of the options.</summary>
    internal void Finish()
    {
        *(uint*)End = 0;
        End += HeaderSize;
    }
}
