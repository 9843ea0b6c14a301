using System.Diagnostics;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Signals;

/// <summary>
/// No signal is lost, at whatever moment of a wait it arrives, because the wake that it causes is handled.
/// </summary>
[TestClass]
public sealed class SignalsDuringWaitsTests
{
    private const string Begin =
        """
        local time = require("time")
        scope_cleanup_push(function() print("handler") end)
        local closes <close> = setmetatable({}, {__close = function() print("closed") end})
        local function udp(family, address)
          local sock = ip.udp.socket.new()
          sock:open(family)
          sock:bind(address, 0)
          return sock
        end
        local buf = byte_span.new(10)
        local sock = udp("v4", "127.0.0.1")

        """;

    private const string Receive = "io.stderr:write('!') sock:receive(buf)";
    private const string ReceiveFromV6 = "local six = udp('v6', '::1') io.stderr:write('!') six:receive_from(buf)";

    /// <summary>A script whose main fiber runs code between two waits, in which SIGINT raises its error.</summary>
    private const string ReceiveAgain =
        """
        io.stderr:write("!")
        while true do
          local _, e = pcall(time.with_timeout, 0.001, sock.receive, sock, buf)
          if type(e) == "string" then error(e, 0) end
        end
        """;

    private const string Sleep = "io.stderr:write('!') time.sleep(100)";
    private const string ReceiveBesideOthers =
        """
        local peer = udp("v4", "127.0.0.1")
        spawn(function() while true do peer:receive(byte_span.new(1)) end end):detach()
        spawn(function() while true do time.sleep(0.001) end end):detach()
        io.stderr:write("!")
        sock:receive(buf)
        """;

    private const string EchoBesideOthers =
        """
        local peer = udp("v4", "127.0.0.1")
        local port, peer_port, byte = sock.local_port, peer.local_port, byte_span.append("x")
        spawn(function()
          local mine = byte_span.new(1)
          while true do peer:receive(mine) peer:send_to(byte, ip.address.loopback_v4(), port) end
        end):detach()
        io.stderr:write("!")
        while true do sock:send_to(byte, ip.address.loopback_v4(), peer_port) sock:receive(buf) end
        """;

    public static TheoryData<string, string, string> Ends
    {
        get
        {
            var rows = new TheoryData<string, string, string>();
            string[] waits = [Receive, ReceiveFromV6, ReceiveAgain, Sleep, ReceiveBesideOthers, EchoBesideOthers];
            foreach (var wait in waits)
            {
                rows.Add(wait, "TERM", "default");
                rows.Add(wait, "INT", "default");
                rows.Add(wait, "TERM", "portable");
                rows.Add(wait, "INT", "portable");
            }

            return rows;
        }
    }

    /// <summary>A program that is ended by force, after 0.3 s or more, prints nothing.</summary>
    [Theory]
    [MemberData(nameof(Ends))]
    public async Task ASignalThatEndsTheProgramIsServed(string wait, string signal, string readiness)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        for (var attempt = 0; attempt < 2; attempt++)
        {
            using var script = await WatchedScript.StartWithAsync(
                [("MOONWIRE_READINESS", readiness)], "-e", Begin + wait);
            // so that the signals arrive at different moments
            await Task.Delay(attempt, TestContext.Current.CancellationToken);
            await script.SendAsync(signal);

            var (status, output, errors) = await script.EndAsync();
            Assert.Equal((signal == "TERM" ? 143 : 130, "closed\nhandler\n"), (status, output));
            if (errors.Length > 0)
            {
                Assert.Equal((ReceiveAgain, "INT"), (wait, signal));
                Assert.Matches("^moonwire: (.+: )?interrupted!\n", errors);
            }
        }
    }

    [Theory]
    [InlineData(Receive)]
    [InlineData(ReceiveBesideOthers)]
    public async Task EachOfAHundredReportsComes(string wait)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", Begin + wait);

        var began = Stopwatch.GetTimestamp();
        for (var i = 0; i < 100; i++)
        {
            await script.SendAsync(i % 2 == 0 ? "USR1" : "QUIT");
            Assert.Contains(
                "for receive on", await script.ReadErrorsToAsync("in main chunk"), StringComparison.Ordinal);
        }

        await script.SendAsync("TERM");
        Assert.Equal(143, (await script.EndAsync()).Status);
        Assert.True(Stopwatch.GetElapsedTime(began) < Executable.Bound);
    }

    [Fact]
    public async Task EachOfAHundredSignalsReachesItsSet()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync(
            "-e",
            Begin + """
            local signal = require("system").signal
            local set = signal.set.new(signal.SIGUSR2)
            spawn(function() while true do set:wait() io.stderr:write("came\n") end end):detach()
            this_fiber.yield()
            """ + "\n" + Receive);

        for (var i = 0; i < 100; i++)
        {
            await script.SendAsync("USR2");
            Assert.Equal("came\n", await script.ReadErrorsToAsync("came"));
        }
    }
}
