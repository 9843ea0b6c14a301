using System.Text;
using Moonwire.Tests.Repl;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>system.in_ reads standard input whatever it is, while other fibers run.</summary>
[TestClass]
public sealed class StandardInputTests : IDisposable
{
    /// <summary>Counts lines and bytes of standard input, with more sockets watched than poll(2) is used for.</summary>
    private const string Count =
        """
        local system = require "system"
        local receivers, turns = {}, 0
        for i = 1, 20 do
          local sock = ip.udp.socket.new()
          sock:open("v4")
          sock:bind("127.0.0.1", 0)
          receivers[i] = spawn(function() sock:receive(byte_span.new(1)) end)
        end
        receivers[0] = spawn(function() while true do turns = turns + 1 this_fiber.yield() end end)
        local lines, bytes = 0, 0
        for line in system.in_:lines() do lines, bytes = lines + 1, bytes + #line end
        for i = 0, #receivers do receivers[i]:interrupt() end
        print(lines, bytes, turns > (tonumber(arg[1]) or -1))
        """;

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task ItMayBeAFile()
    {
        var path = Path.Combine(_folder.Root, "input");
        await File.WriteAllTextAsync(
            path,
            string.Concat(Enumerable.Repeat(new string('x', 99) + "\n", 50_000)),
            TestContext.Current.CancellationToken);

        Assert.Equal("50000\t4950000\ttrue\n", await RunAsync($"< '{path}'", "2"));
    }

    [Fact]
    public async Task ItMayBeADevice() => Assert.Equal("0\t0\ttrue\n", await RunAsync("< /dev/null"));

    [Fact]
    public async Task ItMayBeAPipeFromAShell() =>
        Assert.Equal("2\t6\ttrue\n", await RunAsync("", before: "(echo one; sleep 0.1; echo two) |"));

    [Fact]
    public async Task ItMayBeClosed()
    {
        Tool.Require("sh");
        var script = Path.Combine(_folder.Root, "closed.lua");
        await File.WriteAllTextAsync(
            script,
            "local s = require('system').in_ print(select(2, pcall(s.read_line, s)).symbol)",
            TestContext.Current.CancellationToken);

        Assert.Equal("EBADF\n", await ShellAsync($"'{Executable.Location}' '{script}' <&-"));
    }

    [Fact]
    public async Task ItMayBeATerminal()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Streams are for Linux only.");
        using var terminal = new PseudoTerminal(
            _folder.Root,
            "dumb",
            "-e",
            "local s = require 'system' spawn(function() s.out:write('ready\\n') end) "
                + "print(s.in_:isatty(), s.in_:read_line(), s.in_:read_text())");
        _ = await terminal.UntilAsync("ready");
        terminal.Press("typed\nmore\n\x04");
        var (shown, status) = await terminal.EndAsync();

        Assert.Equal(0, status);
        Assert.Contains("true\ttyped\tmore", shown, StringComparison.Ordinal);
    }

    private async Task<string> RunAsync(string redirection, string argument = "", string before = "")
    {
        Tool.Require("sh");
        var script = Path.Combine(_folder.Root, "count.lua");
        await File.WriteAllTextAsync(script, Count, TestContext.Current.CancellationToken);
        return await ShellAsync($"{before} '{Executable.Location}' '{script}' {argument} {redirection}");
    }

    private static async Task<string> ShellAsync(string command)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Streams are for Linux only.");
        var run = await ChildProcess.RunAsync(CleanStart.Of("sh", ["-c", command]), default, Executable.Bound);
        Assert.Equal("", Encoding.UTF8.GetString(run.Errors));
        return Encoding.UTF8.GetString(run.Output);
    }
}
