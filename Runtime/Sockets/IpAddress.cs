using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>An IPv4 address, or an IPv6 address with its scope (RFC 4007).</summary>
public readonly record struct IpAddress : IComparable<IpAddress>
{
    private static readonly SearchValues<char> V6Characters = SearchValues.Create("0123456789abcdefABCDEF:.");

    private readonly ulong _high;
    private readonly ulong _low;

    private IpAddress(bool isV6, ulong high, ulong low, uint scope)
    {
        IsV6 = isV6;
        _high = high;
        _low = low;
        Scope = scope;
    }

    public bool IsV6 { get; }

    public uint Scope { get; }

    public AddressFamily Family => IsV6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork;

    /// <summary>The 4 bytes of a v4 address as a number, most significant byte first.</summary>
    public uint V4Number => (uint)_low;

    /// <summary>True for 0.0.0.0 and :: (RFC 4291, 2.5.2).</summary>
    public bool IsUnspecified => (_high | _low) == 0;

    /// <summary>True for ::1 (RFC 4291, 2.5.3) and all of 127.0.0.0/8.</summary>
    public bool IsLoopback => IsV6 ? _high == 0 && _low == 1 : V4Number >> 24 == 127;

    public bool IsMulticast => IsV6 ? _high >> 56 == 0xff : V4Number >> 28 == 0xe;

    /// <summary>True for fe80::/10. Always false for a v4 address.</summary>
    public bool IsLinkLocal => IsV6 && _high >> 54 == 0xfe80 >> 6;

    /// <summary>True for fec0::/10, which RFC 3879 deprecates. Always false for a v4 address.</summary>
    public bool IsSiteLocal => IsV6 && _high >> 54 == 0xfec0 >> 6;

    /// <summary>True for ::ffff:0:0/96 (RFC 4291, 2.5.5.2).</summary>
    public bool IsV4Mapped => IsV6 && _high == 0 && _low >> 32 == 0xffff;

    /// <summary>
    /// The scope field of a v6 multicast address (RFC 4291, 2.7), such as 2 for link-local scope. 0 for all other
    /// addresses.
    /// </summary>
    public int MulticastReach => IsV6 && IsMulticast ? (int)(_high >> 48) & 0xf : 0;

    public static IpAddress AnyV4 => V4(0);

    public static IpAddress LoopbackV4 => V4(0x7f000001);

    public static IpAddress BroadcastV4 => V4(0xffffffff);

    public static IpAddress AnyV6 => new(isV6: true, 0, 0, 0);

    public static IpAddress LoopbackV6 => new(isV6: true, 0, 1, 0);

    public static IpAddress V4(uint number) => new(isV6: false, 0, number, 0);

    /// <summary>Makes a v6 address from 16 bytes in network order.</summary>
    public static IpAddress V6(ReadOnlySpan<byte> bytes, uint scope = 0) =>
        new(
            isV6: true,
            BinaryPrimitives.ReadUInt64BigEndian(bytes),
            BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]),
            scope);

    /// <summary>
    /// Parses the forms of inet_pton(3): dotted decimal for IPv4, RFC 4291 text for IPv6. IPv6 text may end with "%"
    /// and a scope, which is the name or the index of an interface.
    /// </summary>
    public static bool TryParse(string text, out IpAddress address)
    {
        address = default;
        if (text.Contains('\0', StringComparison.Ordinal)) // .NET's parsers ignore a zero byte at the end
        {
            return false;
        }

        if (!text.Contains(':', StringComparison.Ordinal))
        {
            return TryParseV4(text, out address);
        }

        var percent = text.IndexOf('%', StringComparison.Ordinal);
        var digits = percent < 0 ? text : text[..percent];
        uint scope = 0;
        if (percent >= 0 && !TryParseScope(text[(percent + 1)..], out scope))
        {
            return false;
        }

        if (digits.AsSpan().ContainsAnyExcept(V6Characters)
            || !IsTailValid(digits)
            || !IPAddress.TryParse(digits, out var parsed))
        {
            return false;
        }

        address = V6(parsed.GetAddressBytes(), scope);
        return true;
    }

    /// <summary>Returns the v4-mapped v6 address (RFC 4291, 2.5.5.2) of a v4 address.</summary>
    public IpAddress ToMapped() => new(isV6: true, 0, 0xffff_0000_0000UL | V4Number, 0);

    /// <summary>Returns the v4 address of a v4-mapped v6 address.</summary>
    public IpAddress ToUnmapped() => V4(V4Number);

    /// <summary>Returns this v6 address with another scope.</summary>
    public IpAddress WithScope(uint scope) => new(isV6: true, _high, _low, scope);

    public IpAddress WithoutScope() => Scope == 0 ? this : WithScope(0);

    /// <summary>Writes 4 or 16 bytes in network order.</summary>
    public void WriteTo(Span<byte> bytes)
    {
        if (IsV6)
        {
            BinaryPrimitives.WriteUInt64BigEndian(bytes, _high);
            BinaryPrimitives.WriteUInt64BigEndian(bytes[8..], _low);
        }
        else
        {
            BinaryPrimitives.WriteUInt32BigEndian(bytes, V4Number);
        }
    }

    /// <summary>Orders v4 addresses before v6 addresses, then by bytes, then by scope.</summary>
    public int CompareTo(IpAddress other)
    {
        var order = IsV6.CompareTo(other.IsV6);
        order = order != 0 ? order : _high.CompareTo(other._high);
        order = order != 0 ? order : _low.CompareTo(other._low);
        return order != 0 ? order : Scope.CompareTo(other.Scope);
    }

    /// <summary>
    /// Returns dotted decimal for IPv4, or RFC 5952 text for IPv6, with "%" and the name or number of the scope.
    /// </summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[IsV6 ? 16 : 4];
        WriteTo(bytes);
        var text = new IPAddress(bytes).ToString();
        return Scope == 0
            ? text
            : $"{text}%{NetworkInterfaces.Name(Scope) ?? Scope.ToString(CultureInfo.InvariantCulture)}";
    }

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    /// <summary>
    /// Checks the IPv4 address at the end of v6 text, if there is an IPv4 address. Only full dotted decimal is valid,
    /// but .NET also accepts octal numbers and fewer than four numbers.
    /// </summary>
    private static bool IsTailValid(string digits) =>
        !digits.Contains('.', StringComparison.Ordinal) || TryParseV4(digits[(digits.LastIndexOf(':') + 1)..], out _);

    private static bool TryParseScope(string text, out uint scope) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out scope)
        || NetworkInterfaces.TryIndex(text, out scope);

    private static bool TryParseV4(string text, out IpAddress address)
    {
        address = default;
        uint number = 0;
        var parts = 0;
        foreach (var range in text.AsSpan().Split('.'))
        {
            var part = text.AsSpan(range);
            if (++parts > 4 || part.Length is 0 or > 3 || (part.Length > 1 && part[0] == '0')
                || !byte.TryParse(part, NumberStyles.None, CultureInfo.InvariantCulture, out var value))
            {
                return false;
            }

            number = (number << 8) | value;
        }

        address = V4(number);
        return parts == 4;
    }
}

/// <summary>An address and a port.</summary>
public readonly record struct IpEndpoint(IpAddress Address, int Port)
{
    /// <summary>
    /// Parses text in the form of <see cref="ToString"/>, such as "127.0.0.1:80", "[::1]:80" or "[fe80::1%lo]:80".
    /// </summary>
    public static bool TryParse(string text, out IpEndpoint endpoint)
    {
        endpoint = default;
        var colon = text.LastIndexOf(':');
        if (colon < 0 || !TryParsePort(text.AsSpan(colon + 1), out var port))
        {
            return false;
        }

        var bracketed = text[0] == '[' && colon > 1 && text[colon - 1] == ']';
        var parsed = IpAddress.TryParse(bracketed ? text[1..(colon - 1)] : text[..colon], out var address);
        endpoint = new IpEndpoint(address, port);
        return parsed && address.IsV6 == bracketed;
    }

    private static bool TryParsePort(ReadOnlySpan<char> text, out ushort port)
    {
        port = 0;
        return text.Length <= 5 && !text.Contains('\0')
            && ushort.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out port);
    }

    /// <summary>Writes the endpoint as a sockaddr, for socket options that take a sockaddr.</summary>
    public void WriteTo(Span<byte> sockaddr) => _ = RawEndPoint.Write(sockaddr, this);

    public override string ToString() => Address.IsV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
