using System.Buffers.Binary;
using System.Net;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Recording;

/// <summary>An endpoint in the form in which packets contain it: an IPv4-mapped address is an IPv4 address.</summary>
internal unsafe struct PacketEndpoint
{
    internal const int V4Size = 4;
    internal const int V6Size = 16;

    internal const short LinuxInet = 2;
    internal const short LinuxInet6 = 10;
    private const int PortOffset = 2;
    private const int V4Offset = 4;
    private const int V6Offset = 8;
    private const int ScopeOffset = 24;

    /// <summary>The address in network order. The bytes after an IPv4 address are 0.</summary>
    internal fixed byte Address[V6Size];
    internal bool IsV6;
    internal ushort Port;
    internal uint Scope;

    /// <summary>The number of bytes of the address.</summary>
    internal readonly int Size => IsV6 ? V6Size : V4Size;

    internal readonly bool IsUnspecified => (First | Second) == 0;

    private readonly ulong First => Unsafe.ReadUnaligned<ulong>(in Address[0]);

    private readonly ulong Second => Unsafe.ReadUnaligned<ulong>(in Address[sizeof(ulong)]);

    /// <summary>Reads a Linux sockaddr.</summary>
    internal static PacketEndpoint Of(byte* sockaddr)
    {
        PacketEndpoint endpoint = default;
        endpoint.Port = BinaryPrimitives.ReverseEndianness(*(ushort*)(sockaddr + PortOffset));
        if (*(short*)sockaddr != LinuxInet6)
        {
            *(uint*)endpoint.Address = *(uint*)(sockaddr + V4Offset);
            return endpoint;
        }

        var address = sockaddr + V6Offset;
        if (*(ulong*)address == 0 && *(uint*)(address + 8) == 0xffff0000) // ::ffff:0:0/96
        {
            *(uint*)endpoint.Address = *(uint*)(address + 12);
            return endpoint;
        }

        endpoint.IsV6 = true;
        new ReadOnlySpan<byte>(address, V6Size).CopyTo(new Span<byte>(endpoint.Address, V6Size));
        endpoint.Scope = *(uint*)(sockaddr + ScopeOffset);
        return endpoint;
    }

    /// <summary>Returns the unspecified address of a family.</summary>
    internal static PacketEndpoint Any(bool isV6, ushort port) => new() { IsV6 = isV6, Port = port };

    /// <summary>Writes a Linux sockaddr and returns its size.</summary>
    internal readonly int WriteSockaddr(Span<byte> sockaddr)
    {
        sockaddr.Clear();
        _ = BitConverter.TryWriteBytes(sockaddr, IsV6 ? LinuxInet6 : LinuxInet);
        BinaryPrimitives.WriteUInt16BigEndian(sockaddr[PortOffset..], Port);
        CopyTo(sockaddr[(IsV6 ? V6Offset : V4Offset)..]);
        if (!IsV6)
        {
            return 16;
        }

        _ = BitConverter.TryWriteBytes(sockaddr[ScopeOffset..], Scope);
        return RecordHeader.EndpointSize;
    }

    /// <summary>Writes the address in network order.</summary>
    internal readonly void CopyTo(Span<byte> bytes)
    {
        fixed (byte* address = Address)
        {
            new ReadOnlySpan<byte>(address, Size).CopyTo(bytes);
        }
    }

    /// <summary>Returns true if the addresses are equal. The ports may differ.</summary>
    internal readonly bool HasAddressOf(in PacketEndpoint other) =>
        IsV6 == other.IsV6 && Scope == other.Scope && First == other.First && Second == other.Second;

    /// <summary>Returns a number that depends on the address.</summary>
    internal readonly uint AddressHash()
    {
        var mixed = (First ^ Second) * 0x9E3779B97F4A7C15;
        return (uint)(mixed >> 32);
    }

    public override readonly string ToString()
    {
        Span<byte> bytes = stackalloc byte[Size];
        CopyTo(bytes);
        return IsV6 ? $"[{new IPAddress(bytes, Scope)}]:{Port}" : $"{new IPAddress(bytes)}:{Port}";
    }
}
