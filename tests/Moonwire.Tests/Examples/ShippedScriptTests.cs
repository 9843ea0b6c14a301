using System.Text;
using Moonwire.Tests.Scripts;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Examples;

/// <summary>
/// Every script in scripts/ runs to its end by itself, with status 0, and prints what Expected/NAME.out says, in which
/// <c>*</c> stands for anything within a line.
/// </summary>
[TestClass]
public sealed class ShippedScriptTests
{
    private static readonly string Folder = Repository.PathOf("scripts");

    private static readonly string Expected = Repository.PathOf("tests", "Moonwire.Tests", "Examples", "Expected");

    public static TheoryData<string> Names => [.. Directory.EnumerateFiles(Folder, "*.lua").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RunsToItsEnd(string name)
    {
        var run = await Executable.RunAsync([Path.Combine(Folder, name)], Path.GetTempPath());

        Assert.Null(ScriptRun.Complaint(run, run.Output, "", 0));
        var output = Encoding.UTF8.GetString(run.Output);
        Assert.True(LinePattern.Matches(File.ReadAllText(Path.Combine(Expected, Path.ChangeExtension(name, "out"))), output), output);
    }

    /// <summary>A shebang line, then what the script shows and how to run it; docs/README.md lists it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void SaysWhatItIs(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name));
        var header = lines.Skip(1).TakeWhile(l => l.StartsWith("-- ", StringComparison.Ordinal)).ToList();

        Assert.Equal("#!/usr/bin/env moonwire", lines[0]);
        Assert.Contains($"moonwire scripts/{name}", string.Concat(header), StringComparison.Ordinal);
        Assert.Contains($"](../scripts/{name})", File.ReadAllText(Repository.PathOf("docs", "README.md")), StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(File.GetUnixFileMode(Path.Combine(Folder, name)).HasFlag(UnixFileMode.UserExecute), $"{name} is not executable.");
        }
    }

    /// <summary>Nobody listens where the health check asks: it fails within its time, and says why.</summary>
    [Theory]
    [InlineData("127.0.0.1:1", 1, "", "health_check: 127.0.0.1:1: *\n")]
    [InlineData("nowhere", 2, "", "usage: health_check.lua ADDRESS:PORT [SECONDS]\n")]
    public async Task TheHealthCheckFails(string target, int status, string output, string errors)
    {
        var run = await Executable.RunAsync([Path.Combine(Folder, "health_check.lua"), target, "0.2"]);

        Assert.Null(ScriptRun.Complaint(run, Encoding.UTF8.GetBytes(output), errors, status));
    }
}
