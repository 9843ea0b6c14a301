using System.Runtime.CompilerServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Blocks of few sizes for one Lua state, without the header that the C library puts before each: those of a fiber take
/// a tenth less memory.
/// </summary>
/// <remarks>
/// Addresses are reserved in one piece, so that an address tells whether a block is from here. A chunk of them has blocks
/// of one size, and nothing else: 91 stacks of Lua threads fill one but for 16 bytes. Invariant: a chunk is in the list of
/// its size if and only if it has room, and one without blocks is for any size, unless it is the first of its list. Some of those keep their memory: a collection empties many, which are soon
/// used again. One thread at a time.
/// </remarks>
internal unsafe struct SlabAllocator
{
    /// <summary>Larger blocks are left to the C library, but for the stacks of Lua threads, which have this one size.</summary>
    private const nuint Largest = 256;
    private const nuint ThreadStack = EngineLayout.LuaState.StackSize;

    private const int Grain = 8;
    private const int ThreadStackClass = ((int)Largest / Grain) + 1;
    private const int SizeClasses = ThreadStackClass + 1;
    private const int ChunkBits = 16;
    private const nuint ChunkSize = 1 << ChunkBits;

    /// <summary>How many chunks without blocks keep their memory: a number, or a part of the others.</summary>
    private const nuint MinWarm = 32;
    private const nuint WarmFraction = 2;

    /// <summary>From this many chunks on, one gets all its pages at once, which takes less time than a fault for each.</summary>
    private const nuint MinFilled = 64;

    private static nuint MaxChunks => unchecked((nuint)(1UL << 20));

    private static nuint Reserved => (MaxChunks * ChunkSize) + ((nuint)sizeof(Chunk) * MaxChunks) + ChunkSize;

    private byte* _start;
    private byte* _mapping;
    private Chunk* _chunks;
    private nuint _taken;
    private Chunk* _empty;
    private Chunk* _cached;
    private nuint _used;
    private nuint _cachedCount;
    private fixed ulong _partial[SizeClasses];

    /// <summary>What is known of a chunk. These lie together, in front of the first chunk.</summary>
    private struct Chunk
    {
        public void* Free;
        public byte* Fresh;
        public byte* End;
        public Chunk* Next;
        public Chunk* Previous;
        public nuint Size;
        public int SizeClass;
        public int Used;
    }

    /// <summary>Reserves the addresses; without them there are no blocks here.</summary>
    internal void Reserve()
    {
        if (!OperatingSystem.IsLinux() || sizeof(nint) != 8 || !Shortcuts.Allow(Shortcut.SlabAllocator))
        {
            return;
        }

        var mapping = Libc.mmap(null, Reserved, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0);
        if (mapping != Libc.MAP_FAILED)
        {
            _mapping = (byte*)mapping;
            _chunks = (Chunk*)mapping;
            _start = (byte*)(((nuint)(_chunks + MaxChunks) + ChunkSize - 1) & ~(ChunkSize - 1));
        }
    }

    /// <summary>Gives everything back.</summary>
    internal void Release()
    {
        if (_mapping is not null)
        {
            _ = Libc.munmap(_mapping, Reserved);
        }
    }

    /// <summary>The size class of blocks of this size, or -1.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SizeClassOf(nuint size) => size <= Largest ? (int)((size + Grain - 1) / Grain) : size == ThreadStack ? ThreadStackClass : -1;

    /// <summary>Whether a block is from here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool Owns(void* block) => (nuint)((byte*)block - _start) < _taken;

    /// <summary>The size that a block from here was made for, rounded up.</summary>
    internal readonly nuint SizeOf(void* block) => ChunkOf(block)->Size;

    /// <summary>Allocates a block of a size class, or returns null when there is no more memory.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void* Allocate(int sizeClass)
    {
        var chunk = (Chunk*)_partial[sizeClass];
        if (chunk is null)
        {
            return AllocateFromNew(sizeClass);
        }

        chunk->Used++;
        var block = chunk->Free;
        if (block is not null)
        {
            chunk->Free = *(void**)block;
        }
        else
        {
            block = chunk->Fresh;
            chunk->Fresh += chunk->Size;
        }

        if (chunk->Free is null && chunk->Fresh + chunk->Size > chunk->End)
        {
            Unlink(chunk);
        }

        return block;
    }

    /// <summary>Gives back a block from here.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Free(void* block)
    {
        var chunk = ChunkOf(block);
        var wasFull = chunk->Free is null && chunk->Fresh + chunk->Size > chunk->End;
        *(void**)block = chunk->Free;
        chunk->Free = block;
        if (--chunk->Used == 0 || wasFull)
        {
            OnChanged(chunk, wasFull);
        }
    }

    private readonly Chunk* ChunkOf(void* block) => _chunks + ((nuint)((byte*)block - _start) >> ChunkBits);

    private readonly byte* MemoryOf(Chunk* chunk) => _start + ((nuint)(chunk - _chunks) << ChunkBits);

    private void OnChanged(Chunk* chunk, bool wasFull)
    {
        if (wasFull)
        {
            Link(chunk);
        }

        if (chunk->Used == 0 && (Chunk*)_partial[chunk->SizeClass] != chunk)
        {
            GiveBack(chunk);
        }
    }

    private void GiveBack(Chunk* chunk)
    {
        Unlink(chunk);
        _used--;
        if (_cachedCount < Math.Max(MinWarm, _used / WarmFraction))
        {
            chunk->Next = _cached;
            _cached = chunk;
            _cachedCount++;
            return;
        }

        _ = Libc.madvise(MemoryOf(chunk), ChunkSize, Libc.MADV_DONTNEED);
        chunk->Next = _empty;
        _empty = chunk;
    }

    private void* AllocateFromNew(int sizeClass)
    {
        Chunk* chunk;
        var isWarm = _cached is not null;
        if (isWarm)
        {
            chunk = _cached;
            _cached = chunk->Next;
            _cachedCount--;
        }
        else if (_empty is not null)
        {
            chunk = _empty;
            _empty = chunk->Next;
        }
        else if (_start is null || _taken == MaxChunks * ChunkSize)
        {
            return null;
        }
        else
        {
            chunk = _chunks + (_taken >> ChunkBits);
            _taken += ChunkSize;
        }

        if (!isWarm && _used >= MinFilled)
        {
            _ = Libc.madvise(MemoryOf(chunk), ChunkSize, Libc.MADV_POPULATE_WRITE); // older systems refuse, and nothing is lost
        }

        _used++;
        *chunk = new Chunk
        {
            Fresh = MemoryOf(chunk),
            End = MemoryOf(chunk) + ChunkSize,
            Size = sizeClass == ThreadStackClass ? ThreadStack : (nuint)(sizeClass * Grain),
            SizeClass = sizeClass,
        };
        Link(chunk);
        return Allocate(sizeClass);
    }

    private void Link(Chunk* chunk)
    {
        var first = (Chunk*)_partial[chunk->SizeClass];
        if (first is not null && first->Used == 0)
        {
            GiveBack(first);
            first = (Chunk*)_partial[chunk->SizeClass];
        }

        chunk->Previous = null;
        chunk->Next = first;
        if (first is not null)
        {
            first->Previous = chunk;
        }

        _partial[chunk->SizeClass] = (ulong)chunk;
    }

    private void Unlink(Chunk* chunk)
    {
        if (chunk->Previous is null)
        {
            _partial[chunk->SizeClass] = (ulong)chunk->Next;
        }
        else
        {
            chunk->Previous->Next = chunk->Next;
        }

        if (chunk->Next is not null)
        {
            chunk->Next->Previous = chunk->Previous;
        }
    }
}
