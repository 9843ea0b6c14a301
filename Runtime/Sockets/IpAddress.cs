using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>An IPv4 or IPv6 address as a plain value; a v6 one with its scope (RFC 4007).</summary>
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

    /// <summary>The 4 bytes of a v4 address as a number, most significant first.</summary>
    public uint V4Number => (uint)_low;

    public static IpAddress AnyV4 => V4(0);

    public static IpAddress LoopbackV4 => V4(0x7f000001);

    public static IpAddress BroadcastV4 => V4(0xffffffff);

    public static IpAddress AnyV6 => new(isV6: true, 0, 0, 0);

    public static IpAddress LoopbackV6 => new(isV6: true, 0, 1, 0);

    public static IpAddress V4(uint number) => new(isV6: false, 0, number, 0);

    /// <summary>From 16 bytes in network order.</summary>
    public static IpAddress V6(ReadOnlySpan<byte> bytes, uint scope = 0) =>
        new(isV6: true, BinaryPrimitives.ReadUInt64BigEndian(bytes), BinaryPrimitives.ReadUInt64BigEndian(bytes[8..]), scope);

    /// <summary>
    /// Reads the forms of inet_pton(3): dotted decimal, or RFC 4291 text with an optional "%scope", an interface's
    /// name or index.
    /// </summary>
    public static bool TryParse(string text, out IpAddress address)
    {
        address = default;
        if (text.Contains('\0', StringComparison.Ordinal)) // which .NET's parsers overlook at the end
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

        if (digits.AsSpan().ContainsAnyExcept(V6Characters) || !IPAddress.TryParse(digits, out var parsed))
        {
            return false;
        }

        address = V6(parsed.GetAddressBytes(), scope);
        return true;
    }

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

    /// <summary>v4 before v6, then by bytes, then by scope.</summary>
    public int CompareTo(IpAddress other)
    {
        var order = IsV6.CompareTo(other.IsV6);
        order = order != 0 ? order : _high.CompareTo(other._high);
        order = order != 0 ? order : _low.CompareTo(other._low);
        return order != 0 ? order : Scope.CompareTo(other.Scope);
    }

    /// <summary>The usual text: dotted decimal, or RFC 5952 with "%" and the scope's name or number.</summary>
    public override string ToString()
    {
        Span<byte> bytes = stackalloc byte[IsV6 ? 16 : 4];
        WriteTo(bytes);
        var text = new IPAddress(bytes).ToString();
        return Scope == 0 ? text : $"{text}%{Interfaces.Name(Scope) ?? Scope.ToString(CultureInfo.InvariantCulture)}";
    }

    public static bool operator <(IpAddress left, IpAddress right) => left.CompareTo(right) < 0;

    public static bool operator <=(IpAddress left, IpAddress right) => left.CompareTo(right) <= 0;

    public static bool operator >(IpAddress left, IpAddress right) => left.CompareTo(right) > 0;

    public static bool operator >=(IpAddress left, IpAddress right) => left.CompareTo(right) >= 0;

    private static bool TryParseScope(string text, out uint scope) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out scope) || Interfaces.TryIndex(text, out scope);

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
    public override string ToString() => Address.IsV6 ? $"[{Address}]:{Port}" : $"{Address}:{Port}";
}
