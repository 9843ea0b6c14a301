using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>Records the datagrams and the reports of one open socket in a <see cref="DatagramRing"/>.</summary>
internal sealed unsafe class SocketRecording(OpenSocket socket, Recorder recorder, FiberScheduler fibers)
{
    /// <summary>The ring, or null before the first event.</summary>
    internal DatagramRing? Ring { get; private set; }

    /// <summary>The number of the datagrams that the kernel has taken.</summary>
    internal long SentCount { get; private set; }

    /// <summary>The number of the last event of all sockets.</summary>
    internal long Sequence => recorder.Sequence;

    /// <summary>Returns the number of the script line that calls the running function.</summary>
    internal int PlaceOf(LuaThread caller) => recorder.Places.Of(caller);

    /// <summary>Makes the next event determine the local endpoint again.</summary>
    internal void ForgetLocal() => Ring?.ForgetLocal();

    /// <summary>Records a received datagram that a call of the running fiber gets.</summary>
    /// <param name="bytes">The buffer of the script.</param>
    /// <param name="capacity">The size of the buffer.</param>
    /// <param name="length">The full length of the datagram.</param>
    /// <param name="from">The sender, or null for the peer.</param>
    /// <param name="caller">The Lua thread of the call.</param>
    internal void Received(byte* bytes, int capacity, int length, SenderRoom* from, LuaThread caller) =>
        Received(bytes, capacity, length, from, SiteOf(caller));

    /// <summary>Records the datagram of a receive that waited.</summary>
    internal void Received(ReceiveWait wait, int length, SenderRoom* from) =>
        Received(wait.Buffer, wait.Length, length, from, SiteOf(wait, wait.Place));

    /// <summary>Records the outcome of a receive by the general path, except a datagram that stays queued.</summary>
    internal void Received(ReceiveWait wait)
    {
        if (wait.Error is { } error)
        {
            Failed(error.Code, SiteOf(wait, wait.Place));
            return;
        }

        if (wait.IsPeek)
        {
            return;
        }

        SockaddrRoom from;
        _ = RawEndPoint.Write(new Span<byte>(&from, Sockaddr.MaxSize), wait.AnySender);
        var flags = wait.DatagramLength > wait.Length ? RecordFlags.Cut : RecordFlags.None;
        var site = SiteOf(wait, wait.Place);
        var ring = Prepare();
        if (wait.PacketInfo.Destination is { } destination)
        {
            Span<byte> local = stackalloc byte[Sockaddr.MaxSize];
            var endpoint = new IpEndpoint(destination, Sockaddr.PortOf(ring.Locals[ring.Local]));
            var size = RawEndPoint.Write(local, endpoint);
            ring.AddAt(
                local[..size],
                RecordKind.Received,
                flags,
                wait.DatagramLength,
                0,
                wait.Buffer,
                wait.Received,
                (byte*)&from,
                site);
            return;
        }

        ring.Add(
            RecordKind.Received, flags, wait.DatagramLength, 0, wait.Buffer, wait.Received, (byte*)&from, site);
    }

    /// <summary>Records the errno with which a receive failed, which reports an earlier datagram to the peer.</summary>
    internal void Failed(int errno, CallSite site)
    {
        SockaddrRoom room;
        Prepare().Add(RecordKind.Report, RecordFlags.None, 0, errno, null, 0, PeerTo(&room), site);
    }

    /// <summary>Records the errno with which a receive of the running fiber failed.</summary>
    internal void Failed(int errno, LuaThread caller) => Failed(errno, SiteOf(caller));

    /// <summary>Records the errno with which a receive that waited failed.</summary>
    internal void Failed(int errno, ReceiveWait wait) => Failed(errno, SiteOf(wait, wait.Place));

    /// <summary>Records a datagram that the fast path sent, or that the kernel refused with an errno.</summary>
    internal void Sent(byte* bytes, int length, byte* to, RecordFlags flags, int errno, LuaThread caller)
    {
        SentCount += errno == 0 ? 1 : 0;
        Prepare().Add(RecordKind.Sent, flags, length, errno, bytes, length, to, SiteOf(caller));
    }

    /// <summary>Records a datagram that the general path sent, or that the kernel refused.</summary>
    internal void Sent(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        SentCount += wait.Error is null ? 1 : 0;
        SockaddrRoom room;
        var to = (byte*)&room;
        if (wait.Destination is { } destination)
        {
            _ = RawEndPoint.Write(to, destination.Address, destination.Port);
        }
        else
        {
            to = PeerTo(&room);
        }

        var ring = Prepare();
        fixed (byte* bytes = datagram)
        {
            var errno = wait.Error?.Code ?? 0;
            var site = SiteOf(wait, wait.Place);
            if (wait.Source is { Address.IsUnspecified: false } source)
            {
                Span<byte> local = stackalloc byte[Sockaddr.MaxSize];
                var endpoint = new IpEndpoint(source.Address, Sockaddr.PortOf(ring.Locals[ring.Local]));
                var size = RawEndPoint.Write(local, endpoint);
                ring.AddAt(
                    local[..size],
                    RecordKind.Sent,
                    RecordFlags.None,
                    datagram.Length,
                    errno,
                    bytes,
                    datagram.Length,
                    to,
                    site);
                return;
            }

            ring.Add(RecordKind.Sent, RecordFlags.None, datagram.Length, errno, bytes, datagram.Length, to, site);
        }
    }

    /// <summary>Records an ICMP report that was taken from the kernel's queue.</summary>
    internal void Reported(in IcmpReport report)
    {
        SockaddrRoom to;
        _ = RawEndPoint.Write((byte*)&to, report.Destination.Address, report.Destination.Port);
        var record = new IcmpRecord { Type = (byte)report.Type, Code = (byte)report.Code };
        if (report.Reporter is { } reporter)
        {
            record.HasOffender = 1;
            _ = RawEndPoint.Write(record.Offender, reporter, 0);
        }

        Prepare().Add(
            RecordKind.Report,
            RecordFlags.HasIcmp,
            0,
            report.Errno,
            (byte*)&record,
            sizeof(IcmpRecord),
            (byte*)&to,
            default);
    }

    /// <summary>Ends the recording, because the socket is closed.</summary>
    internal void Close()
    {
        if (Ring is { } ring)
        {
            recorder.Close(ring);
        }
    }

    private void Received(byte* bytes, int capacity, int length, SenderRoom* from, CallSite site)
    {
        SockaddrRoom room;
        var ring = Prepare();
        var remote = from is null ? PeerTo(&room) : Sockaddr.Of(from);
        if (length <= capacity)
        {
            ring.Add(RecordKind.Received, RecordFlags.None, length, 0, bytes, length, remote, site);
        }
        else
        {
            ring.Add(RecordKind.Received, RecordFlags.Cut, length, 0, bytes, capacity, remote, site);
        }
    }

    /// <summary>Returns the ring, with the local endpoint of the next event.</summary>
    private DatagramRing Prepare()
    {
        if (Ring is not { KnowsLocal: true })
        {
            Ring ??= recorder.Open();
            Span<byte> local = stackalloc byte[Sockaddr.MaxSize];
            var isKnown = SocketNames.ReadLocal(socket.Socket, local) == 0;
            Ring.SetLocal(isKnown ? local[..RawEndPoint.SizeOf(socket.Family)] : []);
        }

        return Ring;
    }

    /// <summary>Writes the peer, and returns the room, or null without a peer.</summary>
    private byte* PeerTo(SockaddrRoom* room)
    {
        if (socket.Peer is not { } peer)
        {
            return null;
        }

        _ = RawEndPoint.Write((byte*)room, peer.Address, peer.Port);
        return (byte*)room;
    }

    private CallSite SiteOf(LuaThread caller) =>
        new(recorder.Places.Of(caller), (int)(fibers.Current?.Number ?? 0));

    private CallSite SiteOf(Wait wait, int place) =>
        new(place, (int)((wait.Fiber ?? fibers.Current)?.Number ?? 0));
}
