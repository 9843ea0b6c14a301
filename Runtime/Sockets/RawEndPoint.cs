using System.Buffers.Binary;
using System.Net;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// An EndPoint that keeps the raw sockaddr and returns itself from <see cref="Create"/>. .NET then reuses this sockaddr
/// for every datagram and allocates nothing.
/// </summary>
internal sealed class RawEndPoint(AddressFamily family) : EndPoint
{
    /// <summary>The size of sockaddr_in6, the larger of the two supported sockaddrs.</summary>
    internal const int MaxSize = 28;

    private const short LinuxInet = 2;
    private const short LinuxInet6 = 10;
    private const int V4Size = 16;
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

    /// <summary>Sets the destination of a send. The address must have this endpoint's family.</summary>
    internal void Set(in IpEndpoint endpoint) => WriteName(_address.Buffer.Span, endpoint);

    /// <summary>Returns the size of the family's sockaddr.</summary>
    internal static int SizeOf(AddressFamily family) =>
        family == AddressFamily.InterNetworkV6 ? MaxSize : V4Size;

    internal IpEndpoint Get() => Read(_address.Buffer.Span, family);

    /// <summary>Writes a whole Linux sockaddr and returns its size.</summary>
    internal static int Write(Span<byte> sockaddr, in IpEndpoint endpoint)
    {
        _ = BitConverter.TryWriteBytes(sockaddr, endpoint.Address.IsV6 ? LinuxInet6 : LinuxInet);
        WriteName(sockaddr, endpoint);
        return endpoint.Address.IsV6 ? MaxSize : V4Size;
    }

    /// <summary>Writes a whole Linux sockaddr into <see cref="MaxSize"/> bytes and returns its size.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static unsafe int Write(byte* sockaddr, in IpAddress address, int port)
    {
        if (address.IsV6)
        {
            return WriteV6(sockaddr, address, port);
        }

        *(short*)sockaddr = LinuxInet;
        *(ushort*)(sockaddr + PortOffset) = BinaryPrimitives.ReverseEndianness((ushort)port);
        *(uint*)(sockaddr + V4Offset) = BinaryPrimitives.ReverseEndianness(address.V4Number);
        *(long*)(sockaddr + V6Offset) = 0; // padding
        return V4Size;
    }

    private static unsafe int WriteV6(byte* sockaddr, in IpAddress address, int port) =>
        Write(new Span<byte>(sockaddr, MaxSize), new IpEndpoint(address, port));

    /// <summary>
    /// Reads the endpoint from a sockaddr of the family. The sockaddr must have <see cref="MaxSize"/> readable bytes.
    /// </summary>
    internal static unsafe IpEndpoint Read(byte* sockaddr, AddressFamily family) =>
        Read(new ReadOnlySpan<byte>(sockaddr, MaxSize), family);

    /// <summary>Reads the endpoint from a sockaddr of the family.</summary>
    internal static IpEndpoint Read(ReadOnlySpan<byte> sockaddr, AddressFamily family)
    {
        var port = BinaryPrimitives.ReadUInt16BigEndian(sockaddr[PortOffset..]);
        return family == AddressFamily.InterNetworkV6
            ? new IpEndpoint(IpAddress.V6(sockaddr[V6Offset..], BitConverter.ToUInt32(sockaddr[ScopeOffset..])), port)
            : new IpEndpoint(IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(sockaddr[V4Offset..])), port);
    }

    /// <summary>Writes all fields except the family.</summary>
    private static void WriteName(Span<byte> bytes, in IpEndpoint endpoint)
    {
        BinaryPrimitives.WriteUInt16BigEndian(bytes[PortOffset..], (ushort)endpoint.Port);
        if (endpoint.Address.IsV6)
        {
            bytes[V4Offset..V6Offset].Clear(); // flow information
            endpoint.Address.WriteTo(bytes[V6Offset..]);
            _ = BitConverter.TryWriteBytes(bytes[ScopeOffset..], endpoint.Address.Scope);
        }
        else
        {
            endpoint.Address.WriteTo(bytes[V4Offset..]);
            bytes[V6Offset..V4Size].Clear(); // padding
        }
    }
}
