using System.Runtime.CompilerServices;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// The recording of one open socket: its first <see cref="Recorder.First"/> events and its last events, in slots of
/// native memory. The memory is allocated with the first event, and grows in chunks.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. The slots below <see cref="_used"/> contain events. Sorting the events by sequence gives their order.
/// 2. A datagram that is recorded allocates no managed memory. A new local endpoint does.
/// </remarks>
internal sealed unsafe class DatagramRing
{
    internal const int SlotSize = 512;

    /// <summary>The maximum number of bytes of a datagram that a slot keeps.</summary>
    internal const int MaxKept = SlotSize - RecordHeader.Size;

    internal const int SlotsPerChunk = 16;
    internal const int ChunkSize = SlotsPerChunk * SlotSize;

    private const int MaxLocals = 1024;

    private readonly Recorder _recorder;
    private readonly nint[] _chunks;

    /// <summary>The slot of the next event.</summary>
    private int _next;

    /// <summary>The number of slots that contain an event.</summary>
    private int _used;

    /// <summary>The number of allocated slots.</summary>
    private int _allocated;

    /// <summary>The slot at which the ring of the last events begins, and the slot after its end.</summary>
    private int _begin = Recorder.First;
    private int _end;

    internal DatagramRing(Recorder recorder, int number)
    {
        _recorder = recorder;
        Number = number;
        _end = Recorder.First + recorder.Last;
        _chunks = new nint[(_end + SlotsPerChunk - 1) / SlotsPerChunk];
    }

    /// <summary>The number of the recording in the order in which the sockets were opened, from 1.</summary>
    internal int Number { get; }

    /// <summary>True if the socket was closed.</summary>
    internal bool IsClosed { get; set; }

    /// <summary>The index of the local endpoint of the next event in <see cref="Locals"/>.</summary>
    internal ushort Local { get; private set; }

    /// <summary>The number of events of the socket, including the events that the ring no longer has.</summary>
    internal long Total { get; private set; }

    /// <summary>True if <see cref="SetLocal"/> need not be called before the next event.</summary>
    internal bool KnowsLocal { get; private set; }

    /// <summary>The local endpoints that the socket has had, as Linux sockaddrs.</summary>
    internal List<byte[]> Locals { get; } = [];

    /// <summary>The position of the ring in the recorder's list of open sockets.</summary>
    internal int Position { get; set; } = -1;

    /// <summary>The number of bytes of native memory.</summary>
    internal int Memory => _allocated * SlotSize;

    /// <summary>Makes the caller determine the local endpoint again, because it may have changed.</summary>
    internal void ForgetLocal() => KnowsLocal = false;

    /// <summary>Sets the local endpoint of the next events.</summary>
    /// <param name="sockaddr">A Linux sockaddr, or an empty span if the endpoint is not known.</param>
    internal void SetLocal(ReadOnlySpan<byte> sockaddr)
    {
        KnowsLocal = true;
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

    /// <summary>Records an event.</summary>
    /// <param name="kind">The kind of the event.</param>
    /// <param name="flags">The flags, except <see cref="RecordFlags.HasRemote"/>.</param>
    /// <param name="length">The full length of the datagram.</param>
    /// <param name="errno">The errno of a refusal or a report, or 0.</param>
    /// <param name="bytes">The bytes of the datagram.</param>
    /// <param name="count">The number of these bytes.</param>
    /// <param name="remote">The remote endpoint as a Linux sockaddr with 28 readable bytes, or null.</param>
    /// <param name="site">The line and the fiber.</param>
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
        var slot = Next();
        if (slot is null)
        {
            return;
        }

        var kept = Math.Min(count, MaxKept);
        var header = (RecordHeader*)slot;
        header->Time = MonotonicClock.Now;
        header->Sequence = ++_recorder.Sequence;
        header->Length = length;
        header->Kept = (ushort)kept;
        header->Errno = (short)errno;
        header->Place = site.Place;
        header->Fiber = site.Fiber;
        header->Kind = kind;
        header->Flags = remote is null ? flags : flags | RecordFlags.HasRemote;
        header->Local = Local;
        if (remote is not null)
        {
            Unsafe.CopyBlockUnaligned(header->Remote, remote, RecordHeader.EndpointSize);
        }

        Unsafe.CopyBlockUnaligned(slot + RecordHeader.Size, bytes, (uint)kept);
    }

    /// <summary>Returns the slots with events, in the order of the events.</summary>
    internal nint[] Slots()
    {
        var slots = new nint[_used];
        for (var i = 0; i < slots.Length; i++)
        {
            slots[i] = (nint)SlotAt(i);
        }

        Array.Sort(slots, static (a, b) => ((RecordHeader*)a)->Sequence.CompareTo(((RecordHeader*)b)->Sequence));
        return slots;
    }

    /// <summary>Frees the native memory. The ring records nothing afterwards.</summary>
    internal void Free()
    {
        for (var i = 0; i < _allocated / SlotsPerChunk; i++)
        {
            _recorder.FreeChunk(_chunks[i]);
        }

        _allocated = _used = _next = _begin = _end = 0;
    }

    private byte* SlotAt(int index) =>
        (byte*)_chunks[index / SlotsPerChunk] + (index % SlotsPerChunk * SlotSize);

    /// <summary>Returns the slot of the next event, or null without memory.</summary>
    private byte* Next()
    {
        var index = _next;
        if (index == _end || (index == _allocated && !Grow()))
        {
            index = Wrap();
            if (index == _end)
            {
                return null;
            }
        }

        _next = index + 1;
        if (index == _used)
        {
            _used++;
        }

        return SlotAt(index);
    }

    /// <summary>
    /// Returns the first slot of the ring of the last events. If the memory has not sufficed for a ring, half of the
    /// first slots becomes the ring.
    /// </summary>
    private int Wrap()
    {
        _begin = Math.Min(_begin, _end / 2);
        return _begin;
    }

    private bool Grow()
    {
        var chunk = _recorder.AllocateChunk(this);
        if (chunk == 0)
        {
            _end = _allocated;
            return false;
        }

        _chunks[_allocated / SlotsPerChunk] = chunk;
        _allocated += SlotsPerChunk;
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

        if (Locals.Count < MaxLocals)
        {
            Locals.Add(sockaddr.ToArray());
        }

        return (ushort)(Locals.Count - 1);
    }
}
