using Moonwire.Tests.Support;

namespace Moonwire.Tests.Repl;

/// <summary>Interactive mode as a person at a terminal sees it.</summary>
[TestClass]
public sealed class TerminalTests : IDisposable
{
    /// <summary>The sequence at the end of an accepted line, which turns bracketed paste off.</summary>
    private const string Taken = "\e[?2004l";
    private const string Prompt = "\e[J> ";

    private readonly TemporaryFolder _state = new();

    public void Dispose() => _state.Dispose();

    [Fact]
    public async Task LinesAreEditedAndRun()
    {
        using var terminal = await StartAsync();

        Assert.Equal("42\r\n", await RunAsync(terminal, "6 * 7"));
        Assert.Equal("2\r\n", await RunAsync(terminal, "=1 + 1"));
        Assert.Equal("14\r\n", await RunAsync(terminal, "4\e[D1"));
        Assert.Equal("{1, {x = \"y\"}}\r\n", await RunAsync(terminal, "{1, {x = 'y'}}"));
        Assert.StartsWith("table: 0x", await RunAsync(terminal, "print({})"), StringComparison.Ordinal);
        Assert.Contains("stdin:1: no\r\n", await RunAsync(terminal, "error('no')"), StringComparison.Ordinal);

        foreach (var line in (string[])["function double(x)", "return 2 * x"])
        {
            terminal.Press(line + "\r");
            await terminal.UntilAsync(Taken); // each key redraws the line, with its prompt
            await terminal.UntilAsync("\e[J>> ");
        }

        Assert.Equal("", await RunAsync(terminal, "end"));
        Assert.Equal("42\r\n", await RunAsync(terminal, "dou\t(21)"));
        Assert.Equal("42\r\n", await RunAsync(terminal, "\e[A"));
        Assert.Equal("6\r\n", await RunAsync(terminal, "\e[200~double(\n3)\e[201~"));

        await EndAsync(terminal);
    }

    [Fact]
    public async Task NamesAreShownWhereSeveralFit()
    {
        using var terminal = await StartAsync();
        Assert.Equal("", await RunAsync(terminal, "sock = ip.udp.socket.new()"));

        terminal.Press("sock:receive\t");
        await terminal.UntilAsync("\r\nreceive  ");
        await terminal.UntilAsync("receive_from");
        await terminal.UntilAsync(Prompt + "sock:receive");
        terminal.Press("\x15");
        await terminal.UntilAsync(Prompt);

        await EndAsync(terminal);
    }

    [Fact]
    public async Task HistoryOutlivesTheSession()
    {
        using (var first = await StartAsync())
        {
            Assert.Equal("", await RunAsync(first, "x = 1"));
            await EndAsync(first);
        }

        using var second = await StartAsync();
        Assert.Equal("", await RunAsync(second, "\e[A"));
        Assert.Equal("1\r\n", await RunAsync(second, "x"));
        await EndAsync(second);
    }

    [Theory]
    [InlineData("print('run' .. 'ning') while true do end", "interrupted!")]
    [InlineData(
        "spawn(function() print('run' .. 'ning') end):detach() require('time').sleep(1000)", "Fiber interrupted")]
    public async Task CtrlCInterruptsAStatementAndKeepsTheSession(string statement, string message)
    {
        using var terminal = await StartAsync();
        Assert.Equal("", await RunAsync(terminal, "kept = 7"));

        terminal.Press(statement + "\r");
        await terminal.UntilAsync("running\r\n");
        terminal.Press("\x03");
        await terminal.UntilAsync(message);
        await terminal.UntilAsync(Prompt);

        Assert.Equal("7\r\n", await RunAsync(terminal, "kept"));
        Assert.Equal("true\r\n", await RunAsync(terminal, "pcall(function() end)"));
        await EndAsync(terminal);
    }

    [Theory]
    [InlineData("while true do pcall(function() print('run' .. 'ning') while true do end end) end")]
    [InlineData("while true do xpcall(function() print('run' .. 'ning') while true do end end, print) end")]
    [InlineData("while true do coroutine.resume(coroutine.create(function() print('run' .. 'ning') while true do end "
        + "end)) end")]
    [InlineData("while true do pcall(coroutine.wrap(function() print('run' .. 'ning') while true do end end)) end")]
    [InlineData(
        "local c <close> = setmetatable({}, {__close = function() while true do pcall(function() print('run' .. "
        + "'ning') while true do end end) end end})")]
    public async Task TheSecondCtrlCEndsAStatementThatHasCaughtTheFirst(string statement)
    {
        using var terminal = await StartAsync();

        terminal.Press(statement + "\r");
        await terminal.UntilAsync("running\r\n");
        terminal.Press("\x03");
        await terminal.UntilAsync("running\r\n");
        terminal.Press("\x03");
        await terminal.UntilAsync("Fiber interrupted");
        await terminal.UntilAsync(Prompt);

        Assert.Equal("true\r\n", await RunAsync(terminal, "pcall(require('time').sleep, 0)"));
        await EndAsync(terminal);
    }

    [Fact]
    public async Task TheSecondCtrlCEndsTheWaitForALock()
    {
        using var terminal = await StartAsync();
        Assert.Equal(
            "", await RunAsync(
                terminal,
                "m = require('mutex').new() spawn(function() m:lock() require('time').sleep(1000) end):detach() "
                    + "this_fiber.yield()"));

        terminal.Press("spawn(function() print('wait' .. 'ing') end):detach() m:lock()\r");
        await terminal.UntilAsync("waiting\r\n");
        await terminal.InterruptAsync();
        terminal.Press("\x03");
        await terminal.UntilAsync("lock: Fiber interrupted");
        await terminal.UntilAsync(Prompt);

        Assert.Equal("5\r\n", await RunAsync(terminal, "5"));
        terminal.Press("exit\r");
        Assert.Equal(0, (await terminal.EndAsync()).Status);
    }

    [Fact]
    public async Task TheThirdCtrlCEndsTheProgram()
    {
        using var terminal = await StartAsync();

        terminal.Press("xpcall(error, function() print('run' .. 'ning') while true do end end)\r");
        await terminal.UntilAsync("running\r\n");
        terminal.Press("\x03");
        await terminal.UntilAsync("running\r\n");
        await terminal.InterruptAsync(); // Lua allows no hook in the message handler of an error that a hook has raised
        terminal.Press("\x03");
        var (rest, status) = await terminal.EndAsync();
        Assert.Contains(": interrupted\r\nfiber 1 (main), running\r\n", rest, StringComparison.Ordinal);
        Assert.Equal(130, status);
    }

    [Fact]
    public async Task CtrlCIsCountedAnewForEachStatementAndForWhatHoldsUpTheLine()
    {
        using var terminal = await StartAsync();

        for (var i = 0; i < 2; i++)
        {
            terminal.Press(
                "spawn(function() pcall(function() print('run' .. 'ning') while true do end end) print('run' .. "
                + "'ning') while true do end end):detach()\r");
            for (var j = 0; j < 2; j++)
            {
                await terminal.UntilAsync("running\r\n");
                terminal.Press("\x03");
            }

            Assert.Equal("1\r\n", await RunAfterAsync(terminal, "1"));
        }

        terminal.Press("\x04");
        _ = await terminal.EndAsync();
    }

    [Fact]
    public async Task CtrlCInterruptsEachStatementOfASimpleTerminalOnce()
    {
        using var terminal = new PseudoTerminal(_state.Root, "dumb", "repl");
        await terminal.UntilAsync("\r\n> ");

        for (var i = 0; i < 3; i++)
        {
            terminal.Press("print('run' .. 'ning') while true do end\n");
            await terminal.UntilAsync("running\r\n");
            terminal.Press("\x03");
            await terminal.UntilAsync("interrupted!\r\n");
            await terminal.UntilAsync("\r\n> ");
        }

        terminal.Press("while true do pcall(function() print('run' .. 'ning') while true do end end) end\n");
        for (var i = 0; i < 2; i++)
        {
            await terminal.UntilAsync("running\r\n");
            terminal.Press("\x03");
        }

        Assert.Equal(130, (await terminal.EndAsync()).Status);
    }

    [Theory]
    [InlineData("xterm", "\r", Prompt)]
    [InlineData("dumb", "\n", "\r\n> ")]
    public async Task ADeadlockIsToldAndTheSessionGoesOn(string kind, string enter, string prompt)
    {
        using var terminal = new PseudoTerminal(_state.Root, kind, "repl");
        await terminal.UntilAsync(prompt);

        terminal.Press("kept, answer = require('future').new() answer:get()" + enter);
        await terminal.UntilAsync(
            ": deadlock: every fiber is waiting, and nothing can wake any of them\r\nfiber 1 (main), has waited ");
        await terminal.UntilAsync(" s for the value of a future\r\n");
        await terminal.UntilAsync(
            "Resource deadlock avoided (EDEADLK): nothing can end the wait for the value of a future\r\n");
        await terminal.UntilAsync(kind == "dumb" ? "> " : prompt);

        terminal.Press("21 * 2" + enter);
        await terminal.UntilAsync("42\r\n");
        await terminal.UntilAsync(kind == "dumb" ? "> " : prompt);
        terminal.Press("\x04");
        Assert.Equal(0, (await terminal.EndAsync()).Status);
    }

    [Fact]
    public async Task TheEndOfInputWithAStuckFiberIsADeadlock()
    {
        using var terminal = await StartAsync();
        Assert.Equal(
            "", await RunAsync(
                terminal, "kept, answer = require('future').new() spawn(function() answer:get() end):detach()"));

        terminal.Press("\x04");

        var (rest, status) = await terminal.EndAsync();
        Assert.Contains(
            ": deadlock: every fiber is waiting, and nothing can wake any of them\r\n"
                + "fiber 2, spawned at stdin:1, has waited ",
            rest,
            StringComparison.Ordinal);
        Assert.DoesNotContain("the program continues until these fibers end", rest, StringComparison.Ordinal);
        Assert.Equal(1, status);
    }

    [Fact]
    public async Task CtrlCGivesUpWhatIsTyped()
    {
        using var terminal = await StartAsync();

        terminal.Press("function f(\r");
        await terminal.UntilAsync("\e[J>> ");
        terminal.Press("never\x03");
        await terminal.UntilAsync("^C");
        await terminal.UntilAsync(Prompt);

        Assert.Equal("1\r\n", await RunAsync(terminal, "1"));
        await EndAsync(terminal);
    }

    [Fact]
    public async Task OtherFibersRunAndPrintAboveTheLine()
    {
        using var terminal = await StartAsync();
        Assert.Equal(
            "",
            await RunAsync(terminal, "go = ip.udp.socket.new() go:open('v4') go:bind(ip.address.loopback_v4(), 0)"));
        Assert.Equal(
            "", await RunAsync(
                terminal,
                "spawn(function() go:receive(byte_span.new(1)) print('print' .. 'ed') io.write('writ' .. 'ten\\n') "
                    + "error('bo' .. 'om') end):detach()"));
        Assert.Equal(
            "", await RunAsync(
                terminal, "spawn(function() repeat require('time').sleep(0.01) until rawget(_G, 'ready') local s = "
                    + "ip.udp.socket.new() s:connect(ip.address.loopback_v4(), go.local_port) "
                    + "s:send(byte_span.append('x')) end):detach() ready = false"));

        terminal.Press("ready = true\r");
        await terminal.UntilAsync("\r\e[Jprinted\r\n");
        await terminal.UntilAsync("written\r\n");
        await terminal.UntilAsync("boom");
        await terminal.UntilAsync(Prompt);
        Assert.Equal("5\r\n", await RunAsync(terminal, "5"));

        terminal.Press("\x04");
        Assert.Equal(1, (await terminal.EndAsync()).Status); // because the fiber failed
    }

    [Fact]
    public async Task TheBannerNamesTheProductAndHowToGetHelp()
    {
        using var terminal = new PseudoTerminal(_state.Root, "xterm", "repl");

        await terminal.UntilAsync("moonwire ");
        await terminal.UntilAsync(": Lua 5.4.");
        await terminal.UntilAsync("\r\nType help for help, exit or Ctrl+D to leave.\r\n");
        await terminal.UntilAsync(Prompt);
        await EndAsync(terminal);
    }

    [Fact]
    public async Task HelpAloneIsAnsweredUnlessAScriptHasAGlobalOfThatName()
    {
        using var terminal = await StartAsync();

        Assert.StartsWith("Type Lua: ", await RunAsync(terminal, "help"), StringComparison.Ordinal);
        Assert.StartsWith("Type Lua: ", await RunAsync(terminal, "help()"), StringComparison.Ordinal);
        Assert.Equal("nil\r\n", await RunAsync(terminal, "=help"));
        Assert.Equal("", await RunAsync(terminal, "help, exit, quit = 1, 2, 3"));
        Assert.Equal("1\r\n", await RunAsync(terminal, "help"));
        Assert.Equal("2\r\n", await RunAsync(terminal, "exit"));
        Assert.Equal("3\r\n", await RunAsync(terminal, "quit"));
        await EndAsync(terminal);
    }

    [Theory]
    [InlineData("exit")]
    [InlineData("quit")]
    [InlineData("exit()")]
    public async Task ExitLeavesAlsoWhileFibersWait(string word)
    {
        using var terminal = await StartAsync();
        Assert.Equal("", await RunAsync(
            terminal,
            "spawn(function() scope_cleanup_push(function() print('cleaned' .. ' up') end) require('time').sleep(1000) "
                + "end):detach()"));

        terminal.Press(word + "\r");

        var (rest, status) = await terminal.EndAsync();
        Assert.Equal(0, status);
        Assert.Contains("cleaned up", rest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task TheEndOfInputTellsWhichFibersTheProgramGoesOnFor()
    {
        using var terminal = await StartAsync();
        Assert.Equal("", await RunAsync(terminal, "spawn(function() require('time').sleep(1000) end):detach()"));

        terminal.Press("\x04");
        await terminal.UntilAsync(
            "moonwire: the program continues until these fibers end; Ctrl+C ends it:\r\n"
            + "fiber 2, spawned at stdin:1, has waited ");
        await terminal.UntilAsync(" s for time.sleep\r\n");
        terminal.Press("\x03");

        Assert.Equal(130, (await terminal.EndAsync()).Status);
    }

    [Fact]
    public async Task OutputWithoutTheEndOfALineStaysBeforeThePrompt()
    {
        using var terminal = await StartAsync();

        terminal.Press("print('print' .. 'ed') io.write('writ' .. 'ten')\r");
        await terminal.UntilAsync("printed\r\n");
        Assert.StartsWith("written", await terminal.UntilAsync("\e[?2004h"), StringComparison.Ordinal);
        await terminal.UntilAsync(Prompt);
        await EndAsync(terminal);
    }

    [Fact]
    public async Task ASimpleTerminalGetsPlainLines()
    {
        using var terminal = new PseudoTerminal(_state.Root, "dumb", "repl");
        await terminal.UntilAsync("\r\n> ");

        terminal.Press("{}\n");
        Assert.StartsWith("{}\r\ntable: 0x", await terminal.UntilAsync("\r\n> "), StringComparison.Ordinal);
        terminal.Press("\x04");

        var (rest, status) = await terminal.EndAsync();
        Assert.DoesNotContain("\e[", rest, StringComparison.Ordinal);
        Assert.Equal(0, status);
    }

    [Theory]
    [InlineData("os.exit(3)", 3)]
    [InlineData("spawn(function() require('time').sleep(0) require('system').exit(4, {force = 2}) end):detach()", 4)]
    [InlineData("spawn(function() require('time').sleep(0) os.exit(5) end):detach()", 5)]
    public async Task TheTerminalIsPutBackAtAnyEnd(string statement, int expected)
    {
        using var terminal = await StartAsync();

        terminal.Press(statement + "\r");

        var (rest, status) = await terminal.EndAsync();
        Assert.Equal(expected, status);
        Assert.True(
            rest.LastIndexOf(Taken, StringComparison.Ordinal) > rest.LastIndexOf("\e[?2004h", StringComparison.Ordinal),
            rest);
    }

    private async Task<PseudoTerminal> StartAsync()
    {
        var terminal = new PseudoTerminal(_state.Root, "xterm", "repl");
        await terminal.UntilAsync("Lua 5.4");
        await terminal.UntilAsync(Prompt);
        return terminal;
    }

    /// <summary>Types a statement, and returns the output up to the next prompt.</summary>
    private static async Task<string> RunAsync(PseudoTerminal terminal, string keys)
    {
        terminal.Press(keys + "\r");
        await terminal.UntilAsync(Taken);
        var printed = await terminal.UntilAsync("\e[?2004h");
        await terminal.UntilAsync(Prompt);
        return printed;
    }

    /// <summary>
    /// Waits until a line is edited again, types a statement, and returns the output up to the next prompt.
    /// </summary>
    private static async Task<string> RunAfterAsync(PseudoTerminal terminal, string keys)
    {
        await terminal.UntilAsync(Prompt);
        return await RunAsync(terminal, keys);
    }

    private static async Task EndAsync(PseudoTerminal terminal)
    {
        terminal.Press("\x04");
        var (rest, status) = await terminal.EndAsync();
        Assert.Equal(0, status);
        Assert.EndsWith(Taken + "\r\n", rest, StringComparison.Ordinal);
    }
}
