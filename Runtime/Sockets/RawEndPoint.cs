using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// An EndPoint that keeps the raw sockaddr and hands itself back from <see cref="Create"/>: .NET fills it for each
/// datagram and allocates nothing.
/// </summary>
internal sealed class RawEndPoint(AddressFamily family) : EndPoint
{
    private const int PortOffset = 2;
    private const int V4Offset = 4;
    private const int V6Offset = 8;
    private const int ScopeOffset = 24;

    private readonly SocketAddress _address = new(family);

    public override AddressFamily AddressFamily => family;

    public override SocketAddress Serialize() => _address;

    public override EndPoint Create(SocketAddress socketAddress)
    {
        if (!ReferenceEquals(socketAddress, _address))
        {
            socketAddress.Buffer.Span[..socketAddress.Size].CopyTo(_address.Buffer.Span);
        }

        return this;
    }

    /// <summary>Sets what is sent to. The endpoint's address is of this family.</summary>
    internal void Set(in IpEndpoint endpoint)
    {
        var bytes = _address.Buffer.Span;
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], (ushort)endpoint.Port);
        if (endpoint.Address.IsV6)
        {
            bytes[V4Offset..V6Offset].Clear(); // flow information
            endpoint.Address.WriteTo(bytes[V6Offset..]);
            BitConverter.TryWriteBytes(bytes[ScopeOffset..], endpoint.Address.Scope);
        }
        else
        {
            endpoint.Address.WriteTo(bytes[V4Offset..]);
        }
    }

    internal IpEndpoint Get() => Read(_address.Buffer.Span, family);

    /// <summary>Reads a sockaddr of a family.</summary>
    internal static IpEndpoint Read(ReadOnlySpan<byte> sockaddr, AddressFamily family)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(sockaddr[PortOffset..]);
        return family == AddressFamily.InterNetworkV6
            ? new IpEndpoint(IpAddress.V6(sockaddr[V6Offset..], BitConverter.ToUInt32(sockaddr[ScopeOffset..])), port)
            : new IpEndpoint(IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(sockaddr[V4Offset..])), port);
    }
}
