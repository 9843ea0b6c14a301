using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Os;

namespace Moonwire.Tests.Runtime.Os;

/// <summary>Bytes that are not UTF-8 survive as text, and are escaped on a terminal.</summary>
[TestClass]
public sealed class LosslessTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("61")]
    [InlineData("c3a4")]
    [InlineData("f09f8c99")]
    [InlineData("ff")]
    [InlineData("61ff62")]
    [InlineData("c3")]
    [InlineData("e282")]
    [InlineData("edb3bf")]
    [InlineData("f09f8cff80c3a4")]
    public void BytesComeBack(string hexadecimal)
    {
        var bytes = Convert.FromHexString(hexadecimal);

        Assert.Equal(bytes, LosslessText.Encode(LosslessText.Decode(bytes)));
    }

    [Fact]
    public void OtherHalvesOfPairsAreReplaced() =>
        Assert.Equal([0xef, 0xbf, 0xbd, (byte)'x'], LosslessText.Encode("\ud800x"));

    [Fact]
    public void ATerminalGetsSuchABytesNumber() =>
        Assert.Equal(
            "a\\xffä\\x80\\u{202e}",
            PrintableText.Escape(LosslessText.Decode([(byte)'a', 0xff, 0xc3, 0xa4, 0x80, 0xe2, 0x80, 0xae])));
}
