using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>Reads recordings from native memory. The loop's thread only.</summary>
public static unsafe class RecordingReader
{
    /// <summary>
    /// Returns the recordings of the sockets that were closed last and of the open sockets, in the order in which the
    /// sockets were used first.
    /// </summary>
    public static IReadOnlyList<RecordedSocket> All(Recorder recorder)
    {
        var toWall = WallClock.Now - MonotonicClock.Now;
        return [.. recorder.Rings.Select(ring => Read(recorder, ring, toWall))];
    }

    /// <summary>
    /// Returns the recordings that satisfy a condition and have an event, at most <paramref name="max"/> of them: the
    /// recordings with the latest events, in the order in which the sockets were used first.
    /// </summary>
    /// <param name="more">The number of the other recordings that satisfy the condition.</param>
    internal static IReadOnlyList<RecordedSocket> Latest(
        Recorder recorder, Func<DatagramRing, bool> condition, int max, out int more)
    {
        var toWall = WallClock.Now - MonotonicClock.Now;
        var rings = recorder.Rings.Where(ring => ring.LastSequence > 0 && condition(ring)).ToList();
        more = Math.Max(0, rings.Count - max);
        return
        [
            .. rings.OrderByDescending(static ring => ring.LastSequence).Take(max)
                .OrderBy(static ring => ring.Number).Select(ring => Read(recorder, ring, toWall)),
        ];
    }

    internal static RecordedSocket Of(Recorder recorder, DatagramRing ring) =>
        Read(recorder, ring, WallClock.Now - MonotonicClock.Now);

    private static RecordedSocket Read(Recorder recorder, DatagramRing ring, long toWall)
    {
        var events = new List<RecordedDatagram>();
        foreach (var slot in ring.Slots())
        {
            events.Add(Read(recorder, ring, (RecordHeader*)slot, toWall));
        }

        return new RecordedSocket(ring.Number, ring.IsClosed, ring.Total, events, Endpoint(ring.LocalName));
    }

    private static RecordedDatagram Read(Recorder recorder, DatagramRing ring, RecordHeader* header, long toWall)
    {
        var bytes = new ReadOnlySpan<byte>((byte*)header + RecordHeader.Size, header->Kept);
        var isIcmp = header->Flags.HasFlag(RecordFlags.HasIcmp);
        return new RecordedDatagram
        {
            Socket = ring.Number,
            Sequence = header->Sequence,
            Time = header->Time + toWall,
            Kind = header->Kind,
            Flags = header->Flags,
            Local = Endpoint(ring.Locals[header->Local]),
            Remote = header->Flags.HasFlag(RecordFlags.HasRemote) ? Sockaddr.Read(header->Remote) : null,
            Length = header->Length,
            Bytes = isIcmp ? [] : bytes.ToArray(),
            Errno = header->Errno,
            Icmp = isIcmp ? Icmp((IcmpRecord*)((byte*)header + RecordHeader.Size)) : null,
            Fiber = header->Fiber,
            Place = recorder.Places.Text(header->Place),
        };
    }

    /// <summary>Returns the ICMP message of a report, and the host that sent the message.</summary>
    internal static (int Type, int Code, IpAddress? Offender) Icmp(IcmpRecord* record) =>
        (record->Type, record->Code, record->HasOffender == 0 ? null : Sockaddr.Read(record->Offender).Address);

    /// <summary>Returns a recorded local endpoint, or null if it is not known.</summary>
    internal static IpEndpoint? Endpoint(ReadOnlySpan<byte> sockaddr)
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
