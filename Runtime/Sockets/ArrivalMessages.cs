using System.Buffers.Binary;
using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>Reads what the kernel tells of a datagram's arrival (ip(7), IP_PKTINFO; ipv6(7), IPV6_PKTINFO).</summary>
/// <remarks>
/// A v6 socket gets both messages for a datagram that came by IPv4. Only IPv4's has an address that can answer, because
/// IPv6's repeats the destination, which may be a group or a broadcast address.
/// </remarks>
internal static class ArrivalMessages
{
    /// <summary>Adds struct in_pktinfo: an index, an address that can answer, the destination.</summary>
    internal static PacketInfo WithV4(PacketInfo arrival, ReadOnlySpan<byte> data, bool isMapped)
    {
        var local = IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(data[4..]));
        var destination = IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(data[8..]));
        if (local.IsUnspecified && IsOwn(destination)) // it was queued before the option was set
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

    /// <summary>Adds struct in6_pktinfo: the destination, an index. For a group the kernel names no address that can answer.</summary>
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
    /// True if datagrams can be sent from an IPv4 address that one was sent to. A socket cannot be connected to a broadcast
    /// address, and if it is connected to an address of this machine, that is its own as well.
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
                && (address.IsLoopback || (SocketNames.ReadLocal(socket, own) == 0 && RawEndPoint.Read(own, AddressFamily.InterNetwork).Address == address));
        }
        catch (SocketException) // no descriptor is left
        {
            return false;
        }
    }
}
