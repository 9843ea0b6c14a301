namespace Moonwire.Tests.Signals;

/// <summary>SIGQUIT and SIGUSR1 always print where every fiber is, and the script continues.</summary>
[TestClass]
public sealed class ReportSignalTests
{
    private const string Waits = """
        local sleep = require('time').sleep
        spawn(function() sleep(1000) end)
        spawn(function() io.stderr:write('!') end)
        local s = ip.udp.socket.new() s:open('v4') s:bind('127.0.0.1', 0)
        s:receive(byte_span.new(1))
        """;

    private const string SpinsInACoroutine = """
        local step = coroutine.wrap(function()
          pcall(function() while true do end end)
        end)
        io.stderr:write('!')
        step()
        """;

    private const string SwitchesOnly = """
        local step = coroutine.wrap(function() while true do coroutine.yield() end end)
        io.stderr:write('!')
        while true do step() end
        """;

    private const string YieldsOnly = "io.stderr:write('!') while true do this_fiber.yield() end";

    private const string SpinsInC = """
        local text = ('a'):rep(30000)
        io.stderr:write('!')
        while true do text:find('.-.-.-b') end
        """;

    private const string SpinsInAFinalizer = """
        setmetatable({}, {__gc = function() io.stderr:write('!') while true do end end})
        collectgarbage()
        """;

    private const string Reads = "io.stderr:write('!') io.read()";

    [Theory]
    [InlineData(Waits, "QUIT")]
    [InlineData(Waits, "USR1")]
    [InlineData(SpinsInACoroutine, "QUIT")]
    [InlineData(SpinsInACoroutine, "USR1")]
    [InlineData(SwitchesOnly, "QUIT")]
    [InlineData(YieldsOnly, "QUIT")]
    [InlineData(SpinsInC, "QUIT")]
    [InlineData(SpinsInAFinalizer, "QUIT")]
    [InlineData(Reads, "QUIT")]
    public async Task TheScriptIsReportedOnAgainAndAgainAndGoesOn(string chunk, string signal)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", chunk);

        for (var i = 0; i < 3; i++)
        {
            await script.SendAsync(signal);
            Assert.Contains(
                $"moonwire: SIG{signal}\nfiber 1 (main), ",
                await script.ReadErrorsToAsync("in main chunk"),
                StringComparison.Ordinal);
        }

        await script.SendAsync("TERM");
        Assert.Equal(143, (await script.EndAsync()).Status);
    }

    [Fact]
    public async Task TheReportTellsWhatEachFiberWaitsFor()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", Waits);

        await script.SendAsync("QUIT");

        Assert.Matches(
            @"\Amoonwire: SIGQUIT
fiber 1 \(main\), has waited \d+\.\d s for receive on 127\.0\.0\.1:\d+; the socket has received nothing so far[^\n]*
stack traceback:
	\[moonwire\]: in method 'receive'
	\(command line\):5: in main chunk
fiber 2, spawned at \(command line\):2, has waited \d+\.\d s for time\.sleep
stack traceback:
	\[moonwire\]: in function 'time\.sleep'
	\(command line\):2: in function <\(command line\):2>
\z",
            await script.ReadErrorsToAsync("in function <(command line):2>"));
        await script.SendAsync("TERM");
    }

    [Fact]
    public async Task TheReportShowsEveryCoroutineOfALoopWithoutEnd()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", SpinsInACoroutine);

        await script.SendAsync("QUIT");

        Assert.Equal(
            """
            moonwire: SIGQUIT
            fiber 1 (main), running
            stack traceback:
            	(command line):2: in function <(command line):2>
            	[C]: in function 'pcall'
            	(command line):2: in function <(command line):1>
            	(coroutine resumed by)
            	(command line):5: in main chunk

            """,
            await script.ReadErrorsToAsync("in main chunk"));
        await script.SendAsync("TERM");
    }

    [Fact]
    public async Task AHookOfTheScriptSurvivesInTheCoroutineThatWasStopped()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has no such signals.");
        using var script = await WatchedScript.StartAsync("-e", """
            coroutine.wrap(function()
              debug.sethook(function()
                local _, mask, count = debug.gethook()
                io.stderr:write("hook '", mask, "' ", count, "\n")
              end, "", 50000000)
              io.stderr:write("!")
              while true do end
            end)()
            """);
        _ = await script.ReadErrorsToAsync("hook '' 50000000");

        await script.SendAsync("QUIT");
        _ = await script.ReadErrorsToAsync("in main chunk");
        _ = await script.ReadErrorsToAsync("hook '' 50000000");

        await script.SendAsync("TERM");
        Assert.Equal(143, (await script.EndAsync()).Status);
    }
}
