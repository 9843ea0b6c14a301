using Moonwire.Interpreter.CommandLine;

namespace Moonwire.Tests.CommandLine;

/// <summary>Options are split as lua's main program, lua.c, splits them.</summary>
[TestClass]
public sealed class ArgumentSplitTests
{
    [Theory]
    [InlineData("", null, "")]
    [InlineData("a.lua", "a.lua", "")]
    [InlineData("a.lua -e x --help", "a.lua", "")]
    [InlineData("-e x a.lua y", "a.lua", "Chunk:x")]
    [InlineData("-ex -e y", null, "Chunk:x Chunk:y")]
    [InlineData("-l m -W -eprint(1) -lg=n a.lua", "a.lua", "Library:m Warnings: Chunk:print(1) Library:g=n")]
    [InlineData("--log-level debug -e x --memory-limit 5 a.lua", "a.lua", "Chunk:x")]
    [InlineData("--log-level=debug a.lua b", "a.lua", "")]
    [InlineData("--timeout 5 a.lua 1", "a.lua", "")]
    [InlineData("- a b", "-", "")]
    [InlineData("-- -odd.lua a", "-odd.lua", "")]
    [InlineData("-e x -- - a", "-", "Chunk:x")]
    [InlineData("-- --", "--", "")]
    [InlineData("--", null, "")]
    public void OptionsEndAtTheScript(string line, string? script, string steps)
    {
        var words = Words(line);
        var split = ArgumentSplit.Of(words);

        Assert.Null(split.Complaint);
        Assert.Equal(script, split.ScriptIndex < words.Length ? words[split.ScriptIndex] : null);
        Assert.Equal(steps, string.Join(' ', split.Steps.Select(s => $"{s.Kind}:{s.Text[s.Skip..]}")));
    }

    [Theory]
    [InlineData("-v", false, true, false)]
    [InlineData("-i", true, true, false)]
    [InlineData("-E a.lua", false, false, true)]
    [InlineData("-E -i -v", true, true, true)]
    [InlineData("a.lua -i -E", false, false, false)]
    public void FlagsAreRead(string line, bool isInteractive, bool showsVersion, bool ignoresEnvironment)
    {
        var split = ArgumentSplit.Of(Words(line));

        Assert.Null(split.Complaint);
        Assert.Equal(
            (isInteractive, showsVersion, ignoresEnvironment),
            (split.IsInteractive, split.ShowsVersion, split.IgnoresEnvironment));
    }

    [Theory]
    [InlineData("-h", "unrecognized option '-h'")]
    [InlineData("-Ex", "unrecognized option '-Ex'")]
    [InlineData("-Wx a.lua", "unrecognized option '-Wx'")]
    [InlineData("-vi", "unrecognized option '-vi'")]
    [InlineData("-iv", "unrecognized option '-iv'")]
    [InlineData("-vv -e", "unrecognized option '-vv'")]
    [InlineData("-e", "'-e' needs argument")]
    [InlineData("-e -- a.lua", "'-e' needs argument")]
    [InlineData("-l", "'-l' needs argument")]
    [InlineData("-l - a.lua", "'-l' needs argument")]
    public void WhatLuaRefusesIsRefusedInItsWords(string line, string complaint) =>
        Assert.Equal(complaint, ArgumentSplit.Of(Words(line)).Complaint);

    [Theory]
    [InlineData("-e x --log-level debug a.lua --help", "--log-level debug")]
    [InlineData("--log-level=debug --help", "--log-level=debug --help")]
    [InlineData("--unknown a.lua", "--unknown")]
    [InlineData("--log-level", "--log-level")]
    [InlineData("--- a.lua", "---")]
    public void TwoDashesAreMoonwiresOwn(string line, string own) =>
        Assert.Equal(Words(own), ArgumentSplit.Of(Words(line)).OwnOptions);

    [Fact]
    public void ADashIsStandardInputUnlessOptionsHaveEnded()
    {
        Assert.True(ArgumentSplit.Of(["-", "a"]).ScriptIsStandardInput);
        Assert.False(ArgumentSplit.Of(["--", "-"]).ScriptIsStandardInput);
        Assert.False(ArgumentSplit.Of(["a", "-"]).ScriptIsStandardInput);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
