using Moonwire.Tests.BuildScript;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>
/// With few threads and descriptors, work that needs none succeeds, and other work reports the missing resource.
/// </summary>
[TestClass]
public sealed class FewResourcesTests
{
    /// <summary>A user ID without other processes, because the limits count all processes of a user.</summary>
    private static int _user = 1_900_000_000 + Environment.ProcessId;

    [Theory]
    [InlineData("--version")]
    [InlineData("doctor")]
    [InlineData("-e", "print(1)")]
    public async Task WithoutAThreadForNetThereIsAText(params string[] arguments)
    {
        var run = await RunWithThreadsAsync(1, arguments);

        Assert.Equal((1, ""), (run.ExitCode, Visible.Text(run.Output)));
        Assert.EndsWith(
            ": the system does not provide what .NET needs to start: memory, or a thread\n",
            Visible.Text(run.Errors),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(2, 0, "--version")]
    [InlineData(3, 0, "--version")]
    [InlineData(2, 0, "--help")]
    [InlineData(2, 0, "-v")]
    [InlineData(2, 1, "doctor")]
    [InlineData(4, 0, "doctor")]
    [InlineData(2, 0, "-e", "print(1)")]
    [InlineData(3, 0, "-e", "print(1)")]
    [InlineData(
        4,
        0,
        "-e",
        "local s = ip.udp.socket.new() s:open 'v4' s:bind('127.0.0.1', 0) s:send_to(byte_span.new(3), s.local_address, "
            + "s.local_port) print(s:receive(byte_span.new(9)))")]
    [InlineData(2, 0, "-e", "local s = require 'system'.signal print(pcall(s.set.new, s.SIGUSR1))")]
    [InlineData(2, 0, "-e", "print(pcall(ip.udp.get_address_info, 'localhost', 1))")]
    public async Task WithFewThreadsThereIsOutput(int count, int status, params string[] arguments)
    {
        var run = await RunWithThreadsAsync(count, arguments);

        Assert.Equal((status, true, ""), (run.ExitCode, run.Output.Length > 0, Visible.Text(run.Errors)));
    }

    [Fact]
    public async Task ATimeoutNeedsAThread()
    {
        var run = await RunWithThreadsAsync(2, ["--timeout", "5", "-e", "print(1)"]);

        Assert.Equal((1, ""), (run.ExitCode, Visible.Text(run.Output)));
        Assert.EndsWith(
            ": the system cannot create a thread for --timeout\n", Visible.Text(run.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("doctor")]
    [InlineData("-e", "print(1)")]
    public async Task WithFewDescriptorsNothingIsAborted(params string[] arguments)
    {
        RequireCompiled();
        for (var count = 4; count < 12; count++)
        {
            var run = await Executable.RunAsync(
                arguments, launcher: ["sh", "-c", $"ulimit -n {count} && exec \"$0\" \"$@\""]);
            var text = Visible.Text(run.Output) + Visible.Text(run.Errors);
            Assert.True(
                run.ExitCode is 0 or 1 && text.Length > 0 && !text.Contains("Unhandled", StringComparison.Ordinal),
                $"{count}: {run.ExitCode} {text}");
        }
    }

    private static void RequireCompiled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        Assert.SkipUnless(Release.IsCompiled, "The plain build runs on the shared runtime, which needs more.");
    }

    private static Task<ChildResult> RunWithThreadsAsync(int count, IEnumerable<string> arguments)
    {
        RequireCompiled();
        Tool.Require("setpriv", "bash");
        Tool.Require(Environment.IsPrivilegedProcess, "only root can become another user");
        string[] setUser = ["setpriv", $"--reuid={Interlocked.Increment(ref _user)}", "--clear-groups"];
        return Executable.RunAsync(
            arguments,
            folder: "/",
            launcher: [.. setUser, "bash", "-c", $"ulimit -u {count} && exec \"$0\" \"$@\""]);
    }
}
