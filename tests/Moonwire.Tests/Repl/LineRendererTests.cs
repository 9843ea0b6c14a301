using Moonwire.Interpreter.Repl;

namespace Moonwire.Tests.Repl;

[TestClass]
public sealed class LineRendererTests
{
    [Theory]
    [InlineData("> ", "abc", 3, 80, "> abc\r\e[5C")]
    [InlineData("> ", "abc", 0, 80, "> abc\r\e[2C")]
    [InlineData("> ", "abcd", 4, 5, "> abc\r\nd\r\e[1C")]
    [InlineData("> ", "abcd", 1, 5, "> abc\r\nd\e[1A\r\e[3C")]
    [InlineData("> ", "abc", 3, 5, "> abc\r\n\r")]
    [InlineData("", "a\nb", 1, 80, "a\r\nb\e[1A\r\e[1C")]
    [InlineData("", "漢字", 2, 3, "漢\r\n字\r\e[2C")]
    [InlineData("", "e\u0301x", 2, 80, "e\u0301x\r\e[1C")]
    [InlineData("", "a\tb\x01\x7f", 5, 80, "a    b^A^?\r\e[10C")]
    [InlineData("\e[1;31m> \e[0m", "a", 1, 80, "\e[1;31m> \e[0ma\r\e[3C")]
    [InlineData("one\n> ", "a", 1, 80, "one\r\n> a\r\e[3C")]
    public void RowsAndCursorAreWhereTheyShould(string prompt, string text, int cursor, int columns, string expected) =>
        Assert.Equal("\r\e[J" + expected, new LineRenderer().Draw(prompt, text, cursor, columns));

    [Fact]
    public void WhatWasShownIsReplacedFromItsFirstRow()
    {
        var renderer = new LineRenderer();
        _ = renderer.Draw("> ", "a\nb\nc", 5, 80);

        Assert.StartsWith("\e[2A\r\e[J> ", renderer.Draw("> ", "", 0, 80), StringComparison.Ordinal);
        Assert.Equal("\r\e[J", renderer.Erase(80));
    }

    [Theory]
    [InlineData("> ", "abcdefgh", 8, 80, 80, "")]
    [InlineData("> ", "abcdefgh", 8, 80, 9, "\e[1A")]
    [InlineData("> ", "abcdefgh", 8, 80, 3, "\e[3A")]
    [InlineData("> ", "abcdefgh", 0, 80, 3, "")]
    [InlineData("> ", "abcdefgh", 4, 80, 3, "\e[2A")]
    [InlineData("> ", "abcdefgh", 8, 5, 4, "\e[4A")]
    [InlineData("> ", "abcdefgh", 8, 5, 80, "\e[2A")]
    [InlineData("", "abcdef\n\nb", 9, 80, 3, "\e[3A")]
    public void RowsThatANarrowerTerminalHasBrokenAreReplaced(
        string prompt, string text, int cursor, int before, int columns, string up)
    {
        var renderer = new LineRenderer();
        _ = renderer.Draw(prompt, text, cursor, before);

        Assert.Equal(up + "\r\e[J", renderer.Erase(columns));
        Assert.Equal("\r\e[J", renderer.Erase(columns));
    }

    [Fact]
    public void NamesAreInColumns() =>
        Assert.Equal("a    ccc\r\nbb   d\r\n", LineRenderer.Columns(["a", "bb", "ccc", "d"], 12));
}
