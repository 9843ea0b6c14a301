using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Sockets;

/// <summary>Reads the fields of a Linux sockaddr_in or sockaddr_in6 in place.</summary>
public static unsafe class Sockaddr
{
    /// <summary>The size of sockaddr_in6, the larger of the two structs.</summary>
    public const int MaxSize = RawEndPoint.MaxSize;

    private const short LinuxInet = 2;
    private const int PortOffset = 2;
    private const int V4Offset = 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Of(SenderRoom* sender) => (byte*)&sender->Sockaddr;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PortOf(byte* sockaddr) => BinaryPrimitives.ReverseEndianness(*(ushort*)(sockaddr + PortOffset));

    /// <summary>Returns the port of a sockaddr, or 0 for an empty span.</summary>
    internal static int PortOf(ReadOnlySpan<byte> sockaddr) =>
        sockaddr.IsEmpty ? 0 : BinaryPrimitives.ReadUInt16BigEndian(sockaddr[PortOffset..]);

    /// <summary>Returns true if the sockaddr is IPv4; <paramref name="number"/> is then its address.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsV4(byte* sockaddr, out uint number)
    {
        number = BinaryPrimitives.ReverseEndianness(*(uint*)(sockaddr + V4Offset));
        return *(short*)sockaddr == LinuxInet;
    }

    public static IpEndpoint Read(byte* sockaddr) =>
        RawEndPoint.Read(sockaddr, IsV4(sockaddr, out _) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
}

/// <summary>A stack buffer for any sockaddr. Unlike stackalloc, it adds no stack check to the function.</summary>
[InlineArray(Sockaddr.MaxSize)]
public struct SockaddrRoom
{
    internal byte First;
}

/// <summary>The sender's sockaddr and its size, as recvfrom(2) writes them.</summary>
public struct SenderRoom
{
    internal SockaddrRoom Sockaddr;

    /// <summary>The size of the buffer before the call, and of the sockaddr after the call.</summary>
    internal int Size;
}
