using System.Text;

namespace Moonwire.Tests.Support;

/// <summary>Tests the environment and the signals that a test's program inherits.</summary>
[TestClass]
public sealed class CleanStartTests
{
    private const string Names = "for name in pairs(require 'system'.environment) do print(name) end";

    [Fact]
    public async Task AProgramGetsNoVariableThatIsNotNamed()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows needs more variables.");
        Environment.SetEnvironmentVariable("MOONWIRE_TEST_STRAY", "1");

        var run = await Executable.RunAsync(
            ["-e", Names], environment: [KeyValuePair.Create("NAMED", "1")], launcher: []);

        string[] expected = ["DOTNET_ROOT", "HOME", "LANG", "NAMED", "PATH", "TZ"];
        var names = Encoding.UTF8.GetString(run.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(
            expected, names.Where(static name =>
                name is not "MOONWIRE_READINESS" and not "MOONWIRE_DISABLE" and not "_")
                .Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("0000000000000000", "")]
    [InlineData("0000000000001000", "")]
    [InlineData("0000000000001206", "2 3 10")]
    [InlineData("8000000000000001", "1 64")]
    public void InheritedSignalsAreFound(string mask, string numbers) =>
        Assert.Equal(
            numbers,
            string.Join(' ', CleanStart.InheritedAsIgnored($"Name:\tx\nSigBlk:\tff\nSigIgn:\t{mask}\nSigCgt:\tff\n")));

    [Fact]
    public void IgnoredSignalsAreSetBackBeforeTheProgramStarts()
    {
        Assert.Empty(CleanStart.Launcher([]));
        Assert.Equal(["env", "--default-signal=2,10"], CleanStart.Launcher([2, 10]));
    }
}
