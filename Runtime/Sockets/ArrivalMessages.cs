using System.Buffers.Binary;
using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Parses the control messages about a datagram's arrival (ip(7), IP_PKTINFO; ipv6(7), IPV6_PKTINFO).
/// </summary>
/// <remarks>
/// A v6 socket gets both messages for a datagram that arrived over IPv4. Only the IPv4 message has the local address to
/// reply from. The IPv6 message has only the destination, which may be a group or a broadcast address.
/// </remarks>
internal static class ArrivalMessages
{
    /// <summary>
    /// Adds the fields of struct in_pktinfo: the interface's index, the address to reply from, and the destination.
    /// </summary>
    internal static PacketInfo WithV4(PacketInfo arrival, ReadOnlySpan<byte> data, bool isMapped)
    {
        var local = IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        var destination = IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(data[8..]));
        if (local.IsUnspecified && IsOwn(destination)) // the datagram was queued before the option was set
        {
            local = destination;
        }

        return arrival with
        {
            Interface = BitConverter.ToUInt32(data),
            Local = local.IsUnspecified ? null : isMapped ? local.ToMapped() : local,
            Destination = isMapped ? destination.ToMapped() : destination,
        };
    }

    /// <summary>
    /// Adds the fields of struct in6_pktinfo: the destination and the interface's index. The destination is also the
    /// address to reply from, unless it is a group or a mapped IPv4 address.
    /// </summary>
    internal static PacketInfo WithV6(PacketInfo arrival, ReadOnlySpan<byte> data)
    {
        var index = BitConverter.ToUInt32(data[16..]);
        var destination = IpAddress.V6(data);
        destination = destination.IsLinkLocal ? destination.WithScope(index) : destination;
        return arrival with
        {
            Interface = index,
            Destination = destination,
            Local = destination.IsMulticast || destination.IsV4Mapped ? arrival.Local : destination,
        };
    }

    /// <summary>
    /// Returns true if a datagram's IPv4 destination is an address of this machine, so that a reply can be sent from
    /// it. To find out, connects a socket to the address. connect(2) refuses a broadcast address. For an address of
    /// this machine, the socket's local address is then the same address.
    /// </summary>
    private static bool IsOwn(in IpAddress address)
    {
        if (address.IsMulticast || address.IsUnspecified)
        {
            return false;
        }

        try
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
            var name = new RawEndPoint(AddressFamily.InterNetwork);
            name.Set(new IpEndpoint(address, 9));
            Span<byte> own = stackalloc byte[RawEndPoint.MaxSize];
            return SocketNames.Connect(socket, name) == 0
                && (address.IsLoopback
                    || (SocketNames.ReadLocal(socket, own) == 0
                        && RawEndPoint.Read(own, AddressFamily.InterNetwork).Address == address));
        }
        catch (SocketException) // the process has no free descriptor
        {
            return false;
        }
    }
}
