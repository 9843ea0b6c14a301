using System.Text;
using System.Text.RegularExpressions;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>
/// Debian's busted, a program for lua, runs a suite as it does with lua. The suite is in the folder <c>Busted</c>.
/// </summary>
[TestClass]
public sealed partial class BustedTests
{
    private const string Busted = "/usr/bin/busted";

    private static readonly string[] Options = [Busted, "--output=TAP"];

    [Fact]
    public async Task ASuiteHasTheOutcomesThatItHasWithLua()
    {
        Tool.Require(File.Exists(Busted), "busted is not installed");
        Tool.Require("lua5.4");
        var folder = Repository.PathOf("tests", "Moonwire.Tests", "Require", "Busted");

        var lua = await ChildProcess.RunAsync(
            CleanStart.Of("lua5.4", Options, folder), ReadOnlyMemory<byte>.Empty, Executable.Bound);
        var moonwire = await Executable.RunAsync(Options, folder);

        var expected = Outcomes(lua.Output);
        Assert.Equal(7, expected.Count(static line => line.StartsWith("ok ", StringComparison.Ordinal)));
        Assert.Equal(2, expected.Count(static line => line.StartsWith("not ok ", StringComparison.Ordinal)));
        Assert.Equal(expected, Outcomes(moonwire.Output));
        Assert.Equal(lua.ExitCode, moonwire.ExitCode);
        Assert.Equal("", Visible.Text(moonwire.Errors));
    }

    /// <summary>Returns the lines of the tests, without the parts that differ between runs.</summary>
    private static List<string> Outcomes(byte[] output) =>
        [.. Outcome().Matches(Encoding.UTF8.GetString(output)).Select(static match => match.Value)];

    [GeneratedRegex("^(?:not )?ok .*$|^1\\.\\..*$", RegexOptions.Multiline)]
    private static partial Regex Outcome();
}
