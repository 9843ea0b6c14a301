namespace Moonwire.Runtime.Sockets;

/// <summary>How a datagram arrived (IP_PKTINFO, ip(7)). A value that the kernel did not tell is null or 0.</summary>
/// <param name="Destination">The address that the datagram was sent to, which may be a group or a broadcast address.</param>
/// <param name="Local">The address of this machine to answer from.</param>
/// <param name="Interface">The index of the interface that it came in by.</param>
/// <param name="Seconds">When the kernel received it, in seconds since 1970.</param>
public readonly record struct PacketInfo(IpAddress? Destination, IpAddress? Local, uint Interface, double Seconds);
