using System.Text;
using Moonwire.Interpreter.Repl;

namespace Moonwire.Tests.Repl;

[TestClass]
public sealed class KeyDecoderTests
{
    [Theory]
    [InlineData("a", "Text a")]
    [InlineData("é漢", "Text é, Text 漢")]
    [InlineData("\r\n", "Enter, Enter")]
    [InlineData("\t\x7f\b", "Tab, Backspace, Backspace")]
    [InlineData("\e[A\e[B\e[C\e[D\e[H\e[F", "Up, Down, Right, Left, Home, End")]
    [InlineData("\eOA\eOB\eOC\eOD\eOH\eOF", "Up, Down, Right, Left, Home, End")]
    [InlineData("\e[1~\e[4~\e[7~\e[8~\e[3~", "Home, End, Home, End, Delete")]
    [InlineData("\e[1;5D\e[1;3C\e[1;2C\e[3;5~", "WordLeft, WordRight, Right, KillWordRight")]
    [InlineData("\eb\ef\ed\e\x7f", "WordLeft, WordRight, KillWordRight, KillWordLeft")]
    [InlineData(
        "\x01\x05\x0b\x15\x17\x19\x14\x0c\x04\x12\x07",
        "Home, End, KillToEnd, KillToStart, KillSpaceWordLeft, Yank, Transpose, ClearScreen, EndOfInput, Search, "
            + "Abort")]
    [InlineData("\x02\x06\x0e\x10", "Left, Right, Down, Up")]
    [InlineData("\e[200~a\r\nb\tc\e[A\e[201~d", "Text a\nb\tc\e[A, Text d")]
    [InlineData("\e[99~\e[5Z\x00x", "Other, Other, Other, Text x")]
    [InlineData("\e\e[A", "Up")]
    public void BytesAreKeysHoweverTheyAreCut(string input, string keys)
    {
        var bytes = Encoding.UTF8.GetBytes(input);

        Assert.Equal(keys, Describe(new KeyDecoder().Feed(bytes)));

        var slowly = new KeyDecoder();
        Assert.Equal(keys, Describe([.. bytes.SelectMany(b => slowly.Feed([b]))]));
    }

    [Fact]
    public void BytesThatAreNoTextAreReplaced() =>
        Assert.Equal("Text \ufffd, Text a", Describe(new KeyDecoder().Feed([0xff, (byte)'a'])));

    [Fact]
    public void ASequenceWithoutEndIsDropped() =>
        Assert.Equal(
            "Other, Text a",
            Describe(new KeyDecoder().Feed([.. "\e["u8, .. Enumerable.Repeat((byte)'1', 40), (byte)'~', (byte)'a'])));

    private static string Describe(IEnumerable<Key> keys) =>
        string.Join(", ", keys.Select(static key => key.Kind == KeyKind.Text ? $"Text {key.Text}" : $"{key.Kind}"));
}
