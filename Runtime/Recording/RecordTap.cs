using System.Runtime.InteropServices;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Gets each event before a <see cref="DatagramRing"/> keeps the event: writes the event to the file of --record, and
/// hides the bytes of --redact. Exists only with one of these options.
/// </summary>
internal sealed unsafe class RecordTap(LiveRecording? live, Redactions? redactions)
{
    /// <summary>The maximum number of bytes of a datagram. The kernel refuses larger ones.</summary>
    private const int MaxDatagram = ushort.MaxValue;

    private readonly byte* _room = redactions is null ? null : (byte*)NativeMemory.Alloc(MaxDatagram);

    /// <summary>
    /// <see cref="RecordFlags.Redacted"/> if the last <see cref="Take"/> has hidden bytes, otherwise no flag.
    /// </summary>
    internal RecordFlags Added { get; private set; }

    /// <summary>
    /// Writes an event to the file. Returns the bytes for the ring. <see cref="DatagramRing.Add"/> explains the
    /// parameters.
    /// </summary>
    internal byte* Take(
        DatagramRing ring,
        RecordKind kind,
        RecordFlags flags,
        int length,
        int errno,
        byte* bytes,
        int count,
        byte* remote,
        CallSite site)
    {
        Added = RecordFlags.None;
        if (_room is not null && kind != RecordKind.Report)
        {
            bytes = Redact(ring, kind, bytes, ref count, remote);
        }

        live?.Add(new PacketEvent
        {
            Time = live.WallTime(MonotonicClock.Now),
            Kind = kind,
            Flags = flags | Added,
            Length = length,
            Errno = errno,
            Bytes = bytes,
            Count = count,
            Local = ring.LocalName,
            Remote = remote,
            Site = site,
        });
        return bytes;
    }

    /// <summary>Writes the rest of the file for a bounded time.</summary>
    internal void Finish() => live?.Finish();

    /// <summary>Returns a copy of the bytes that recordings may have, and the number of copied bytes.</summary>
    private byte* Redact(DatagramRing ring, RecordKind kind, byte* bytes, ref int count, byte* remote)
    {
        var isTooLarge = count > MaxDatagram;
        count = Math.Min(count, live is null && !redactions!.HasFunctions ? DatagramRing.MaxKept : MaxDatagram);
        var copy = new Span<byte>(_room, count);
        new ReadOnlySpan<byte>(bytes, count).CopyTo(copy);
        if (isTooLarge && redactions!.HasFunctions)
        {
            copy.Clear();
            Added = RecordFlags.Redacted;
        }
        else if (redactions!.Apply(copy, kind == RecordKind.Sent, ring.LocalName, remote))
        {
            Added = RecordFlags.Redacted;
        }

        return _room;
    }
}
