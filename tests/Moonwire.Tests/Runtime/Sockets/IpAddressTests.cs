using System.Net;
using CsCheck;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime.Sockets;

/// <summary>
/// ip.address's value against System.Net.IPAddress, and texts that .NET accepts but moonwire must refuse.
/// </summary>
[TestClass]
public sealed class IpAddressTests
{
    private static readonly Gen<byte[]> V4Bytes = Gen.Byte.Array[4];

    /// <summary>Addresses with many zeros, so that "::" occurs in every place.</summary>
    private static readonly Gen<byte[]> V6Bytes = Gen.Select(Gen.Byte, Gen.Bool, (b, keep) =>
        keep ? b : (byte)0).Array[16];

    /// <summary>The first bytes of the kinds of addresses.</summary>
    private static readonly Gen<byte> FirstBytes = Gen.Int[0, 4]
        .Select(static i => (byte)(0xfe_ff_7f_e0_00 >> (8 * i)));

    [Fact]
    public void TextGoesThereAndBack() =>
        Gen.OneOf(V4Bytes, V6Bytes).Sample(bytes =>
        {
            var text = new IPAddress(bytes).ToString();
            Assert.True(IpAddress.TryParse(text, out var address));
            Assert.Equal(text, address.ToString());
            Assert.Equal(bytes, Bytes(address));
            Assert.Equal(bytes.Length == 16, address.IsV6);
        });

    [Fact]
    public void OrderIsThatOfTheBytesV4First() =>
        Gen.Select(Gen.OneOf(V4Bytes, V6Bytes), Gen.OneOf(V4Bytes, V6Bytes)).Sample((left, right) =>
        {
            var expected = left.Length != right.Length
                ? left.Length.CompareTo(right.Length)
                : left.AsSpan().SequenceCompareTo(right);
            var (a, b) = (Of(left), Of(right));
            Assert.Equal(Math.Sign(expected), Math.Sign(a.CompareTo(b)));
            Assert.Equal(expected == 0, a == b);
            Assert.Equal((expected < 0, expected <= 0, expected > 0, expected >= 0), (a < b, a <= b, a > b, a >= b));
        });

    [Fact]
    public void AnyTextIsReadOrRefusedWithoutAnException() =>
        Gen.String[Gen.Char["0123456789abcf:.%[]/x -+\0"], 0, 20].Sample(text =>
        {
            if (IpAddress.TryParse(text, out var address))
            {
                Assert.True(IpAddress.TryParse(address.ToString(), out var again), text);
                Assert.Equal(address, again);
                Assert.DoesNotContain(text, static c => "[]/x -+\0".Contains(c, StringComparison.Ordinal));
            }
        });

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("1.2.3")]
    [InlineData("1.2.3.4.5")]
    [InlineData("0x7f.1")]
    [InlineData("0x7f.0.0.1")]
    [InlineData("01.2.3.4")]
    [InlineData("1.2.3.256")]
    [InlineData("1.2.3.4\0")]
    [InlineData("1\0.2.3.4")]
    [InlineData("1.2.3. 4")]
    [InlineData("+1.2.3.4")]
    [InlineData("[::1]")]
    [InlineData("[::1]:80")]
    [InlineData("::1/64")]
    [InlineData("::1%")]
    [InlineData("::1%1\0")]
    [InlineData("::1%no-such-interface")]
    [InlineData("::1%99999999999")]
    [InlineData("1:2:3:4:5:6:7")]
    [InlineData("::1.2.3")]
    public void MalformedTextIsRefused(string text) => Assert.False(IpAddress.TryParse(text, out _));

    [Fact]
    public void AScopeIsReadAsANumberOrAName()
    {
        Assert.True(IpAddress.TryParse("fe80::1%99999", out var numbered));
        Assert.Equal((99999u, "fe80::1%99999"), (numbered.Scope, numbered.ToString()));
        Assert.True(IpAddress.TryParse("fe80::1", out var plain));
        Assert.NotEqual(plain, numbered);
        Assert.True(plain < numbered);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1:80")]
    [InlineData("::1", "[::1]:80")]
    public void AnEndpointIsWrittenWithItsPort(string address, string endpoint)
    {
        Assert.True(IpAddress.TryParse(address, out var parsed));
        Assert.Equal(endpoint, new IpEndpoint(parsed, 80).ToString());
    }

    [Fact]
    public void EndpointsGoThereAndBack() =>
        Gen.Select(Gen.OneOf(V4Bytes, V6Bytes), Gen.UInt[0, 100000], Gen.Int[0, 65535]).Sample((bytes, scope, port) =>
        {
            var address = Of(bytes);
            var endpoint = new IpEndpoint(address.IsV6 ? address.WithScope(scope) : address, port);
            Assert.True(IpEndpoint.TryParse(endpoint.ToString(), out var again));
            Assert.Equal(endpoint, again);
        });

    [Fact]
    public void AnyTextIsAnEndpointOrRefusedWithoutAnException() =>
        Gen.String[Gen.Char["01af:.%[]-+ \0"], 0, 20].Sample(text =>
        {
            if (IpEndpoint.TryParse(text, out var endpoint))
            {
                Assert.True(IpEndpoint.TryParse(endpoint.ToString(), out var again), text);
                Assert.Equal(endpoint, again);
            }
        });

    [Fact]
    public void KindsAreThoseOfDotNet() =>
        Gen.Select(FirstBytes, Gen.OneOf(V4Bytes, V6Bytes)).Sample((first, bytes) =>
        {
            bytes[0] = first;
            var (address, known) = (Of(bytes), new IPAddress(bytes));
            Assert.Equal(known.IsIPv6LinkLocal, address.IsLinkLocal);
            Assert.Equal(known.IsIPv6SiteLocal, address.IsSiteLocal);
            Assert.Equal(known.IsIPv4MappedToIPv6, address.IsV4Mapped);
            Assert.Equal(IPAddress.IsLoopback(known) && !known.IsIPv4MappedToIPv6, address.IsLoopback);
            Assert.Equal(known.Equals(IPAddress.Any) || known.Equals(IPAddress.IPv6Any), address.IsUnspecified);
            Assert.Equal(address.IsV6 ? known.IsIPv6Multicast : bytes[0] >> 4 == 14, address.IsMulticast);
            Assert.Equal(known.IsIPv6Multicast ? bytes[1] & 15 : 0, address.MulticastReach);
        });

    [Fact]
    public void AV4AddressIsMappedAndUnmapped() =>
        V4Bytes.Sample(bytes =>
        {
            var mapped = Of(bytes).ToMapped();
            Assert.Equal(new IPAddress(bytes).MapToIPv6().GetAddressBytes(), Bytes(mapped));
            Assert.Equal((true, Of(bytes)), (mapped.IsV4Mapped, mapped.ToUnmapped()));
        });

    private static IpAddress Of(byte[] bytes) => bytes.Length == 16
        ? IpAddress.V6(bytes)
        : IpAddress.V4(System.Buffers.Binary.BinaryPrimitives.ReadUInt32BigEndian(bytes));

    private static byte[] Bytes(IpAddress address)
    {
        var bytes = new byte[address.IsV6 ? 16 : 4];
        address.WriteTo(bytes);
        return bytes;
    }
}
