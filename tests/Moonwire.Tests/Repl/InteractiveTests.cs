using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.Repl;

/// <summary>How interactive mode treats lines, completions and values.</summary>
[TestClass]
public sealed class InteractiveTests
{
    private readonly ScriptedTerminal _terminal = new();

    [Theory]
    [InlineData("", "string.for", "3: format")]
    [InlineData("", "x = string.re", "2: rep reverse")]
    [InlineData("", "whi", "3: while")]
    [InlineData("", "f(coro", "4: coroutine")]
    [InlineData("", "#package.searchp", "7: searchpath")]
    [InlineData("", "nothing.x", "1: ")]
    [InlineData("", "f().le", "2: ")]
    [InlineData("", "12", "2: ")]
    [InlineData("alpha = 1", "\"a\"..alp", "3: alpha")]
    [InlineData("alpha = {b = {gamma = 1, ['not a name'] = 2, [1] = 3}}", "alpha.b.", "0: gamma")]
    [InlineData("t = {f = print, field = 1}", "t:f", "1: f")]
    [InlineData("t = {f = print, field = 1}", "t.f", "1: f field")]
    [InlineData("name = 'x'", "name:rep", "3: rep")]
    [InlineData("sock = ip.udp.socket.new()", "sock:rece", "4: receive receive_from receive_with_info")]
    [InlineData("sock = ip.udp.socket.new()", "sock.local_p", "7: local_port")]
    [InlineData("sock = ip.udp.socket.new()", "sock:local_p", "7: ")]
    [InlineData("out = io.stdout", "out:wr", "2: write")]
    [InlineData("base = {inherited = print} t = setmetatable({}, {__index = base})", "t:inh", "3: inherited")]
    [InlineData("t = {} t.t = t setmetatable(t, {__index = t})", "t.t.t.t.", "0: t")]
    [InlineData(
        "t = setmetatable({}, {__index = function() error('called') end, __pairs = error, __len = error})",
        "t.a.b",
        "1: ")]
    [InlineData("setmetatable(_G, {__index = function() error('called') end})", "undefined_name.x", "1: ")]
    public void NamesAreCompletedWithoutCallingAnything(string statement, string before, string offer)
    {
        _terminal.Type(statement);
        _terminal.Complete(before);

        Assert.Equal(0, _terminal.Run());

        Assert.Empty(_terminal.Reports);
        Assert.Equal(offer, Assert.Single(_terminal.Offers));
    }

    [Theory]
    [InlineData("{}", "{}")]
    [InlineData(
        "{1, 2, x = 'a', [true] = 1.5, ['a b'] = false, ['end'] = 0}",
        "{1, 2, [\"a b\"] = false, [\"end\"] = 0, x = \"a\", [true] = 1.5}")]
    [InlineData("{1, nil, 3}", "{1, [3] = 3}")]
    [InlineData("{'a\\nb\\0\\27'}", "{\"a\\nb\\0\\27\"}")]
    [InlineData("{'a\\xffb', ['\\xfe'] = '\\xE2\\x82'}", "{\"a\\xFFb\", [\"\\xFE\"] = \"\\xE2\\x82\"}")]
    [InlineData("{'\\u{E9}\\u{9B}'}", "{\"é\\u{9B}\"}")]
    [InlineData("'plain\\n'", "plain\n")]
    [InlineData("(function() local t = {} t.t = t return t end)()", "{t = <cycle>}")]
    [InlineData("(function() local t = {1} return {t, t} end)()", "{{1}, {1}}")]
    [InlineData("{{{{{{{1}}}}}}}", "{{{{{{...}}}}}}")]
    [InlineData("setmetatable({1}, {__tostring = function() return 'own' end})", "own")]
    [InlineData("{setmetatable({1}, {__tostring = function() error('no') end})}", "{<table>}")]
    [InlineData("setmetatable({1}, {__index = error, __pairs = error, __len = error})", "{1}")]
    [InlineData("nil, {1}, nil", "nil\t{1}\tnil")]
    [InlineData(
        "{string.rep('a', 50), string.rep('b', 50)}", "{\n  \"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\",\n  "
            + "\"bbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbbb\"\n}")]
    public void ValuesArePrintedAsPeopleReadThem(string expression, string printed) =>
        Assert.Equal(printed, Printed(expression));

    [Theory]
    [InlineData("(function() local t = {} for i = 1, 1e5 do t[i] = i end return t end)()", 2000)]
    [InlineData("(function() local t = {} for i = 1, 1e5 do t['k' .. i] = {i} end return t end)()", 4000)]
    [InlineData("{string.rep('x', 1e6)}", 300)]
    [InlineData("{string.rep('\\x80', 1e6)}", 1000)]
    [InlineData("{string.rep('\\u{20AC}', 1e6)}", 300)]
    [InlineData(
        "(function() local t = {} for i = 1, 200 do local u = {} for j = 1, 200 do u[j] = {j, {j}} end t[i] = u end "
            + "return t end)()", 30000)]
    public void NoValueIsPrintedAtAnyLength(string expression, int most)
    {
        var printed = Printed(expression);

        Assert.InRange(printed.Length, 20, most);
        Assert.Contains("...", printed, StringComparison.Ordinal);
    }

    [Fact]
    public void StatementsAreSavedAsTheyWereTyped()
    {
        _terminal.Type("=1");
        _terminal.Type("x = {");
        _terminal.Type("}");
        _terminal.Type("y = (");
        _terminal.Cancel();
        _terminal.Cancel();
        _terminal.Type("");
        _terminal.Type("print = nil");

        Assert.Equal(0, _terminal.Run());

        Assert.Equal(["=1", "x = {\n}", "print = nil"], _terminal.Saved);
        Assert.Empty(_terminal.Reports);
    }

    [Theory]
    [InlineData("error('no')", "stdin:1: no\n")]
    [InlineData("error()", "(error object is a nil value)")]
    [InlineData("x x", "stdin:1: syntax error near 'x'")]
    [InlineData("_PROMPT = setmetatable({}, {__tostring = function() error('prompt') end})", null)]
    [InlineData("this_fiber.forbid_suspend()", null)]
    public void TheModeGoesOnAfter(string statement, string? report)
    {
        _terminal.Type(statement);
        _terminal.Type("_PROMPT = nil");
        _terminal.Type("after = true");
        _terminal.Type("error('after: ' .. tostring(after), 0)");

        _ = _terminal.Run();

        Assert.Contains(_terminal.Reports, static text => text.StartsWith("after: true", StringComparison.Ordinal));
        if (report is not null)
        {
            Assert.StartsWith(report, _terminal.Reports[0], StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("kept, answer = future.new() answer:get()", "the value of a future")]
    [InlineData(
        "kept, answer = future.new() pcall(answer.get, answer) this_fiber.yield() answer:get()",
        "the value of a future")]
    [InlineData("kept, answer = future.new() coroutine.wrap(function() answer:get() end)()", "the value of a future")]
    [InlineData(
        "kept, answer = future.new() spawn(function() answer:get() end):join()",
        "fiber 2 to finish; fiber 2 waits for the value of a future")]
    [InlineData(
        "m = mutex.new() m:lock() spawn(function() m:lock() end):join()",
        "fiber 2 to finish; fiber 2 waits for a mutex owned by fiber 1")]
    [InlineData(
        "m = mutex.new() spawn(function() m:lock() end):join() m:lock()",
        "a mutex owned by fiber 2, which has ended (spawned at stdin:1)")]
    [InlineData("m = mutex.new() m:lock() condition_variable.new():wait(m)", "a condition_variable to be notified")]
    [InlineData(
        "kept, answer = future.new() do local c <close> = setmetatable({}, {__close = function() answer:get() "
            + "end}) end", "the value of a future")]
    [InlineData("kept, answer = future.new() this_fiber.disable_interruption() answer:get()", "the value of a future")]
    public void AWaitThatNothingCanEndIsToldAndGivenUp(string statement, string waited)
    {
        _terminal.Type(
            "future, mutex, condition_variable = require 'future', require 'mutex', require 'condition_variable'");
        _terminal.Type(statement);
        _terminal.Type("error('after', 0)");

        _ = _terminal.Run();

        Assert.StartsWith(
            "moonwire: deadlock: every fiber is waiting, and nothing can wake any of them\nfiber 1 (main), has waited ",
            _terminal.Reports[0],
            StringComparison.Ordinal);
        var after = _terminal.Reports.FindIndex(static report =>
            report.StartsWith("after\n", StringComparison.Ordinal));
        Assert.Contains(
            $": Resource deadlock avoided (EDEADLK): nothing can end the wait for {waited}",
            _terminal.Reports[after - 1],
            StringComparison.Ordinal);
    }

    [Fact]
    public void OtherFibersThatAreStuckWaitOnUntilAStatementWakesThem()
    {
        _terminal.Type("promise, answer = require 'future'.new()");
        _terminal.Type("worker = spawn(function() return answer:get() end)");
        _terminal.Type("worker:join()");
        _terminal.Type("promise:set_value('woken')");
        _terminal.Type("error(worker:join(), 0)");

        Assert.Equal(0, _terminal.Run());

        Assert.True(
            _terminal.Reports[0].Contains("\nfiber 2, spawned at stdin:1, has waited ", StringComparison.Ordinal),
            _terminal.Reports[0]);
        Assert.StartsWith("join: Resource deadlock avoided", _terminal.Reports[1], StringComparison.Ordinal);
        Assert.StartsWith("woken", _terminal.Reports[2], StringComparison.Ordinal);
    }

    [Fact]
    public void AFiberThatIsStuckAtTheEndOfInputEndsTheProgramAsItEndsAScript()
    {
        _terminal.Type("promise, answer = require 'future'.new()");
        _terminal.Type("spawn(function() answer:get() end):detach()");

        Assert.Equal(ExitStatus.Failure, _terminal.Run());

        Assert.StartsWith(
            "moonwire: deadlock: every fiber is waiting, and nothing can wake any of them\nfiber 2, ",
            Assert.Single(_terminal.Reports),
            StringComparison.Ordinal);
    }

    /// <summary>Returns the text that interactive mode prints for an expression.</summary>
    private string Printed(string expression)
    {
        _terminal.Type(
            "print = function(...) printed = {} for i = 1, select('#', ...) do printed[i] = tostring((select(i, ...))) "
            + "end end");
        _terminal.Type(expression);
        _terminal.Type("error(table.concat(printed, '\\t') .. '|', 0)");
        _ = _terminal.Run();
        var report = Assert.Single(_terminal.Reports);
        return report[..report.LastIndexOf('|')];
    }
}
