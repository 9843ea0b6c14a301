using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// The recording of one open socket: its first <see cref="Recorder.First"/> events and its last events, in slots of
/// native memory. The memory is allocated with the first event, and grows in chunks.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. The slots below <see cref="Used"/> contain events. Sorting the events by sequence gives their order.
/// 2. A datagram that is recorded allocates no managed memory. A new local endpoint does.
/// 3. Only the loop's thread uses a ring.
/// </remarks>
internal sealed unsafe class DatagramRing
{
    internal const int SlotSize = 512;

    /// <summary>The maximum number of bytes of a datagram that a slot keeps.</summary>
    internal const int MaxKept = SlotSize - RecordHeader.Size;

    internal const int SlotsPerChunk = 16;
    internal const int ChunkSize = SlotsPerChunk * SlotSize;

    /// <summary>
    /// The maximum number of local endpoints. The local endpoint of an event beyond this number is not kept.
    /// </summary>
    private const int MaxLocals = 64;

    private readonly Recorder _recorder;
    private readonly nint[] _chunks;

    /// <summary>The number of slots that the ring may have.</summary>
    private readonly int _capacity;

    /// <summary>The slot of the next event, and the end of the slots after it. Equal if the chunk is full.</summary>
    private byte* _cursor;
    private byte* _stop;

    /// <summary>The last event, or null.</summary>
    private RecordHeader* _last;

    /// <summary>The index of the chunk that contains <see cref="_cursor"/>, or -1 without a chunk.</summary>
    private int _chunk = -1;

    /// <summary>The number of slots. Smaller than the capacity if the memory has not sufficed.</summary>
    private int _end;

    /// <summary>True if each slot below <see cref="_end"/> contains an event.</summary>
    private bool _isFull;

    internal DatagramRing(Recorder recorder, int number)
    {
        _recorder = recorder;
        Number = number;
        _capacity = _end = recorder.Last == 0 ? 0 : Recorder.First + recorder.Last;
        _chunks = new nint[(_end + SlotsPerChunk - 1) / SlotsPerChunk];
    }

    /// <summary>The number of the recording in the order in which the sockets were opened, from 1.</summary>
    internal int Number { get; }

    /// <summary>True if the socket was closed.</summary>
    internal bool IsClosed => ClosedAt != 0;

    /// <summary>The time at which the socket was closed (<see cref="MonotonicClock.Now"/>), or 0.</summary>
    internal long ClosedAt { get; set; }

    /// <summary>The index of the local endpoint of the next event in <see cref="Locals"/>.</summary>
    internal ushort Local { get; private set; }

    /// <summary>The local endpoint of the next event as a Linux sockaddr, or an empty span.</summary>
    internal ReadOnlySpan<byte> LocalName => LocalAt(Local);

    /// <summary>The number of events of the socket, including the events that the ring no longer has.</summary>
    internal long Total { get; private set; }

    /// <summary>The number of datagrams that the kernel has taken, or that were held for a batch.</summary>
    internal long Sent { get; private set; }

    /// <summary>True if <see cref="SetLocal"/> need not be called before the next event.</summary>
    internal bool KnowsLocal { get; private set; }

    /// <summary>The local endpoints that the socket has had, as Linux sockaddrs.</summary>
    internal List<byte[]> Locals { get; } = [];

    /// <summary>The position of the ring in the recorder's list of open sockets.</summary>
    internal int Position { get; set; } = -1;

    /// <summary>The number of allocated chunks.</summary>
    internal int Chunks { get; private set; }

    /// <summary>The time of the last event (<see cref="MonotonicClock.Now"/>), or 0 without an event.</summary>
    internal long LastTime => _last is null ? 0 : _last->Time;

    /// <summary>The number of the last event, or 0 without an event.</summary>
    internal long LastSequence => _last is null ? 0 : _last->Sequence;

    /// <summary>The number of slots that contain an event.</summary>
    private int Used => _isFull ? _end : _chunk < 0 ? 0 : IndexOfCursor;

    private int IndexOfCursor => (_chunk * SlotsPerChunk) + (int)((_cursor - (byte*)_chunks[_chunk]) / SlotSize);

    /// <summary>
    /// The slot at which the ring of the last events begins. If the memory has not sufficed, half of the first slots
    /// may belong to the ring.
    /// </summary>
    private int Begin => _end == _capacity ? Recorder.First : Math.Min(Recorder.First, _end / 2);

    /// <summary>Returns a local endpoint as a Linux sockaddr, or an empty span.</summary>
    internal ReadOnlySpan<byte> LocalAt(int index) => index < Locals.Count ? Locals[index] : [];

    /// <summary>Makes the caller determine the local endpoint again, because it may have changed.</summary>
    internal void ForgetLocal() => KnowsLocal = false;

    /// <summary>Sets the local endpoint of the next events.</summary>
    /// <param name="sockaddr">A Linux sockaddr, or an empty span if the endpoint is not known.</param>
    /// <param name="mayChange">True if the socket may get another local endpoint without a call of the script.</param>
    internal void SetLocal(ReadOnlySpan<byte> sockaddr, bool mayChange = false)
    {
        KnowsLocal = !mayChange;
        Local = FindLocal(sockaddr);
    }

    /// <summary>
    /// Records an event with another local endpoint than the socket's, such as the destination of a datagram.
    /// </summary>
    internal void AddAt(
        ReadOnlySpan<byte> local,
        RecordKind kind,
        RecordFlags flags,
        int length,
        int errno,
        byte* bytes,
        int count,
        byte* remote,
        CallSite site)
    {
        var own = Local;
        Local = FindLocal(local);
        Add(kind, flags, length, errno, bytes, count, remote, site);
        Local = own;
    }

    /// <summary>Records an event. Inlined, because most datagrams are recorded by two callers.</summary>
    /// <param name="kind">The kind of the event.</param>
    /// <param name="flags">The flags, except <see cref="RecordFlags.HasRemote"/>.</param>
    /// <param name="length">The full length of the datagram.</param>
    /// <param name="errno">The errno of a refusal or a report, or 0.</param>
    /// <param name="bytes">The bytes of the datagram.</param>
    /// <param name="count">The number of these bytes.</param>
    /// <param name="remote">The remote endpoint as a Linux sockaddr with 28 readable bytes, or null.</param>
    /// <param name="site">The line and the fiber.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Add(
        RecordKind kind,
        RecordFlags flags,
        int length,
        int errno,
        byte* bytes,
        int count,
        byte* remote,
        CallSite site)
    {
        Total++;
        Sent += kind == RecordKind.Sent && errno == 0 ? 1 : 0;
        if (_recorder.Tap is { } tap)
        {
            bytes = tap.Take(this, kind, flags, length, errno, bytes, count, remote, site);
            flags |= tap.Added;
        }

        var slot = _cursor;
        if (slot == _stop)
        {
            slot = Move();
            if (slot is null)
            {
                return;
            }
        }

        _cursor = slot + SlotSize;
        var kept = Math.Min(count, MaxKept);
        var header = _last = (RecordHeader*)slot;
        header->Time = MonotonicClock.Now;
        header->Sequence = ++_recorder.Sequence;
        header->Length = length;
        header->Kept = (ushort)kept;
        header->Errno = (short)errno;
        header->Place = site.Place;
        header->Fiber = site.Fiber;
        header->Kind = kind;
        header->Flags = flags;
        header->Local = Local;
        if (remote is not null)
        {
            header->Flags = flags | RecordFlags.HasRemote;
            Unsafe.CopyBlockUnaligned(header->Remote, remote, RecordHeader.EndpointSize);
        }

        Copy(slot + RecordHeader.Size, bytes, (uint)kept);
    }

    /// <summary>Returns the slots with events, in the order of the events.</summary>
    internal nint[] Slots()
    {
        var slots = new nint[Used];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = SlotAt(i);
        }

        Array.Sort(slots, static (a, b) => ((RecordHeader*)a)->Sequence.CompareTo(((RecordHeader*)b)->Sequence));
        return slots;
    }

    /// <summary>Returns true if a fiber whose number satisfies the condition has caused an event.</summary>
    internal bool HasEventOf(Func<int, bool> fiber)
    {
        var used = Used;
        for (var i = 0; i < used; i++)
        {
            if (fiber(((RecordHeader*)SlotAt(i))->Fiber))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Frees all but a number of chunks, at least one. Keeps the first events and the last events that fit. The ring
    /// does not grow again.
    /// </summary>
    internal void Shrink(int chunks)
    {
        var slots = Slots();
        _end = chunks * SlotsPerChunk;
        var kept = Math.Min(slots.Length, _end);
        var first = Math.Min(kept, Begin);
        var copy = new byte[kept * SlotSize];
        for (var i = 0; i < kept; i++)
        {
            var slot = i < first ? slots[i] : slots[slots.Length - kept + i];
            new ReadOnlySpan<byte>((void*)slot, SlotSize).CopyTo(copy.AsSpan(i * SlotSize));
        }

        while (Chunks > chunks)
        {
            _recorder.FreeChunk(_chunks[--Chunks]);
        }

        for (var i = 0; i < chunks; i++)
        {
            var part = copy.AsSpan(Math.Min(copy.Length, i * ChunkSize));
            part[..Math.Min(part.Length, ChunkSize)].CopyTo(new Span<byte>((void*)_chunks[i], ChunkSize));
        }

        _last = (RecordHeader*)SlotAt(kept - 1);
        _isFull = kept == _end;
        MoveTo(_isFull ? Begin : kept);
    }

    /// <summary>Frees the native memory and forgets the events. A later event allocates memory again.</summary>
    internal void Free()
    {
        while (Chunks > 0)
        {
            _recorder.FreeChunk(_chunks[--Chunks]);
        }

        _cursor = _stop = null;
        _last = null;
        _chunk = -1;
        _end = _capacity;
        _isFull = false;
    }

    /// <summary>
    /// Returns the slot after the last slot of a chunk: in the next chunk, or at the start of the ring. Returns null
    /// without memory.
    /// </summary>
    private byte* Move()
    {
        var next = (_chunk + 1) * SlotsPerChunk;
        if (next >= _end || (_chunk + 1 == Chunks && !TryGrow()))
        {
            if (Chunks == 0)
            {
                return null;
            }

            _isFull = true;
            next = Begin;
        }

        MoveTo(next);
        return _cursor;
    }

    /// <summary>Makes a slot, whose chunk is allocated, the slot of the next event.</summary>
    private void MoveTo(int index)
    {
        _chunk = index / SlotsPerChunk;
        var start = (byte*)_chunks[_chunk];
        _cursor = start + (index % SlotsPerChunk * SlotSize);
        _stop = start + (Math.Min(SlotsPerChunk, _end - (_chunk * SlotsPerChunk)) * SlotSize);
    }

    /// <summary>
    /// Copies bytes. For 16 to 64 bytes, two or four copies of 16 bytes, which overlap, save about 20 instructions of a
    /// call of memmove.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(byte* to, byte* from, uint count)
    {
        const int size = 16;
        if (count - size > 3 * size)
        {
            Unsafe.CopyBlockUnaligned(to, from, count);
            return;
        }

        if (count > 2 * size)
        {
            Vector128.Load(from + size).Store(to + size);
            Vector128.Load(from + count - (2 * size)).Store(to + count - (2 * size));
        }

        Vector128.Load(from).Store(to);
        Vector128.Load(from + count - size).Store(to + count - size);
    }

    private nint SlotAt(int index) => _chunks[index / SlotsPerChunk] + (index % SlotsPerChunk * SlotSize);

    private bool TryGrow()
    {
        var chunk = _recorder.AllocateChunk(this);
        if (chunk == 0)
        {
            _end = Chunks == 0 ? _end : Chunks * SlotsPerChunk;
            return false;
        }

        _chunks[Chunks++] = chunk;
        return true;
    }

    private ushort FindLocal(ReadOnlySpan<byte> sockaddr)
    {
        for (var i = 0; i < Locals.Count; i++)
        {
            if (sockaddr.SequenceEqual(Locals[i]))
            {
                return (ushort)i;
            }
        }

        if (Locals.Count == MaxLocals)
        {
            Locals.Add([]);
        }
        else if (Locals.Count < MaxLocals)
        {
            Locals.Add(sockaddr.ToArray());
        }

        return (ushort)(Locals.Count - 1);
    }
}
