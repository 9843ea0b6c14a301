using Moonwire.Tests.Support;

namespace Moonwire.Tests.Require;

/// <summary>
/// If the program ends inside a callback of a C library, the status is the script's, and no further statement runs.
/// </summary>
[TestClass]
public sealed class ExitInCLibraryTests
{
    private const string Others = """
        spawn(function()
          scope_cleanup_push(function() print "another fiber's handler" end)
          local _ <close> = setmetatable({}, {__close = function() print "another fiber's variable" end})
          require "time".sleep(1000)
        end)
        this_fiber.yield()
        scope_cleanup_push(function() print "the fiber's handler" end)
        """;

    [Theory]
    [InlineData("c.protected(function() os.exit(3) end) print 'goes on'", 3)]
    [InlineData("c.resumed(function() os.exit(4) end) print 'goes on'", 4)]
    [InlineData("c.called(function() os.exit(5) end) print 'goes on'", 5)]
    [InlineData("c.protected(function() require 'system'.exit(6) end) print 'goes on'", 6)]
    [InlineData("c.protected(function() os.exit(7, true) end) print 'goes on'", 7)]
    [InlineData("c.protected(function() c.resumed(function() os.exit(8) end) end) print 'goes on'", 8)]
    [InlineData("c.protected(coroutine.wrap(function() os.exit(9) end)) print 'goes on'", 9)]
    [InlineData(
        "coroutine.wrap(function() c.protected(function() os.exit(10) end) print 'goes on' end)() print 'goes on'", 10)]
    [InlineData(
        "c.resumed(function() coroutine.wrap(function() pcall(os.exit, 11) end)() print 'goes on' end) print 'goes on'",
        11)]
    [InlineData("c.protected(function() table.sort({1, 2, 3}, function() os.exit(12) end) end) print 'goes on'", 12)]
    [InlineData(
        "spawn(function() c.protected(function() os.exit(13) end) print 'goes on' end):join() print 'goes on'", 13)]
    [InlineData(
        "c.protected(function() local s = require 'system'.signal s.raise(s.SIGTERM) end) print 'goes on'", 143)]
    public async Task TheStatusIsTheScripts(string chunk, int status)
    {
        var run = await Executable.RunAsync(["-e", await CLibrary.CallsAsync() + "io.write 'written' " + chunk]);

        Assert.Equal((status, "written", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    [Theory]
    [InlineData("c.protected(function() scope_cleanup_push(function() print 'an inner handler' end) os.exit(3) end)")]
    [InlineData("c.resumed(function() scope_cleanup_push(function() print 'an inner handler' end) os.exit(3) end)")]
    [InlineData(
        "coroutine.wrap(function() scope_cleanup_push(function() print 'an inner handler' end) c.protected(function() "
        + "os.exit(3) end) end)()")]
    public async Task HandlersRunAndOtherFibersEnd(string chunk)
    {
        var run = await Executable.RunAsync(["-e", await CLibrary.CallsAsync() + Others + chunk + " print 'goes on'"]);

        const string output = "an inner handler\nthe fiber's handler\nanother fiber's variable\nanother fiber's "
            + "handler\n";
        Assert.Equal((3, output, ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    /// <summary>The end of the program passes through a library that makes plain calls.</summary>
    [Fact]
    public async Task VariablesAreClosedWhereTheLibraryCatchesNothing()
    {
        var run = await Executable.RunAsync(["-e", await CLibrary.CallsAsync() + """
            local _ <close> = setmetatable({}, {__close = function() print "closed" end})
            c.called(function() os.exit(3) end)
            print "goes on"
            """]);

        Assert.Equal((3, "closed\n", ""), (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    [Fact]
    public async Task ATimeoutEndsAProgramInsideACallback()
    {
        const string chunk = "c.protected(function() while true do end end) print 'goes on'";
        var run = await Executable.RunAsync(["--timeout", "1", "-e", await CLibrary.CallsAsync() + chunk]);

        Assert.Equal((124, ""), (run.ExitCode, Visible.Text(run.Output)));
        Assert.Contains("timed out after 1 s", Visible.Text(run.Errors), StringComparison.Ordinal);
    }
}
