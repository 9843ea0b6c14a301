using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// A datagram that was taken from the kernel but not yet received by the script, or the error of the receive.
/// </summary>
internal sealed record StashedDatagram(byte[] Bytes, IpEndpoint From, LuaError? Error);
