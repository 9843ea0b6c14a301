using System.Text;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>The exit statuses in the table "Exit status" of docs/command-line.md.</summary>
[TestClass]
public sealed class ExitStatusTests
{
    [Theory]
    [InlineData("", 0)]
    [InlineData("spawn(function() end)", 0)]
    [InlineData("pcall(error, 'caught')", 0)]
    [InlineData("spawn(error, 'joined'); pcall(function() spawn(error, 'x'):join() end)", 1)]
    [InlineData("local f = spawn(error, 'joined') pcall(f.join, f)", 0)]
    [InlineData("error 'uncaught'", 1)]
    [InlineData("spawn(error, 'nobody joins')", 1)]
    [InlineData("spawn(error, 'nobody joins') require 'time'.sleep(0)", 1)]
    [InlineData("spawn(function() spawn(error, 'nobody joins') end)", 1)]
    [InlineData("this is not Lua", 1)]
    public Task AnErrorThatNobodyTakesIsOne(string chunk, int status) => AssertStatusAsync(chunk, status);

    [Theory]
    [InlineData("exit()", 0)]
    [InlineData("exit(0)", 0)]
    [InlineData("exit(255)", 255)]
    [InlineData("exit(3) error 'not reached'", 3)]
    [InlineData("pcall(exit, 4) error 'not reached'", 4)]
    [InlineData("xpcall(exit, print, 5) error 'not reached'", 5)]
    [InlineData("coroutine.wrap(function() exit(6) end)() error 'not reached'", 6)]
    [InlineData("spawn(function() exit(7) end) require 'time'.sleep(1000)", 7)]
    [InlineData("spawn(function() exit(8) end):join()", 8)]
    [InlineData("spawn(function() this_fiber.yield() exit(9) end)", 9)]
    [InlineData("spawn(error, 'nobody joins') exit(10)", 10)]
    public async Task ExitGivesTheStatusFromEverywhere(string chunk, int status)
    {
        await AssertStatusAsync("local exit = require 'system'.exit " + chunk, status);
        await AssertStatusAsync("local exit = os.exit " + chunk, status);
    }

    [Theory]
    [InlineData("exit(3, {})", 3)]
    [InlineData("exit(3, {force = 0})", 3)]
    [InlineData("exit(3, {force = 2}) error 'not reached'", 3)]
    [InlineData("pcall(exit, 3, {force = 2}) error 'not reached'", 3)]
    public Task ExitTakesOptions(string chunk, int status) =>
        AssertStatusAsync("local exit = require 'system'.exit " + chunk, status);

    [Theory]
    [InlineData("SIGINT", 130)]
    [InlineData("SIGTERM", 143)]
    [InlineData("SIGHUP", 129)]
    [InlineData("SIGKILL", 137)]
    [InlineData("SIGALRM", 142)]
    [InlineData("SIGUSR2", 140)]
    [InlineData("SIGPIPE", 141)]
    public async Task ADeadlySignalIs128AndItsNumber(string name, int status)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are Linux's.");
        var raise = $"local signal = require 'system'.signal signal.raise(signal.{name})";

        await AssertStatusAsync($"{raise} error 'not reached'", status);
        await AssertStatusAsync($"{raise}", status);
        await AssertStatusAsync($"spawn(function() {raise} end) require 'time'.sleep(1000)", status);
    }

    [Theory]
    [InlineData("--no-such-option")]
    [InlineData("--memory-limit", "x", "-e", "")]
    [InlineData("--log-level", "loud", "-e", "")]
    public Task AWrongOptionOfMoonwiresOwnIsTwo(params string[] arguments) => AssertMisuseAsync(arguments, 2);

    [Theory]
    [InlineData("-e")]
    [InlineData("-x", "-e", "")]
    public Task AWrongOptionOfLuasIsOne(params string[] arguments) => AssertMisuseAsync(arguments, 1);

    [Theory]
    [InlineData("1")]
    [InlineData("100000")]
    public async Task AMemoryLimitThatLeavesNothingForTheScriptIsOne(string limit)
    {
        var run = await Executable.RunAsync(["--memory-limit", limit, "-e", "print 'not reached'"]);

        Assert.Equal((1, ""), (run.ExitCode, Visible.Text(run.Output)));
        Assert.EndsWith(
            ": not enough memory: the limit is less than moonwire itself needs\n",
            Visible.Text(run.Errors),
            StringComparison.Ordinal);
    }

    private static async Task AssertMisuseAsync(string[] arguments, int status)
    {
        var run = await Executable.RunAsync(arguments);

        Assert.Equal((status, "", false), (run.ExitCode, Visible.Text(run.Output), run.Errors.Length == 0));
    }

    /// <summary>Asserts the exit status, and that the output was flushed.</summary>
    private static async Task AssertStatusAsync(string chunk, int status)
    {
        var run = await Executable.RunAsync(["-e", "io.write 'written'", "-e", chunk]);

        Assert.Equal((status, "written"), (run.ExitCode, Encoding.UTF8.GetString(run.Output)));
        Assert.DoesNotContain("not reached", Encoding.UTF8.GetString(run.Errors), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("error('\\xff\\xe4 x', 0)")]
    [InlineData("error(setmetatable({}, {__tostring = function() return '\\xff\\xe4 x' end}))")]
    [InlineData("spawn(error, '\\xff\\xe4 x', 0)")]
    [InlineData("io.stderr:write '\\xff\\xe4 x'")]
    public async Task BytesThatAreNoTextReachStandardErrorAsTheyAre(string chunk)
    {
        var run = await Executable.RunAsync(["-e", chunk]);

        Assert.True(run.Errors.AsSpan().IndexOf((byte[])[0xff, 0xe4, 0x20, 0x78]) >= 0, Visible.Text(run.Errors));
    }
}
