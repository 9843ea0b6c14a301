using Moonwire.Modules;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.Runtime.Hosting;

/// <summary>A report of a failure may contain any bytes, so the decoder must cope with all of them.</summary>
[TestClass]
public sealed class DatagramDecoderTests
{
    /// <summary>The maximum length that a recording keeps.</summary>
    private const int Kept = 448;

    private const string Question = "001100000001000000000000076578616d706c6504746573740000010001";

    /// <summary>A datagram by a port of its protocol.</summary>
    public static TheoryData<int, string> Samples => new()
    {
        { 53, Question },
        { 69, "00016d6f6f6e77697265006f6374657400" },
        { 123, "23000000000000000000000000000000000000000000000000000000000000000000000000000000aec0ec2115dd134a" },
        { 161, "302902010104067075626c6963a01c020472a8adf0020100020100300e300c06082b060102010103000500" },
        { 514, "3c31343e3120323032362d31312d33305431313a32383a34315a202d206d6f6f6e202d202d202d2070726f6265" },
        { 1900, "4d2d534541524348202a20485454502f312e310d0a484f53543a203233392e3235352e3235352e3235300d0a0d0a" },
        { 3478, "000100002112a442f94eb09db427a209fcbe254e" },
        { 5060, "4f5054494f4e53207369703a78205349502f322e300d0a5669613a205349502f322e302f55445020780d0a0d0a" },
        { 5353, Question },
        { 5683, "4000b342" },
        { 6881, "64313a71343a70696e67313a74323a6161313a79313a7165" },
        { 8125, "6d6f6f6e776972652e70726f62653a317c63" },
        { 19132, "0175d76bac4f1e5f2400ffff00fefefefefdfdfdfd123456781c0a8ae471463ef7" },
        { 27015, "ffffffff54536f7572636520456e67696e6520517565727900" },
    };

    [Theory]
    [MemberData(nameof(Samples))]
    public void AnyBytesGetAPrintableTextOrNone(int port, string sample)
    {
        var random = new Random(port);
        using var decoder = new DatagramDecoder(static () => StandardModules.ForReports(["dns", "snmp", "ntp"]));
        var good = Convert.FromHexString(sample);
        Assert.NotNull(decoder.TextOf(good, 40000, port));
        Assert.NotNull(decoder.TextOf(good, port, 40000));
        for (var i = 0; i < 2000; i++)
        {
            var bytes = new byte[random.Next(1, Kept + 1)];
            random.NextBytes(bytes);
            good.AsSpan(0, Math.Min(good.Length, bytes.Length)).CopyTo(bytes);
            for (var changes = random.Next(6); changes > 0; changes--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            var length = random.Next(2) == 0 ? bytes.Length : Math.Min(good.Length, bytes.Length);
            var text = decoder.TextOf(bytes.AsSpan(0, length), 40000, port);
            Assert.False(text?.Any(char.IsControl) ?? false, text);
        }
    }

    [Fact]
    public void OnlyOneOfTheRequiredProtocolsMayAcceptADatagramOfAnUnknownPort()
    {
        var question = Convert.FromHexString(Question);
        Assert.Equal("dns: question 17 example.test A", TextWith(["dns", "snmp", "echo", "quic"], question));
        Assert.Null(TextWith(["dns", "mdns"], question));
        Assert.Null(TextWith(["snmp", "echo"], question));
        Assert.Null(TextWith([], question));
        Assert.Null(TextWith(["dns"], new byte[12])); // a message without a record
        Assert.Null(TextWith(["ntp"], "a text that has as many bytes as a message of NTP"u8[..48]));
        Assert.Null(TextWith(["dns"], default));
    }

    [Fact]
    public void AClosedDecoderDecodesNothing()
    {
        var decoder = new DatagramDecoder(static () => StandardModules.ForReports(["dns"]));
        Assert.NotNull(decoder.TextOf(Convert.FromHexString(Question), 1, 2));
        decoder.Dispose();
        Assert.Null(decoder.TextOf(Convert.FromHexString(Question), 1, 2));
    }

    private static string? TextWith(List<string> required, ReadOnlySpan<byte> bytes)
    {
        using var decoder = new DatagramDecoder(() => StandardModules.ForReports(required));
        return decoder.TextOf(bytes, 40000, 40001);
    }
}
