using System.Buffers.Binary;
using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Sockets;

/// <summary>Reads a sockaddr_in or sockaddr_in6 of Linux where it lies, piece by piece.</summary>
public static unsafe class Sockaddr
{
    /// <summary>The room that any of them takes.</summary>
    public const int MaxSize = RawEndPoint.MaxSize;

    private const short LinuxInet = 2;
    private const int PortOffset = 2;
    private const int V4Offset = 4;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* Of(SenderRoom* sender) => (byte*)&sender->Sockaddr;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PortOf(byte* sockaddr) => BinaryPrimitives.ReverseEndianness(*(ushort*)(sockaddr + PortOffset));

    /// <summary>Whether it is an IPv4 one, and its address's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsV4(byte* sockaddr, out uint number)
    {
        number = BinaryPrimitives.ReverseEndianness(*(uint*)(sockaddr + V4Offset));
        return *(short*)sockaddr == LinuxInet;
    }

    public static IpEndpoint Read(byte* sockaddr) =>
        RawEndPoint.Read(sockaddr, IsV4(sockaddr, out _) ? AddressFamily.InterNetwork : AddressFamily.InterNetworkV6);
}

/// <summary>Room for any sockaddr, which unlike a stackalloc needs no check of the stack around it.</summary>
[InlineArray(Sockaddr.MaxSize)]
public struct SockaddrRoom
{
    internal byte First;
}

/// <summary>Where recvfrom(2) says who sent a datagram.</summary>
public struct SenderRoom
{
    internal SockaddrRoom Sockaddr;

    /// <summary>The size of the room, then of what is in it.</summary>
    internal int Size;
}
