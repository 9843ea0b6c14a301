using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// A bounded queue of blocks of pcapng in native memory. One thread adds blocks, and one thread takes blocks.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. A block is contiguous. If the end of the memory has no room for a block, the end has the type <see cref="Skip"/>,
/// and the block is at the start.
/// 2. Each size is a multiple of 4, so the end of the memory always has room for <see cref="Skip"/>.
/// 3. The memory is not freed, because the taking thread may be blocked in write(2) when the process ends.
/// </remarks>
internal sealed unsafe class BlockBuffer
{
    internal const int Size = 4 * 1024 * 1024;

    /// <summary>Marks that the next block is at the start of the memory. No block of pcapng has the type 0.</summary>
    private const uint Skip = 0;

    private readonly byte* _memory = (byte*)NativeMemory.Alloc(Size);

    /// <summary>The numbers of bytes that were added and taken, including skipped bytes.</summary>
    private long _added;
    private long _taken;

    /// <summary>The value of <see cref="_added"/> at the start of the reserved room.</summary>
    private long _reserved;

    internal bool IsEmpty => Volatile.Read(ref _added) == Volatile.Read(ref _taken);

    /// <summary>The adding thread: returns room for a block, or null if the queue is full.</summary>
    internal byte* Reserve(int count)
    {
        var at = (int)(_added % Size);
        var free = Size - (_added - Volatile.Read(ref _taken));
        if (at + count <= Size)
        {
            _reserved = _added;
            return free < count ? null : _memory + at;
        }

        if (free < Size - at + count)
        {
            return null;
        }

        *(uint*)(_memory + at) = Skip;
        _reserved = _added + Size - at;
        return _memory;
    }

    /// <summary>The adding thread: adds the block that was written to the reserved room.</summary>
    internal void Add(int count) => Volatile.Write(ref _added, _reserved + count);

    /// <summary>The taking thread: returns the number of bytes of contiguous blocks, and their start.</summary>
    internal int Peek(out byte* start)
    {
        start = _memory + (_taken % Size);
        var added = Volatile.Read(ref _added);
        if (added == _taken)
        {
            return 0;
        }

        if (*(uint*)start == Skip)
        {
            Take((int)(Size - (_taken % Size)));
            start = _memory;
        }

        return (int)Math.Min(added - _taken, Size - (_taken % Size));
    }

    /// <summary>The taking thread: removes bytes.</summary>
    internal void Take(int count) => Volatile.Write(ref _taken, _taken + count);

    /// <summary>Returns the size of the whole blocks within a limit, and the number of their packets.</summary>
    internal static int WholeBlocks(byte* start, int limit, out int packets)
    {
        packets = 0;
        var size = 0;
        while (size < limit && *(uint*)(start + size) is var type and not Skip)
        {
            var next = size + PcapngEncoder.SizeOf(start + size);
            if (next > limit)
            {
                break;
            }

            packets += type == PcapngEncoder.PacketBlock ? 1 : 0;
            size = next;
        }

        return size;
    }
}
