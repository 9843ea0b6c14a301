using System.Diagnostics;

namespace Moonwire.Tests.Signals;

/// <summary>SIGINT and SIGTERM end a script at once, whatever it does, and its output is flushed.</summary>
[TestClass]
public sealed class SignalTests
{
    private const string Sleeps = "local sleep = require('time').sleep io.write('begun') io.stderr:write('!') "
        + "sleep(1000)";
    private const string Receives = "local s = ip.udp.socket.new() s:open('v4') s:bind('127.0.0.1', 0) "
        + "io.write('begun') io.stderr:write('!') s:receive(byte_span.new(1))";
    private const string Spins = "io.write('begun') io.stderr:write('!') while true do end";
    private const string SpinsInAFiber = "spawn(function() io.write('begun') io.stderr:write('!') while true do end "
        + "end)";
    private const string Yields = "io.write('begun') io.stderr:write('!') while true do this_fiber.yield() end";
    private const string Sorts = "io.write('begun') io.stderr:write('!') table.sort({2, 1}, function() while true do "
        + "end end)";
    private const string Reads = "io.write('begun') io.stderr:write('!') io.read()";

    private static readonly TimeSpan Prompt = TimeSpan.FromSeconds(5);

    [Theory]
    [InlineData(Sleeps, "INT", 130)]
    [InlineData(Sleeps, "TERM", 143)]
    [InlineData(Receives, "INT", 130)]
    [InlineData(Receives, "TERM", 143)]
    [InlineData(Spins, "INT", 130)]
    [InlineData(Spins, "TERM", 143)]
    [InlineData(SpinsInAFiber, "INT", 130)]
    [InlineData(Sorts, "INT", 130)]
    [InlineData(Yields, "INT", 130)]
    [InlineData(Yields, "TERM", 143)]
    [InlineData(Sorts, "TERM", 143)]
    [InlineData(Reads, "INT", 130)]
    public async Task ASignalEndsTheScriptWithItsStatus(string chunk, string signal, int status)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", chunk);

        var sent = Stopwatch.GetTimestamp();
        await script.SendAsync(signal);
        var end = await script.EndAsync();
        var ending = Stopwatch.GetElapsedTime(sent);

        Assert.Equal((status, "begun"), (end.Status, end.Output));
        if (ending > Prompt)
        {
            var waits = TimeOfFiftyWaits();
            Assert.True(ending < waits * 3, $"The end took {ending}, where fifty waits take {waits}.");
        }
    }

    [Theory]
    [InlineData(Sleeps, "INT", "")]
    [InlineData(Spins, "TERM", "")]
    [InlineData(SpinsInAFiber, "INT", "\t(command line):1: in function <(command line):1>")]
    [InlineData(Reads, "INT", "\t[C]: in field 'read'\n\t(command line):1: in main chunk")]
    public async Task AnInterruptedScriptThatDoesNotRespondIsToldWhereItWas(
        string chunk, string signal, string traceback)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", chunk);

        await script.SendAsync(signal);
        var (_, _, errors) = await script.EndAsync();

        Assert.Equal(
            traceback.Length > 0, errors.StartsWith("moonwire: interrupted\nfiber ", StringComparison.Ordinal));
        Assert.EndsWith(traceback, errors.TrimEnd('\n'), StringComparison.Ordinal);
        Assert.True(traceback.Length > 0 || errors.Length == 0);
    }

    [Theory]
    [InlineData(Spins, "")]
    [InlineData(Sorts, "\t(command line):1: in function <(command line):1>\n\t[C]: in function 'table.sort'\n")]
    public async Task TheMainFibersCodeGetsAnInterruptAsAnError(string chunk, string frames)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", chunk);

        await script.SendAsync("INT");
        var end = await script.EndAsync();

        Assert.Equal(
            $"moonwire: (command line):1: interrupted!\nstack traceback:\n{frames}\t(command line):1: in main "
                + "chunk\n", end.Errors);
    }

    [Theory]
    [InlineData("while true do pcall(function() ready() while true do end end) end")]
    [InlineData("while true do coroutine.resume(coroutine.create(function() ready() while true do end end)) end")]
    [InlineData("while true do pcall(coroutine.wrap(function() ready() while true do end end)) end")]
    [InlineData("xpcall(error, function() ready() while true do end end)")]
    [InlineData(
        "local c <close> = setmetatable({}, {__close = function() while true do pcall(function() ready() while true do "
        + "end end) end end})")]
    [InlineData(
        "scope(function() scope_cleanup_push(function() while true do pcall(function() ready() while true do end end) "
        + "end end) end)")]
    public async Task NothingThatCatchesErrorsOutlivesTheSecondInterrupt(string chunk)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = new SignalledScript($"function ready() io.stderr:write 'ready\\n' end {chunk}");

        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("INT");
        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("INT");

        Assert.Equal(("", 130), await script.EndAsync());
    }

    /// <summary>
    /// Returns the time of fifty waits of 20 ms on this machine now. The end of a script that does not respond consists
    /// of this many waits, and each of them is late on a busy machine.
    /// </summary>
    private static TimeSpan TimeOfFiftyWaits()
    {
        using var never = new ManualResetEventSlim();
        var start = Stopwatch.GetTimestamp();
        for (var i = 0; i < 50; i++)
        {
            never.Wait(20, TestContext.Current.CancellationToken);
        }

        return Stopwatch.GetElapsedTime(start);
    }

    /// <summary>Starts a script with the signal ignored, as a shell starts a background command.</summary>
    [Fact]
    public async Task AScriptThatCatchesTheFirstInterruptIsEndedByTheSecond()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = new SignalledScript(
            """
            local closed <close> = setmetatable({}, {__close = function() print 'closed' end})
            local function spin() io.stderr:write 'ready\n' while true do end end
            print(pcall(spin))
            pcall(spin)
            print 'not reached'
            """,
            "/bin/sh", "-c", "trap '' INT; exec \"$@\"", "sh");

        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("INT");
        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("INT");

        Assert.Equal(("false\t(command line):2: interrupted!\n", 130), await script.EndAsync());
    }
}
