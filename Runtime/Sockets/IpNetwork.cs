using System.Buffers.Binary;
using System.Globalization;

namespace Moonwire.Runtime.Sockets;

/// <summary>A range of addresses with a common prefix (RFC 4632, RFC 4291).</summary>
public sealed record IpNetwork
{
    /// <summary>
    /// Creates the network that has this prefix length and contains the address. Ignores the scope of the address.
    /// </summary>
    public IpNetwork(in IpAddress address, int prefix)
    {
        Prefix = prefix;
        First = Filled(address, ones: false);
        Last = Filled(address, ones: true);
    }

    public int Prefix { get; }

    /// <summary>The lowest address of the network.</summary>
    public IpAddress First { get; }

    /// <summary>The highest address of the network.</summary>
    public IpAddress Last { get; }

    public IpAddress Netmask => Filled(First.IsV6 ? IpAddress.V6(AllOnes) : IpAddress.BroadcastV4, ones: false);

    private static ReadOnlySpan<byte> AllOnes =>
        [255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255];

    /// <summary>The number of bits of an address.</summary>
    public static int BitsOf(in IpAddress address) => address.IsV6 ? 128 : 32;

    /// <summary>Parses a text such as "10.0.0.0/8" or "2001:db8::/32".</summary>
    public static bool TryParse(string text, out IpNetwork? network)
    {
        network = null;
        var slash = text.IndexOf('/', StringComparison.Ordinal);
        var invariant = CultureInfo.InvariantCulture;
        if (slash < 0
            || text.Contains('\0', StringComparison.Ordinal) // .NET accepts a number that ends with a zero byte
            || !IpAddress.TryParse(text[..slash], out var address)
            || !byte.TryParse(text.AsSpan(slash + 1), NumberStyles.None, invariant, out var prefix)
            || prefix > BitsOf(address))
        {
            return false;
        }

        network = new IpNetwork(address, prefix);
        return true;
    }

    /// <summary>
    /// Returns true if the address is in the network. An IPv4 network also contains the mapped forms of its addresses.
    /// </summary>
    public bool Contains(IpAddress address)
    {
        address = address.IsV4Mapped && !First.IsV6 ? address.ToUnmapped() : address;
        return address.IsV6 == First.IsV6 && Filled(address, ones: false) == First;
    }

    /// <summary>Returns the next address. The given address must not be the highest of its family.</summary>
    public static IpAddress After(in IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[address.IsV6 ? 16 : 4];
        address.WriteTo(bytes);
        for (var i = bytes.Length - 1; ++bytes[i] == 0; i--)
        {
        }

        return Of(bytes);
    }

    /// <summary>Returns the previous address. The given address must not be the lowest of its family.</summary>
    public static IpAddress Before(in IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[address.IsV6 ? 16 : 4];
        address.WriteTo(bytes);
        for (var i = bytes.Length - 1; bytes[i]-- == 0; i--)
        {
        }

        return Of(bytes);
    }

    public override string ToString() => $"{First}/{Prefix.ToString(CultureInfo.InvariantCulture)}";

    /// <summary>Returns the address with all bits after the prefix set to 0 or to 1.</summary>
    private IpAddress Filled(in IpAddress address, bool ones)
    {
        Span<byte> bytes = stackalloc byte[address.IsV6 ? 16 : 4];
        address.WriteTo(bytes);
        for (var i = 0; i < bytes.Length; i++)
        {
            var rest = (byte)(0xff >> Math.Clamp(Prefix - (i * 8), 0, 8));
            bytes[i] = ones ? (byte)(bytes[i] | rest) : (byte)(bytes[i] & ~rest);
        }

        return Of(bytes);
    }

    private static IpAddress Of(ReadOnlySpan<byte> bytes) =>
        bytes.Length == 16 ? IpAddress.V6(bytes) : IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(bytes));
}
