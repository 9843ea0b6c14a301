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
        ring.Locals.Count == 0 ? null : RecordingReader.Endpoint(ring.Locals[ring.Local]);

    private static SeenDatagram Read(DatagramRing ring, RecordHeader* header) => new()
    {
        Sequence = header->Sequence,
        Time = header->Time,
        Kind = header->Kind,
        Length = header->Length,
        Errno = header->Errno,
        Local = RecordingReader.Endpoint(ring.Locals[header->Local]),
        Remote = header->Flags.HasFlag(RecordFlags.HasRemote) ? Sockaddr.Read(header->Remote) : null,
        Icmp = header->Flags.HasFlag(RecordFlags.HasIcmp)
            ? RecordingReader.Icmp((IcmpRecord*)((byte*)header + RecordHeader.Size))
            : null,
    };
}
