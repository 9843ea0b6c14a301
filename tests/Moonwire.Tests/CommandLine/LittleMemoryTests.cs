using Moonwire.Tests.BuildScript;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>
/// If the system, .NET or an option refuses memory, the script catches "not enough memory" and continues, or the
/// process ends with status 1 and this message.
/// </summary>
[TestClass]
public sealed class LittleMemoryTests
{
    private const string TooLittle = "less than .NET needs";

    /// <summary>Chunks that allocate without end, by the kind of object.</summary>
    private static readonly Dictionary<string, string> Kinds = new(StringComparer.Ordinal)
    {
        ["strings"] = "('x'):rep(1000)",
        ["spans"] = "byte_span.new(100)",
        ["sockets"] = "ip.udp.socket.new()",
        ["timers"] = "time.steady_timer.new()",
        ["futures"] = "{future.new()}",
        ["mutexes"] = "mutex.new()",
        ["fibers"] = "spawn(time.sleep, 1e6)",
    };

    /// <summary>
    /// Limits in kB, the unit of ulimit. Around 155000 and 310000, .NET changes the size of its regions.
    /// </summary>
    public static TheoryData<int> AddressLimits { get; } =
        [
            99000, 100000, 105000, 110000, 120000, 130000, 140000, 150000, 156000, 160000, 165000, 180000, 200000,
            230000, 260000, 300000, 312000, 320000, 400000, 600000,
        ];

    [Theory]
    [InlineData(20000)]
    [InlineData(40000)]
    [InlineData(50000)]
    [InlineData(70000)]
    [InlineData(90000)]
    public async Task ALimitOnAddressesThatIsTooLowIsSaid(int limit)
    {
        RequireCompiled();
        var run = await RunUnderAsync($"ulimit -v {limit}", "print 'not reached'");

        AssertShort(run);
        Assert.Equal(
            ("", true),
            (Visible.Text(run.Output), Visible.Text(run.Errors).Contains(TooLittle, StringComparison.Ordinal)));
    }

    [Theory]
    [MemberData(nameof(AddressLimits))]
    public async Task AScriptGoesOnWhereAddressesAreBounded(int limit)
    {
        RequireCompiled();
        foreach (var kind in Kinds.Keys.Where(kind => limit < 300000 || kind is "strings" or "sockets" or "timers"))
        {
            await AssertGoesOnAsync($"ulimit -v {limit}", kind, mayEnd: kind == "fibers" || limit < 110000);
        }
    }

    [Theory]
    [InlineData("ulimit -v 1000000", "sockets")]
    [InlineData("ulimit -v 2000000", "sockets")]
    [InlineData("ulimit -d 100000", "strings")]
    [InlineData("ulimit -d 100000", "sockets")]
    [InlineData("ulimit -d 100000", "timers")]
    [InlineData("ulimit -d 200000", "sockets")]
    [InlineData("ulimit -d 200000", "fibers")]
    public Task AScriptGoesOnWhereDataIsBounded(string limits, string kind)
    {
        RequireCompiled();
        return AssertGoesOnAsync(limits, kind, mayEnd: kind == "fibers");
    }

    /// <summary>Limits .NET's heap as in a small container. The numbers are hexadecimal.</summary>
    [Theory]
    [InlineData("1400000", "sockets")]
    [InlineData("1400000", "timers")]
    [InlineData("1400000", "futures")]
    [InlineData("4000000", "sockets")]
    [InlineData("4000000", "mutexes")]
    public Task AScriptGoesOnWhereTheManagedHeapIsSmall(string limit, string kind) =>
        AssertGoesOnAsync($"export DOTNET_GCHeapHardLimit={limit}", kind, mayEnd: false);

    [Theory]
    [InlineData("strings", 10_000)]
    [InlineData("spans", 80_000)]
    [InlineData("sockets", 50_000)]
    [InlineData("timers", 130_000)]
    [InlineData("futures", 90_000)]
    [InlineData("mutexes", 150_000)]
    [InlineData("fibers", 20_000)]
    public async Task TheMemoryLimitCountsManagedObjects(string kind, int most)
    {
        var script = $"""
            local time, future, mutex = require 'time', require 'future', require 'mutex'
            local t, n = {"{}"}, 0
            local ok, e = pcall(function() while true do t[n + 1] = {Kinds[kind]} n = n + 1 end end)
            t = nil
            print(ok, e, n > {most / 4}, n <= {most * 2}) io.stdout:flush() os.exit(0)
            """;
        var run = await Executable.RunAsync(["--memory-limit", "20000000", "-e", script]);

        Assert.Equal(
            (0, "false\\x09not enough memory\\x09true\\x09true\n", ""),
            (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    [Fact]
    public async Task WhatTheCollectorFreesCanBeMadeAgain()
    {
        const string chunk = "collectgarbage('stop') for _ = 1, 300000 do ip.udp.socket.new() end print 'enough'";
        var run = await Executable.RunAsync(["--memory-limit", "20000000", "-e", chunk]);

        Assert.Equal((0, "enough\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    [Fact]
    public async Task WhatIsGivenToNetIsNoPartOfTheEnvironment()
    {
        RequireCompiled();
        var run = await RunUnderAsync(
            "ulimit -v 400000",
            "print(os.getenv 'DOTNET_GCRegionSize', io.popen 'env':read 'a':find 'GCRegionSize') io.stdout:flush() "
                + "os.exit(255)");

        Assert.Equal((255, "nil\\x09nil\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    /// <summary>
    /// If the kernel has promised memory that it does not have, the process is killed. Objects must be refused before
    /// that point.
    /// </summary>
    [Theory]
    [InlineData("sockets")]
    [InlineData("timers")]
    [InlineData("futures")]
    public async Task AScriptGoesOnInASmallContainer(string kind)
    {
        RequireCompiled();
        using var group = MemoryGroup.Make(32 << 20);
        await AssertGoesOnAsync(group.Join, kind, mayEnd: false);
    }

    /// <summary>
    /// Runs a script that catches the error, frees memory, sends itself a datagram, and then does not catch the error.
    /// </summary>
    private static async Task AssertGoesOnAsync(string limits, string kind, bool mayEnd)
    {
        var script = $"""
            local time, future, mutex = require 'time', require 'future', require 'mutex'
            local function fill() local t = {"{}"} while true do t[#t + 1] = {Kinds[kind]} end end
            local ok, e = pcall(fill)
            collectgarbage()
            local s, b = ip.udp.socket.new(), byte_span.new(100)
            s:open 'v4' s:bind('127.0.0.1', 0)
            s:send_to(byte_span.append 'went on', s.local_address, s.local_port)
            print(ok, e, b:slice(1, s:receive(b)))
            s:close()
            fill()
            """;
        var run = await RunUnderAsync(limits, script);

        AssertShort(run, kind);
        var output = Visible.Text(run.Output);
        Assert.True(
            output == "false\\x09not enough memory\\x09went on\n" || (mayEnd && output.Length == 0),
            $"{kind}: {output}{Visible.Text(run.Errors)}");
    }

    private static void AssertShort(ChildResult run, string kind = "")
    {
        var errors = Visible.Text(run.Errors);
        Assert.True(
            run is { ExitCode: 1, TimedOut: false },
            $"{kind} {run.ExitCode} {run.TimedOut} {Visible.Text(run.Output)}{errors}");
        Assert.Contains(": not enough memory", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("System.", errors, StringComparison.Ordinal);
        Assert.DoesNotContain("Unhandled", errors, StringComparison.Ordinal);
    }

    private static void RequireCompiled()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The limits are Linux's.");
        Assert.SkipUnless(
            Release.IsCompiled, "The plain build runs on the shared runtime, which takes gigabytes of addresses.");
    }

    private static Task<ChildResult> RunUnderAsync(string limits, string script) => Executable.RunAsync(
        ["-e", script], bound: TimeSpan.FromMinutes(1), launcher: ["sh", "-c", limits + " && exec \"$0\" \"$@\""]);
}
