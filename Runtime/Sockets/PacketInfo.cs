namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The facts about the arrival of a datagram (IP_PKTINFO, ip(7)). A value that the kernel did not report is null or 0.
/// </summary>
/// <param name="Destination">
/// The address that the datagram was sent to, which may be a group or a broadcast address.
/// </param>
/// <param name="Local">The address of this machine to reply from.</param>
/// <param name="Interface">The index of the interface that the datagram arrived on.</param>
/// <param name="Seconds">The time at which the kernel received the datagram, in seconds since 1970.</param>
/// <param name="Hops">The TTL (IPv4) or hop limit (IPv6) with which the datagram arrived.</param>
public readonly record struct PacketInfo(
    IpAddress? Destination, IpAddress? Local, uint Interface, double Seconds, int Hops);
