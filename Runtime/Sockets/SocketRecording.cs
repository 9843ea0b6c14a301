using System.Runtime.CompilerServices;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Recording;
using CallSite = Moonwire.Runtime.Recording.CallSite;

namespace Moonwire.Runtime.Sockets;

/// <summary>Records the datagrams and the reports of one open socket in a <see cref="DatagramRing"/>.</summary>
internal sealed unsafe class SocketRecording(OpenSocket socket, Recorder recorder, FiberScheduler fibers)
{
    private readonly ScriptPlaces _places = recorder.Places;

    /// <summary>The ring, or null before the first event.</summary>
    internal DatagramRing? Ring { get; private set; }

    /// <summary>The number of the last event of all sockets.</summary>
    internal long Sequence => recorder.Sequence;

    /// <summary>Returns the number of the script line that calls the running function.</summary>
    internal int PlaceOf(LuaThread caller) => _places.Of(caller);

    /// <summary>Returns the line and the fiber of a call.</summary>
    /// <param name="caller">The Lua thread of the call.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private CallSite SiteOf(LuaThread caller) => new(_places.Of(caller), (int)(fibers.Current?.Number ?? 0));

    /// <summary>Makes the next event determine the local endpoint again.</summary>
    internal void ForgetLocal() => Ring?.ForgetLocal();

    /// <summary>
    /// Receives a datagram with one syscall, and records the datagram or the errno. Asks the kernel for the sender even
    /// if the caller does not.
    /// </summary>
    /// <param name="descriptor">The descriptor of the socket.</param>
    /// <param name="buffer">The buffer of the script.</param>
    /// <param name="capacity">The size of the buffer.</param>
    /// <param name="sender">The room for the sender, or null.</param>
    /// <param name="caller">The Lua thread of the call.</param>
    /// <param name="wait">The wait of a receive that has waited, or null for a call.</param>
    /// <returns>The full length of the datagram, or a negated errno.</returns>
    internal int Receive(
        int descriptor, byte* buffer, int capacity, SenderRoom* sender, LuaThread caller, ReceiveWait? wait)
    {
        Unsafe.SkipInit(out SenderRoom room);
        var from = sender is null && socket.Peer is null ? &room : sender;
        var length = DatagramCalls.Receive(descriptor, buffer, capacity, 0, from);
        if (length < 0)
        {
            return length == UdpTransport.WouldBlock
                ? length
                : Repeat(length, descriptor, buffer, capacity, from, caller, wait);
        }

        Received(buffer, capacity, length, from, wait is null ? SiteOf(caller) : SiteOf(wait, wait.Place));
        return length;
    }

    /// <summary>
    /// Repeats a receive that failed only because the kernel was asked for reports (<see cref="SilentReports"/>).
    /// Records the outcome.
    /// </summary>
    private int Repeat(
        int length,
        int descriptor,
        byte* buffer,
        int capacity,
        SenderRoom* from,
        LuaThread caller,
        ReceiveWait? wait)
    {
        var attempt = 0;
        while (length < 0 && socket.Silent.MustRepeat(-length, attempt))
        {
            length = DatagramCalls.Receive(descriptor, buffer, capacity, 0, from);
            attempt++;
        }

        socket.Silent.Resume(attempt);
        if (length == UdpTransport.WouldBlock)
        {
            return length;
        }

        var site = wait is null ? SiteOf(caller) : SiteOf(wait, wait.Place);
        if (length >= 0)
        {
            Received(buffer, capacity, length, from, site);
        }
        else
        {
            Failed(-length, site);
        }

        return length;
    }

    /// <summary>Records a datagram that the fast path received.</summary>
    /// <param name="bytes">The buffer of the script.</param>
    /// <param name="capacity">The size of the buffer.</param>
    /// <param name="length">The full length of the datagram.</param>
    /// <param name="from">The sender, or null for the peer.</param>
    /// <param name="site">The line and the fiber.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Received(byte* bytes, int capacity, int length, SenderRoom* from, CallSite site)
    {
        Unsafe.SkipInit(out SockaddrRoom room);
        var remote = from is null ? PeerTo(&room) : Sockaddr.Of(from);
        var flags = length <= capacity ? RecordFlags.None : RecordFlags.Cut;
        Prepare().Add(RecordKind.Received, flags, length, 0, bytes, Math.Min(length, capacity), remote, site);
        socket.Silent.OnReceived();
    }

    /// <summary>Records a datagram of the general path, except a datagram that stays queued.</summary>
    internal void Received(ReceiveWait wait)
    {
        if (wait.IsPeek)
        {
            return;
        }

        SockaddrRoom from;
        _ = RawEndPoint.Write(new Span<byte>(&from, Sockaddr.MaxSize), wait.AnySender);
        var local = wait.WantsPacketInfo ? wait.PacketInfo.Destination : null;
        Add(
            RecordKind.Received,
            wait.DatagramLength > wait.Length ? RecordFlags.Cut : RecordFlags.None,
            wait.DatagramLength,
            0,
            new ReadOnlySpan<byte>(wait.Buffer, wait.Received),
            (byte*)&from,
            SiteOf(wait, wait.Place),
            local);
        socket.Silent.OnReceived();
    }

    /// <summary>Records the errno with which a receive failed, which reports an earlier datagram to the peer.</summary>
    internal void Failed(int errno, CallSite site)
    {
        SockaddrRoom room;
        Add(RecordKind.Report, RecordFlags.None, 0, errno, [], PeerTo(&room), site);
    }

    /// <summary>Records the errno with which a receive by the general path failed.</summary>
    internal void Failed(int errno, ReceiveWait wait) => Failed(errno, SiteOf(wait, wait.Place));

    /// <summary>Records that the kernel refused datagrams to an endpoint after they were recorded as sent.</summary>
    internal void Refused(int errno, in IpEndpoint to)
    {
        SockaddrRoom room;
        _ = RawEndPoint.Write((byte*)&room, to.Address, to.Port);
        Add(RecordKind.Report, RecordFlags.None, 0, errno, [], (byte*)&room, default);
    }

    /// <summary>
    /// Records a datagram that the fast path sent, or that the kernel refused with an errno. Records nothing for
    /// <see cref="UdpTransport.NotFast"/>, because the general path sends the datagram.
    /// </summary>
    internal void Sent(byte* bytes, int length, byte* to, int errno, LuaThread caller)
    {
        if (errno != UdpTransport.NotFast)
        {
            Prepare().Add(RecordKind.Sent, RecordFlags.None, length, errno, bytes, length, to, SiteOf(caller));
            socket.Silent.OnSent();
        }
    }

    /// <summary>Records a datagram that is held for a batch.</summary>
    internal void Held(byte* datagram, int length, in IpAddress address, int port, LuaThread caller)
    {
        SockaddrRoom to;
        _ = RawEndPoint.Write((byte*)&to, address, port);
        var bytes = new ReadOnlySpan<byte>(datagram, length);
        Add(RecordKind.Sent, RecordFlags.Batched, length, 0, bytes, (byte*)&to, SiteOf(caller));
    }

    /// <summary>Records a datagram that the general path sent, or that the kernel refused.</summary>
    internal void Sent(SendWait wait, ReadOnlySpan<byte> datagram)
    {
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

        Add(
            RecordKind.Sent,
            RecordFlags.None,
            datagram.Length,
            wait.Error?.Code ?? 0,
            datagram,
            to,
            SiteOf(wait, wait.Place),
            wait.Source is { Address.IsUnspecified: false } source ? source.Address : null);
        socket.Silent.OnSent();
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

        var bytes = new ReadOnlySpan<byte>(&record, sizeof(IcmpRecord));
        Add(RecordKind.Report, RecordFlags.HasIcmp, 0, report.Errno, bytes, (byte*)&to, default);
    }

    /// <summary>Ends the recording, because the socket is closed.</summary>
    internal void Close()
    {
        if (Ring is { } ring)
        {
            recorder.Close(ring);
        }
    }

    /// <summary>Records an event that is not a datagram of the fast path.</summary>
    /// <param name="local">The local address of the datagram, or null for the socket's own address.</param>
    private void Add(
        RecordKind kind,
        RecordFlags flags,
        int length,
        int errno,
        ReadOnlySpan<byte> bytes,
        byte* remote,
        CallSite site,
        IpAddress? local = null)
    {
        var ring = Prepare();
        fixed (byte* start = bytes)
        {
            if (local is not { } address)
            {
                ring.Add(kind, flags, length, errno, start, bytes.Length, remote, site);
                return;
            }

            Span<byte> sockaddr = stackalloc byte[Sockaddr.MaxSize];
            var endpoint = new IpEndpoint(address, Sockaddr.PortOf(ring.Locals[ring.Local]));
            var size = RawEndPoint.Write(sockaddr, endpoint);
            ring.AddAt(sockaddr[..size], kind, flags, length, errno, start, bytes.Length, remote, site);
        }
    }

    /// <summary>Returns the ring, with the local endpoint of the next event.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private DatagramRing Prepare() => Ring is { KnowsLocal: true } ring ? ring : FindLocal();

    private DatagramRing FindLocal()
    {
        Ring ??= recorder.Open();
        Span<byte> local = stackalloc byte[Sockaddr.MaxSize];
        local.Clear();
        var isKnown = SocketNames.ReadLocal(socket.Socket, local) == 0;
        Ring.SetLocal(
            isKnown ? local[..RawEndPoint.SizeOf(socket.Family)] : [],
            mayChange: Sockaddr.PortOf(local) == 0); // a send binds the socket
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

    private CallSite SiteOf(Wait wait, int place) =>
        new(place, (int)((wait.Fiber ?? fibers.Current)?.Number ?? 0));
}
