using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Scripts;

[TestClass]
public sealed class ScriptCaseTests
{
    [Fact]
    public void LeadingCommentsSetUpTheRun()
    {
        using var folder = new TemporaryFolder();
        folder.Write(
            "udp/a.lua",
            "#!/usr/bin/env moonwire\n-- args: a b\n-- env: K=v=w\n-- options: -W\n-- stdin: x\n-- stdin: y\n-- tool: "
                + "nft\nprint(1)\n-- args: c\n");
        folder.Write("udp/a.out", "1\n");

        var script = new ScriptCase(folder.Root, "udp/a");

        Assert.Equal(["-W", "a.lua", "a", "b"], script.CommandLine);
        Assert.Equal([KeyValuePair.Create("K", "v=w")], script.Environment);
        Assert.Equal("x\ny\n"u8, script.Input);
        Assert.Equal(["nft"], script.Tools);
        Assert.Equal(folder.PathOf("udp"), script.Folder);
        Assert.False(script.SeesInstalledModules || script.WantsOwnNetwork);
    }

    [Fact]
    public void AScriptSaysWhatOfTheMachineItNeeds()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.lua", "-- network: own\n-- modules: installed\n");
        folder.Write("b.lua", "-- modules: all\n");
        folder.Write("a.out", "");
        folder.Write("b.out", "");

        var script = new ScriptCase(folder.Root, "a");

        Assert.True(script.SeesInstalledModules && script.WantsOwnNetwork);
        Assert.Throws<InvalidDataException>(() => new ScriptCase(folder.Root, "b"));
    }

    [Fact]
    public void ExitStatusAndErrorsAreOptional()
    {
        using var folder = new TemporaryFolder();
        folder.Write("a.lua", "os.exit(3)");
        folder.Write("a.out", "");
        Assert.Equal((0, ""), (new ScriptCase(folder.Root, "a").ExitCode, new ScriptCase(folder.Root, "a").Errors));

        folder.Write("a.exit", "3\n");
        folder.Write("a.err", "oops\n");
        Assert.Equal(
            (3, "oops\n"), (new ScriptCase(folder.Root, "a").ExitCode, new ScriptCase(folder.Root, "a").Errors));
    }

    [Fact]
    public void OnlyTheLastDatagramsAreNotExpectedWithoutTheRecorder()
    {
        const string report = "failed\n\tin main chunk\nlast datagrams of 127.0.0.1:1:\n  * sent\n  * received\n"
            + "last datagrams of [::1]:1, now closed:\n  * sent\nand one more\n  indented\n";

        Assert.Equal(
            "failed\n\tin main chunk\nand one more\n  indented\n", LastDatagrams.RemoveFrom(report));
        Assert.Equal("a\n", LastDatagrams.RemoveFrom("a\n"));
        Assert.True(LastDatagrams.AreReported(["--recorder", "16"]));
    }

    [Fact]
    public void AScriptWithoutOutputAndAnOutputWithoutScriptAreFailures()
    {
        using var folder = new TemporaryFolder();
        folder.Write("m/script.lua", "");
        folder.Write("m/output.out", "");
        folder.Write("m/support/helper.lua", "");

        Assert.Equal(["m/output", "m/script"], ScriptCase.Names(folder.Root));
        Assert.Throws<InvalidDataException>(() => new ScriptCase(folder.Root, "m/script"));
        Assert.Throws<InvalidDataException>(() => new ScriptCase(folder.Root, "m/output"));
    }

    [Theory]
    [InlineData("", "", true)]
    [InlineData("", "x\n", false)]
    [InlineData("a*c\n", "abc\n", true)]
    [InlineData("a*c\n", "a\nc\n", false)]
    [InlineData("a.c\n", "abc\n", false)]
    [InlineData("first\n...\nlast\n", "first\nlast\n", true)]
    [InlineData("first\n...\nlast\n", "first\n1\n2\nlast\n", true)]
    [InlineData("first\n...\nlast\n", "first\n1\n2\n", false)]
    public void ErrorsMatchByLine(string pattern, string text, bool matches) =>
        Assert.Equal(matches, LinePattern.Matches(pattern, text));

    [Fact]
    public void AComplaintShowsWhatDiffers()
    {
        var run = new ChildResult(1, "same\nwrong\x1b\nend\n"u8.ToArray(), "oops\n"u8.ToArray(), TimedOut: false);

        var complaint = ScriptRun.Complaint(run, "same\nright\nend\n"u8.ToArray(), "", 0);

        Assert.Equal(
            "Standard output (- expected, + printed):\n  same\n- right\n+ wrong\\x1b\n  end\n" +
            "Standard error (- expected, + printed):\n+ oops\n" +
            "Exit status 1, expected 0.\n",
            complaint);
        Assert.Null(ScriptRun.Complaint(run, run.Output, Encoding.UTF8.GetString(run.Errors), 1));
    }

    [Fact]
    public async Task AProcessThatDoesNotEndIsKilledAndWhatItPrintedIsKept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "It needs a POSIX shell.");
        var start = CleanStart.Of("/bin/sh", ["-c", "echo before; exec sleep 600"]);

        var run = await ChildProcess.RunAsync(start, default, TimeSpan.FromSeconds(5));

        Assert.True(run.TimedOut);
        Assert.Contains("+ before\n", ScriptRun.Complaint(run, [], "", 0), StringComparison.Ordinal);
    }
}
