using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Makes IP packets from datagrams and ICMP reports. The fields that moonwire does not know have usual values: 64 hops,
/// no fragments, no options.
/// </summary>
internal static unsafe class PacketWriter
{
    /// <summary>The maximum number of bytes of the headers of a datagram.</summary>
    internal const int MaxHeaders = V6Header + UdpHeader;

    /// <summary>The maximum number of bytes of an ICMP packet, which quotes the headers of a datagram.</summary>
    internal const int MaxIcmp = V6Header + IcmpHeader + V6Header + UdpHeader;

    /// <summary>The maximum length of the data after an IP header.</summary>
    internal const int MaxLength = ushort.MaxValue;

    private const int V4Header = 20;
    private const int V6Header = 40;
    private const int UdpHeader = 8;
    private const int IcmpHeader = 8;
    private const byte Hops = 64;
    private const byte Icmp = 1;
    private const byte Udp = 17;
    private const byte Icmp6 = 58;

    /// <summary>Returns the number of bytes of the headers of a datagram.</summary>
    internal static int HeadersOf(bool isV6) => (isV6 ? V6Header : V4Header) + UdpHeader;

    /// <summary>Writes a datagram and returns the number of written bytes.</summary>
    /// <param name="bytes">The first bytes of the datagram.</param>
    /// <param name="count">The number of these bytes.</param>
    /// <param name="length">The full length of the datagram.</param>
    /// <remarks>
    /// The checksum is right for the written bytes. If bytes of the datagram are missing, the checksum is 0 with IPv4,
    /// which means none; with IPv6, zeros count as the missing bytes.
    /// </remarks>
    internal static int WriteUdp(
        byte* packet,
        in PacketEndpoint from,
        in PacketEndpoint to,
        byte* bytes,
        int count,
        int length)
    {
        var udp = packet + WriteIp(packet, from, to, Udp, UdpHeader + length);
        WriteUdpHeader(udp, from, to, length);
        Unsafe.CopyBlockUnaligned(udp + UdpHeader, bytes, (uint)count);
        if (count == length || from.IsV6)
        {
            var sum = Fold(Pseudo(packet, from.IsV6, Udp, UdpHeader + length) + Sum(udp, UdpHeader + count));
            *(ushort*)(udp + 6) = sum == 0 ? (ushort)0xffff : sum;
        }

        return (int)(udp - packet) + UdpHeader + count;
    }

    /// <summary>Writes the report of a host about a datagram, and returns the number of written bytes.</summary>
    /// <param name="offender">The host that sent the report.</param>
    /// <param name="from">The sender of the datagram.</param>
    /// <param name="to">The destination of the datagram.</param>
    internal static int WriteIcmp(
        byte* packet,
        in PacketEndpoint offender,
        in PacketEndpoint from,
        in PacketEndpoint to,
        byte type,
        byte code)
    {
        var headers = HeadersOf(from.IsV6);
        var protocol = from.IsV6 ? Icmp6 : Icmp;
        var icmp = packet + WriteIp(packet, offender, from, protocol, IcmpHeader + headers);
        icmp[0] = type;
        icmp[1] = code;
        *(ushort*)(icmp + 2) = 0;
        *(uint*)(icmp + 4) = 0;
        _ = WriteUdp(icmp + IcmpHeader, from, to, null, 0, 0);
        var pseudo = from.IsV6 ? Pseudo(packet, isV6: true, protocol, IcmpHeader + headers) : 0;
        *(ushort*)(icmp + 2) = Fold(pseudo + Sum(icmp, IcmpHeader + headers));
        return (int)(icmp - packet) + IcmpHeader + headers;
    }

    private static void WriteUdpHeader(byte* udp, in PacketEndpoint from, in PacketEndpoint to, int length)
    {
        *(ushort*)udp = BinaryPrimitives.ReverseEndianness(from.Port);
        *(ushort*)(udp + 2) = BinaryPrimitives.ReverseEndianness(to.Port);
        *(ushort*)(udp + 4) = BinaryPrimitives.ReverseEndianness((ushort)(UdpHeader + length));
        *(ushort*)(udp + 6) = 0;
    }

    /// <summary>Writes an IP header and returns its size.</summary>
    private static int WriteIp(byte* ip, in PacketEndpoint from, in PacketEndpoint to, byte protocol, int length)
    {
        if (from.IsV6)
        {
            *(uint*)ip = 0x60;
            *(ushort*)(ip + 4) = BinaryPrimitives.ReverseEndianness((ushort)length);
            ip[6] = protocol;
            ip[7] = Hops;
            from.CopyTo(new Span<byte>(ip + 8, PacketEndpoint.V6Size));
            to.CopyTo(new Span<byte>(ip + 24, PacketEndpoint.V6Size));
            return V6Header;
        }

        ip[0] = 0x45;
        ip[1] = 0;
        *(ushort*)(ip + 2) = BinaryPrimitives.ReverseEndianness((ushort)(V4Header + length));
        *(ushort*)(ip + 4) = 0; // RFC 6864: the identification of a datagram that is not fragmented has no meaning
        *(ushort*)(ip + 6) = 0x40; // do not fragment
        ip[8] = IsLocalControl(to) ? (byte)1 : Hops;
        ip[9] = protocol;
        *(ushort*)(ip + 10) = 0;
        from.CopyTo(new Span<byte>(ip + 12, PacketEndpoint.V4Size));
        to.CopyTo(new Span<byte>(ip + 16, PacketEndpoint.V4Size));
        *(ushort*)(ip + 10) = Fold(Sum(ip, V4Header));
        return V4Header;
    }

    /// <summary>Returns true for 224.0.0.0/24, to which datagrams have one hop by default.</summary>
    private static bool IsLocalControl(in PacketEndpoint to) =>
        to.Address[0] == 224 && to.Address[1] == 0 && to.Address[2] == 0;

    /// <summary>Returns the sum of the pseudo-header (RFC 768, RFC 8200 section 8.1).</summary>
    private static ulong Pseudo(byte* ip, bool isV6, byte protocol, int length) =>
        (isV6 ? Sum(ip + 8, 2 * PacketEndpoint.V6Size) : Sum(ip + 12, 2 * PacketEndpoint.V4Size))
        + ((ulong)protocol << 8) + BinaryPrimitives.ReverseEndianness((ushort)length);

    /// <summary>Returns a sum of 32-bit words, which <see cref="Fold"/> reduces (RFC 1071).</summary>
    private static ulong Sum(byte* bytes, int count)
    {
        ulong sum = 0;
        for (; count >= sizeof(uint); count -= sizeof(uint), bytes += sizeof(uint))
        {
            sum += *(uint*)bytes;
        }

        if (count >= sizeof(ushort))
        {
            sum += *(ushort*)bytes;
            bytes += sizeof(ushort);
        }

        return (count & 1) == 0 ? sum : sum + *bytes;
    }

    private static ushort Fold(ulong sum)
    {
        while (sum > ushort.MaxValue)
        {
            sum = (sum & ushort.MaxValue) + (sum >> 16);
        }

        return (ushort)~sum;
    }
}
