using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>What the kernel no longer has and nobody has received yet: a datagram, or the failure that came instead.</summary>
internal sealed record StashedDatagram(byte[] Bytes, IpEndpoint From, LuaError? Error);
