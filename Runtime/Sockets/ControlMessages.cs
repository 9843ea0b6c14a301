using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Calls recvmsg(2) and sendmsg(2) with control messages: a datagram's destination, source address or time of arrival,
/// or an error report. Linux only.
/// </summary>
internal static unsafe class ControlMessages
{
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_TRUNC = 0x20;
    private const int MSG_ERRQUEUE = 0x2000;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int SOL_SOCKET = 1;
    private const int IPPROTO_IP = 0;
    private const int IPPROTO_IPV6 = 41;
    private const int SCM_TIMESTAMPNS = 35;
    private const int IP_PKTINFO = 8;
    private const int IPV6_PKTINFO = 50;
    private const int IP_RECVERR = 11;
    private const int IPV6_RECVERR = 25;
    private const int IP_TTL = 2;
    private const int AF_INET = 2;
    private const int AF_INET6 = 10;
    private const int IPV6_HOPLIMIT = 52;
    private const int ControlSize = 512;
    private const int V4InfoSize = 12;
    private const int V6InfoSize = 20;

    private static readonly int HeaderSize = sizeof(ControlHeader);

    /// <summary>Receives a datagram, its sender and the facts about its arrival.</summary>
    /// <returns>The full length of the datagram, or a negated errno.</returns>
    internal static int Receive(
        int descriptor,
        byte* buffer,
        int length,
        int flags,
        AddressFamily family,
        out IpEndpoint from,
        out PacketInfo arrival)
    {
        var name = stackalloc byte[RawEndPoint.MaxSize];
        var control = stackalloc byte[ControlSize];
        var vector = new IoVector { Base = buffer, Length = (nuint)length };
        var header = Header(name, RawEndPoint.MaxSize, &vector, control, ControlSize);
        var count = Call(descriptor, &header, flags | MSG_DONTWAIT | MSG_TRUNC, isSend: false);
        from = default;
        arrival = default;
        if (count < 0)
        {
            return count;
        }

        from = RawEndPoint.Read(new ReadOnlySpan<byte>(name, RawEndPoint.MaxSize), family);
        for (var message = First(&header); message is not null; message = Next(&header, message))
        {
            var data = new ReadOnlySpan<byte>((byte*)message + HeaderSize, (int)message->Length - HeaderSize);
            arrival = (message->Level, message->Type) switch
            {
                (IPPROTO_IP, IP_PKTINFO) =>
                    ArrivalMessages.WithV4(arrival, data, isMapped: family == AddressFamily.InterNetworkV6),
                (IPPROTO_IPV6, IPV6_PKTINFO) => ArrivalMessages.WithV6(arrival, data),
                (IPPROTO_IP, IP_TTL) or (IPPROTO_IPV6, IPV6_HOPLIMIT) =>
                    arrival with { Hops = BitConverter.ToInt32(data) },
                (SOL_SOCKET, SCM_TIMESTAMPNS) => arrival with
                {
                    Seconds = BitConverter.ToInt64(data) + (BitConverter.ToInt64(data[8..]) * 1e-9),
                },
                _ => arrival,
            };
        }

        return count;
    }

    /// <summary>Sends a datagram from a local address, through an interface, or both.</summary>
    /// <returns>The number of bytes sent, or a negated errno.</returns>
    internal static int SendFrom(
        int descriptor,
        byte* datagram,
        int length,
        int flags,
        in IpEndpoint to,
        in IpAddress local,
        uint interfaceIndex)
    {
        var name = stackalloc byte[RawEndPoint.MaxSize];
        var size = RawEndPoint.Write(new Span<byte>(name, RawEndPoint.MaxSize), to);
        var control = stackalloc byte[ControlSize];
        new Span<byte>(control, ControlSize).Clear();
        var message = (ControlHeader*)control;
        var data = new Span<byte>(control + HeaderSize, V6InfoSize);
        if (local.IsV6)
        {
            *message = new ControlHeader
            {
                Length = (nuint)(HeaderSize + V6InfoSize),
                Level = IPPROTO_IPV6,
                Type = IPV6_PKTINFO,
            };
            local.WriteTo(data);
            _ = BitConverter.TryWriteBytes(data[16..], interfaceIndex);
        }
        else
        {
            *message = new ControlHeader
            {
                Length = (nuint)(HeaderSize + V4InfoSize),
                Level = IPPROTO_IP,
                Type = IP_PKTINFO,
            };
            _ = BitConverter.TryWriteBytes(data, interfaceIndex);
            local.WriteTo(data[4..]);
        }

        var vector = new IoVector { Base = datagram, Length = (nuint)length };
        var header = Header(name, size, &vector, control, (int)Aligned(message->Length));
        return Call(descriptor, &header, flags | MSG_DONTWAIT | MSG_NOSIGNAL, isSend: true);
    }

    /// <summary>
    /// Takes the first ICMP report from the socket's error queue (ip(7), IP_RECVERR). Returns false if the queue has no
    /// report.
    /// </summary>
    internal static bool TryTakeError(int descriptor, AddressFamily family, out IcmpReport report)
    {
        var name = stackalloc byte[RawEndPoint.MaxSize];
        var control = stackalloc byte[ControlSize];
        byte none;
        var vector = new IoVector { Base = &none, Length = 1 };
        report = default;
        while (report.Errno == 0)
        {
            var header = Header(name, RawEndPoint.MaxSize, &vector, control, ControlSize);
            if (Call(descriptor, &header, MSG_DONTWAIT | MSG_ERRQUEUE, isSend: false) < 0)
            {
                return false;
            }

            var peer = RawEndPoint.Read(new ReadOnlySpan<byte>(name, RawEndPoint.MaxSize), family);
            for (var message = First(&header); message is not null; message = Next(&header, message))
            {
                if ((message->Level, message->Type) is (IPPROTO_IP, IP_RECVERR) or (IPPROTO_IPV6, IPV6_RECVERR))
                {
                    report = Report((ExtendedError*)((byte*)message + HeaderSize), peer);
                }
            }
        }

        return true;
    }

    /// <summary>
    /// Returns an ICMP report. The errno is 0 for a failure on this machine, because the failed send has already raised
    /// it. The reporter's address follows the error (SO_EE_OFFENDER).
    /// </summary>
    private static IcmpReport Report(ExtendedError* error, in IpEndpoint peer)
    {
        if (error->Origin is not (ExtendedError.FromIcmp or ExtendedError.FromIcmp6))
        {
            return default;
        }

        var offender = (byte*)(error + 1);
        var family = *(ushort*)offender switch
        {
            AF_INET => AddressFamily.InterNetwork,
            AF_INET6 => AddressFamily.InterNetworkV6,
            _ => AddressFamily.Unspecified,
        };
        return new(
            error->Errno,
            peer,
            error->Type,
            error->Code,
            family == AddressFamily.Unspecified ? null : RawEndPoint.Read(offender, family).Address);
    }

    private static MessageHeader Header(byte* name, int nameSize, IoVector* vector, byte* control, int controlSize) =>
        new()
        {
            Name = name,
            NameSize = nameSize,
            Vectors = vector,
            VectorCount = 1,
            Control = control,
            ControlSize = (nuint)controlSize,
        };

    private static int Call(int descriptor, MessageHeader* header, int flags, bool isSend)
    {
        while (true)
        {
            var result = isSend ? Libc.sendmsg(descriptor, header, flags) : Libc.recvmsg(descriptor, header, flags);
            var errno = result >= 0 ? 0 : Marshal.GetLastPInvokeError();
            if (errno != Libc.EINTR)
            {
                return errno == 0 ? (int)result : -errno;
            }
        }
    }

    private static nuint Aligned(nuint length) => (length + (nuint)sizeof(nuint) - 1) & ~((nuint)sizeof(nuint) - 1);

    private static ControlHeader* First(MessageHeader* header) =>
        header->ControlSize >= (nuint)HeaderSize ? (ControlHeader*)header->Control : null;

    private static ControlHeader* Next(MessageHeader* header, ControlHeader* message)
    {
        var next = (byte*)message + Aligned(message->Length);
        return next + HeaderSize <= header->Control + header->ControlSize ? (ControlHeader*)next : null;
    }
}
