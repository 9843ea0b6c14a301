namespace Moonwire.Runtime.Sockets;

/// <summary>An ICMP message about a datagram that a socket has sent, from the socket's error queue (ip(7)).</summary>
/// <param name="Errno">The errno to which the kernel maps the message.</param>
/// <param name="Destination">The endpoint to which the datagram was sent.</param>
/// <param name="Type">The type of the message, as ICMP or ICMPv6 numbers it.</param>
/// <param name="Code">The code of the message.</param>
/// <param name="Reporter">The host that has sent the message, or null if the kernel does not know it.</param>
internal readonly record struct IcmpReport(
    int Errno, IpEndpoint Destination, int Type, int Code, IpAddress? Reporter);
