namespace Moonwire.Tests.Signals;

/// <summary>
/// Signals from another process, and system.signal.set. tests/Scripts/system tests signals that a script raises itself.
/// </summary>
[TestClass]
public sealed class SignalSetTests
{
    private const string Start = """
        local signal, sleep = require 'system'.signal, require 'time'.sleep
        io.stdout:setvbuf 'line'
        local function ready() io.stderr:write 'ready\n' end

        """;

    [Theory]
    [InlineData("INT", 2)]
    [InlineData("TERM", 15)]
    [InlineData("HUP", 1)]
    [InlineData("USR1", 10)]
    [InlineData("USR2", 12)]
    [InlineData("WINCH", 28)]
    [InlineData("TSTP", 20)]
    [InlineData("40", 40)]
    public async Task ASignalFromOutsideEndsTheWait(string signal, int number)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The numbers are Linux's.");
        using var script = new SignalledScript(Start
            + $"local set = signal.set.new({number}) ready() for _ = 1, 2 do print(set:wait()) end");
        Assert.Equal("ready", await script.ErrorLineAsync());

        await script.SendAsync(signal);
        Assert.Equal($"{number}", await script.LineAsync());
        await script.SendAsync(signal);

        Assert.Equal(($"{number}\n", 0), await script.EndAsync());
    }

    [Fact]
    public async Task ASignalThatArrivesWhileTheScriptComputesIsKept()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = new SignalledScript(Start
            + "local set = signal.set.new(signal.SIGINT) ready() io.read 'a' print(set:wait())");
        Assert.Equal("ready", await script.ErrorLineAsync());

        await script.SendAsync("INT");
        script.EndInput();

        Assert.Equal(("2\n", 0), await script.EndAsync());
    }

    [Fact]
    public async Task TheProgramsOwnAnswerComesBackWhenNoSetHoldsTheSignal()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = new SignalledScript(Start + """
            local one, two = signal.set.new(signal.SIGTERM), signal.set.new(signal.SIGTERM)
            ready() print(one:wait(), two:wait())
            one:close() ready() print(two:wait())
            two:remove(signal.SIGTERM) ready() sleep(1000)
            """);

        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("TERM");
        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("TERM");
        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("TERM");

        Assert.Equal(("15\t15\n15\n", 143), await script.EndAsync());
    }

    [Fact]
    public async Task AnIgnoredSignalDoesNothing()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = new SignalledScript(Start
            + "signal.ignore(signal.SIGTERM) local set = signal.set.new(signal.SIGHUP) ready() print(set:wait())");
        Assert.Equal("ready", await script.ErrorLineAsync());

        await script.SendAsync("TERM");
        await script.SendAsync("HUP");

        Assert.Equal(("1\n", 0), await script.EndAsync());
    }

    /// <summary>The parent ignores signals, as nohup does. moonwire stops ignoring SIGINT only.</summary>
    [Fact]
    public async Task ASetGetsASignalThatTheParentHadIgnoredAndItIsIgnoredAgainAfterwards()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = new SignalledScript(
            Start + """
                local set = signal.set.new(signal.SIGHUP) ready() print(set:wait())
                set:close() signal.raise(signal.SIGHUP) print 'lives'
                signal.default(signal.SIGHUP) ready() sleep(1000)
                """,
            "/bin/sh", "-c", "trap '' HUP; exec \"$@\"", "sh");

        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("HUP");
        Assert.Equal("ready", await script.ErrorLineAsync());
        await script.SendAsync("HUP");

        Assert.Equal(("1\nlives\n", 129), await script.EndAsync());
    }
}
