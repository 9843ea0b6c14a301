using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>Reads the events of recordings without the bytes of the datagrams. The loop's thread only.</summary>
internal static unsafe class SeenDatagrams
{
    /// <summary>Returns the kept events of a recording, the oldest first.</summary>
    /// <param name="ring">The recording, or null before the first event.</param>
    internal static IReadOnlyList<SeenDatagram> Of(DatagramRing? ring)
    {
        if (ring is null)
        {
            return [];
        }

        var slots = ring.Slots();
        var seen = new SeenDatagram[slots.Length];
        for (var i = 0; i < slots.Length; i++)
        {
            seen[i] = Read(ring, (RecordHeader*)slots[i]);
        }

        return seen;
    }

    /// <summary>Returns the last known local endpoint of a recording, or null.</summary>
    internal static IpEndpoint? LocalOf(DatagramRing ring) =>
        ring.Locals.Count == 0 ? null : Endpoint(ring.Locals[ring.Local]);

    private static SeenDatagram Read(DatagramRing ring, RecordHeader* header) => new()
    {
        Sequence = header->Sequence,
        Time = header->Time,
        Kind = header->Kind,
        Length = header->Length,
        Errno = header->Errno,
        Local = Endpoint(ring.Locals[header->Local]),
        Remote = header->Flags.HasFlag(RecordFlags.HasRemote) ? Sockaddr.Read(header->Remote) : null,
        Icmp = header->Flags.HasFlag(RecordFlags.HasIcmp)
            ? Icmp((IcmpRecord*)((byte*)header + RecordHeader.Size))
            : null,
    };

    private static (int Type, int Code, IpAddress? Offender) Icmp(IcmpRecord* record) =>
        (record->Type, record->Code, record->HasOffender == 0 ? null : Sockaddr.Read(record->Offender).Address);

    private static IpEndpoint? Endpoint(byte[] sockaddr)
    {
        if (sockaddr.Length == 0)
        {
            return null;
        }

        var room = stackalloc byte[Sockaddr.MaxSize];
        sockaddr.CopyTo(new Span<byte>(room, Sockaddr.MaxSize));
        return Sockaddr.Read(room);
    }
}
