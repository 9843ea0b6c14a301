using Moonwire.Interpreter.CommandLine;

namespace Moonwire.Tests.CommandLine;

[TestClass]
public sealed class ArgumentSplitTests
{
    [Theory]
    [InlineData("", "", null, "")]
    [InlineData("a.lua", "", "a.lua", "")]
    [InlineData("a.lua -e x --help", "", "a.lua", "-e x --help")]
    [InlineData("-e x a.lua y", "-e x", "a.lua", "y")]
    [InlineData("-e x -e y", "-e x -e y", null, "")]
    [InlineData("--log-level debug --memory-limit 5 a.lua", "--log-level debug --memory-limit 5", "a.lua", "")]
    [InlineData("--timeout 5 a.lua 1", "--timeout 5", "a.lua", "1")]
    [InlineData("--log-level=debug a.lua b", "--log-level=debug", "a.lua", "b")]
    [InlineData("- a b", "", "-", "a b")]
    [InlineData("-- -odd.lua a", "", "-odd.lua", "a")]
    [InlineData("-e x -- - a", "-e x", "-", "a")]
    [InlineData("--", "", null, "")]
    [InlineData("-e", "-e", null, "")]
    [InlineData("-e -- a.lua", "-e --", "a.lua", "")]
    [InlineData("--unknown a.lua", "--unknown", "a.lua", "")]
    public void OptionsEndAtTheScript(string line, string options, string? script, string arguments)
    {
        var split = ArgumentSplit.Of(Words(line));

        Assert.Equal(Words(options), split.Options);
        Assert.Equal(script, split.Script);
        Assert.Equal(Words(arguments), split.ScriptArguments);
    }

    private static string[] Words(string line) => line.Split(' ', StringSplitOptions.RemoveEmptyEntries);
}
