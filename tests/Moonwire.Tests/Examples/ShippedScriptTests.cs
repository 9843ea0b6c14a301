using System.Text;
using Moonwire.Tests.Scripts;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Examples;

/// <summary>
/// Every script in scripts/ runs to its end without arguments, with status 0, and prints the text of Expected/NAME.out.
/// There, <c>*</c> matches any text within a line.
/// </summary>
[TestClass]
public sealed class ShippedScriptTests
{
    private static readonly string Folder = Repository.PathOf("scripts");

    private static readonly string Expected = Repository.PathOf("tests", "Moonwire.Tests", "Examples", "Expected");

    public static TheoryData<string> Names =>
        [.. Directory.EnumerateFiles(Folder, "*.lua").Select(f => Path.GetFileName(f)).Order(StringComparer.Ordinal)];

    [Theory]
    [MemberData(nameof(Names))]
    public async Task RunsToItsEnd(string name)
    {
        var run = await Executable.RunAsync([Path.Combine(Folder, name)], Path.GetTempPath());

        Assert.Null(ScriptRun.Complaint(run, run.Output, "", 0));
        var output = Encoding.UTF8.GetString(run.Output);
        Assert.True(
            LinePattern.Matches(File.ReadAllText(Path.Combine(Expected, Path.ChangeExtension(name, "out"))), output),
            output);
    }

    /// <summary>A script begins with a shebang line, its purpose, and how to run it. docs/README.md lists it.</summary>
    [Theory]
    [MemberData(nameof(Names))]
    public void SaysWhatItIs(string name)
    {
        var lines = File.ReadAllLines(Path.Combine(Folder, name));
        var header = lines.Skip(1).TakeWhile(l => l.StartsWith("-- ", StringComparison.Ordinal)).ToList();

        Assert.Equal("#!/usr/bin/env moonwire", lines[0]);
        Assert.Contains($"moonwire scripts/{name}", string.Concat(header), StringComparison.Ordinal);
        Assert.Contains(
            $"](../scripts/{name})",
            File.ReadAllText(Repository.PathOf("docs", "README.md")),
            StringComparison.Ordinal);
        if (!OperatingSystem.IsWindows())
        {
            Assert.True(
                File.GetUnixFileMode(Path.Combine(Folder, name)).HasFlag(UnixFileMode.UserExecute),
                $"{name} is not executable.");
        }
    }

    /// <summary>If nobody listens at the endpoint, the health check fails within its time and says why.</summary>
    [Theory]
    [InlineData("127.0.0.1:1", 1, "", "health_check: 127.0.0.1:1: *\n")]
    [InlineData("nowhere", 2, "", "usage: health_check.lua ADDRESS:PORT [SECONDS]\n")]
    public async Task TheHealthCheckFails(string target, int status, string output, string errors)
    {
        var run = await Executable.RunAsync([Path.Combine(Folder, "health_check.lua"), target, "0.2"]);

        Assert.Null(ScriptRun.Complaint(run, Encoding.UTF8.GetBytes(output), errors, status));
    }

    [Fact]
    public async Task TheTerminalChatSendsWhatIsTypedAndShowsWhatComes()
    {
        var run = await Executable.RunAsync(
            [Path.Combine(Folder, "terminal_chat.lua")], input: "hello\n\n\x1b[1mbold\n"u8.ToArray());

        Assert.Null(ScriptRun.Complaint(run, run.Output, "", 0));
        var output = Encoding.UTF8.GetString(run.Output);
        Assert.True(LinePattern.Matches("chatting with *\n...\nsent 2\n", output), output);
        Assert.Contains("\n* hello\n", output, StringComparison.Ordinal);
        Assert.Contains("\n* \\x1b[1mbold\n", output, StringComparison.Ordinal);
    }

    /// <summary>The service ends before it is ready.</summary>
    [Fact]
    public async Task TheSmokeTestShowsTheLastLinesOfTheService()
    {
        Tool.Require("sh");
        var run = await Executable.RunAsync(
            [Path.Combine(Folder, "smoke_test.lua"), "sh", "-c", "echo no port >&2; exit 3"]);

        const string Message = "failed: *; the program has ended with status 3; its last lines:\n  no port\n";
        Assert.Null(ScriptRun.Complaint(run, [], Message, 1));
    }

    /// <summary>The supervisor is ended while its programs run.</summary>
    [Fact]
    public async Task TheSupervisorEndsItsProgramsOnASignal()
    {
        Tool.Require("sh");
        var run = await Executable.RunAsync(
            [Path.Combine(Folder, "supervisor.lua"), "exec sleep 1000", "kill -TERM $PPID; exec sleep 1000"]);

        Assert.Null(ScriptRun.Complaint(run, [], "", 0));
    }
}
