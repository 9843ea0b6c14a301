using System.Runtime.CompilerServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Allocates small blocks of fixed sizes for one Lua state, without the header that the C library puts before each
/// block. This saves a tenth of a fiber's memory.
/// </summary>
/// <remarks>
/// The allocator reserves one range of addresses, so that an address shows whether a block belongs to it. The range is
/// divided into chunks, and all blocks of a chunk have one size. For example, 91 stacks of Lua threads fill a chunk
/// except for 16 bytes.
/// 1. A chunk is in the list of its size class if and only if it has room for another block.
/// 2. An empty chunk may be reused for any size class, unless it is the first in its list. Some empty chunks keep their
/// memory, because a collection empties many chunks, which are soon used again.
/// 3. Only one thread at a time uses the allocator.
/// </remarks>
internal unsafe struct SlabAllocator
{
    /// <summary>
    /// The size of the largest block. Larger blocks come from the C library, except new stacks of Lua threads, which
    /// all have the size <see cref="ThreadStack"/>.
    /// </summary>
    private const nuint Largest = 256;
    private const nuint ThreadStack = EngineLayout.LuaState.StackSize;

    private const int Grain = 8;
    private const int ThreadStackClass = ((int)Largest / Grain) + 1;
    private const int SizeClasses = ThreadStackClass + 1;
    private const int ChunkBits = 16;
    private const nuint ChunkSize = 1 << ChunkBits;

    /// <summary>
    /// The maximum number of empty chunks that keep their memory is MinWarm, or the number of chunks in use divided by
    /// WarmFraction if that is larger.
    /// </summary>
    private const nuint MinWarm = 32;
    private const nuint WarmFraction = 2;

    /// <summary>
    /// When this number of chunks is in use, each further chunk gets all its pages at once, because this is faster than
    /// a page fault for each page.
    /// </summary>
    private const nuint MinFilled = 64;

    /// <summary>
    /// The maximum number of chunks, which together have 16 GiB. Valgrind, which counts the instructions of a start,
    /// refuses to reserve 64 GiB.
    /// </summary>
    private static nuint MaxChunks => 1 << 18;

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

    /// <summary>The state of a chunk. The states of all chunks are in one array before the first chunk.</summary>
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

    /// <summary>Reserves the addresses. If this fails, <see cref="Allocate"/> always returns null.</summary>
    internal void Reserve()
    {
        if (!OperatingSystem.IsLinux() || sizeof(nint) != 8 || !Shortcuts.Allow(Shortcut.SlabAllocator))
        {
            return;
        }

        var mapping = Libc.mmap(
            null,
            Reserved,
            Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE,
            -1,
            0);
        if (mapping != Libc.MAP_FAILED)
        {
            _mapping = (byte*)mapping;
            _chunks = (Chunk*)mapping;
            _start = (byte*)(((nuint)(_chunks + MaxChunks) + ChunkSize - 1) & ~(ChunkSize - 1));
        }
    }

    /// <summary>Returns all memory to the system.</summary>
    internal void Release()
    {
        if (_mapping is not null)
        {
            _ = Libc.munmap(_mapping, Reserved);
        }
    }

    /// <summary>Returns the size class for blocks of this size, or -1 for other sizes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int SizeClassOf(nuint size) =>
        size <= Largest ? (int)((size + Grain - 1) / Grain) : size == ThreadStack ? ThreadStackClass : -1;

    /// <summary>Returns true if a block belongs to this allocator.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal readonly bool Owns(void* block) => (nuint)((byte*)block - _start) < _taken;

    /// <summary>Returns the size of a block of this allocator, which is the requested size, rounded up.</summary>
    internal readonly nuint SizeOf(void* block) => ChunkOf(block)->Size;

    /// <summary>Allocates a block of a size class, or returns null if no memory is left.</summary>
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

    /// <summary>Frees a block of this allocator.</summary>
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
            // older kernels do not support this, which does no harm
            _ = Libc.madvise(MemoryOf(chunk), ChunkSize, Libc.MADV_POPULATE_WRITE);
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
