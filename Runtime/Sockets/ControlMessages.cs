using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>recvmsg(2) and sendmsg(2) on Linux with what goes beside a datagram: where it was addressed to, when it came, what failed.</summary>
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
    private const int ControlSize = 512;
    private const int V4InfoSize = 12;
    private const int V6InfoSize = 20;

    private static readonly int HeaderSize = sizeof(ControlHeader);

    /// <summary>Receives a datagram, its sender and its arrival.</summary>
    /// <returns>The datagram's own length, or a negated errno.</returns>
    internal static int Receive(int descriptor, byte* buffer, int length, int flags, AddressFamily family, out IpEndpoint from, out PacketInfo arrival)
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
                (IPPROTO_IP, IP_PKTINFO) => ArrivalMessages.WithV4(arrival, data, isMapped: family == AddressFamily.InterNetworkV6),
                (IPPROTO_IPV6, IPV6_PKTINFO) => ArrivalMessages.WithV6(arrival, data),
                (SOL_SOCKET, SCM_TIMESTAMPNS) => arrival with { Seconds = BitConverter.ToInt64(data) + (BitConverter.ToInt64(data[8..]) * 1e-9) },
                _ => arrival,
            };
        }

        return count;
    }

    /// <summary>Sends a datagram from a local address, an interface, or both.</summary>
    /// <returns>The number of bytes sent, or a negated errno.</returns>
    internal static int SendFrom(int descriptor, byte* datagram, int length, int flags, in IpEndpoint to, in IpAddress local, uint interfaceIndex)
    {
        var name = stackalloc byte[RawEndPoint.MaxSize];
        var size = RawEndPoint.Write(new Span<byte>(name, RawEndPoint.MaxSize), to);
        var control = stackalloc byte[ControlSize];
        new Span<byte>(control, ControlSize).Clear();
        var message = (ControlHeader*)control;
        var data = new Span<byte>(control + HeaderSize, V6InfoSize);
        if (local.IsV6)
        {
            *message = new ControlHeader { Length = (nuint)(HeaderSize + V6InfoSize), Level = IPPROTO_IPV6, Type = IPV6_PKTINFO };
            local.WriteTo(data);
            _ = BitConverter.TryWriteBytes(data[16..], interfaceIndex);
        }
        else
        {
            *message = new ControlHeader { Length = (nuint)(HeaderSize + V4InfoSize), Level = IPPROTO_IP, Type = IP_PKTINFO };
            _ = BitConverter.TryWriteBytes(data, interfaceIndex);
            local.WriteTo(data[4..]);
        }

        var vector = new IoVector { Base = datagram, Length = (nuint)length };
        var header = Header(name, size, &vector, control, (int)Aligned(message->Length));
        return Call(descriptor, &header, flags | MSG_DONTWAIT | MSG_NOSIGNAL, isSend: true);
    }

    /// <summary>Takes the first report of the socket's error queue (ip(7), IP_RECVERR): the errno and the peer it is about.</summary>
    internal static bool TryTakeError(int descriptor, AddressFamily family, out int errno, out IpEndpoint peer)
    {
        var name = stackalloc byte[RawEndPoint.MaxSize];
        var control = stackalloc byte[ControlSize];
        byte none;
        var vector = new IoVector { Base = &none, Length = 1 };
        errno = 0;
        peer = default;
        while (errno == 0)
        {
            var header = Header(name, RawEndPoint.MaxSize, &vector, control, ControlSize);
            if (Call(descriptor, &header, MSG_DONTWAIT | MSG_ERRQUEUE, isSend: false) < 0)
            {
                return false;
            }

            peer = RawEndPoint.Read(new ReadOnlySpan<byte>(name, RawEndPoint.MaxSize), family);
            for (var message = First(&header); message is not null; message = Next(&header, message))
            {
                if ((message->Level, message->Type) is (IPPROTO_IP, IP_RECVERR) or (IPPROTO_IPV6, IPV6_RECVERR))
                {
                    errno = NetworkError((ExtendedError*)((byte*)message + HeaderSize));
                }
            }
        }

        return true;
    }

    /// <summary>The errno of a report that came by ICMP, or 0: a failure of this machine was raised by the send that had it.</summary>
    private static int NetworkError(ExtendedError* error) =>
        error->Origin is ExtendedError.FromIcmp or ExtendedError.FromIcmp6 ? error->Errno : 0;

    private static MessageHeader Header(byte* name, int nameSize, IoVector* vector, byte* control, int controlSize) => new()
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
