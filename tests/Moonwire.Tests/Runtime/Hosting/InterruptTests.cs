using Moonwire.Modules;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.Runtime.Hosting;

/// <summary>An error can be raised in the running Lua code from outside.</summary>
[TestClass]
public sealed class InterruptTests
{
    [Theory]
    [InlineData("while true do end", "(command line):1: interrupted!")]
    [InlineData("\n\nwhile true do end", "(command line):3: interrupted!")]
    [InlineData(
        "error(select(2, pcall(function() while true do end end)) .. ' and caught', 0)",
        "(command line):1: interrupted! and caught")]
    [InlineData(
        "error(select(2, coroutine.resume(coroutine.create(function() while true do end end))) .. ' inside', 0)",
        "(command line):1: interrupted! inside")]
    [InlineData(
        "debug.sethook(print, '', 1e9) pcall(function() while true do end end) local f, m, c = debug.gethook() "
            + "error(tostring(f == print) .. m .. c, 0)", "true1000000000")]
    [InlineData("pcall(function() while true do end end) error(tostring(debug.gethook()), 0)", "nil")]
    public async Task TheRunningChunkGetsTheErrorOnce(string chunk, string message)
    {
        var reports = new List<string>();
        using var host = Host(reports);
        var run = Task.Factory.StartNew(
            () => host.Run(Program(chunk)),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        while (!host.InterruptRunningChunk())
        {
            Assert.False(run.IsCompleted, "the chunk ended by itself");
        }

        Assert.Equal(
            message.EndsWith("interrupted!", StringComparison.Ordinal) ? ExitStatus.Interrupted : ExitStatus.Failure,
            await run);
        Assert.StartsWith($"moonwire: {message}", Assert.Single(reports), StringComparison.Ordinal);
    }

    [Fact]
    public async Task NothingIsInterruptedWhileEveryFiberWaits()
    {
        var reports = new List<string>();
        using var host = Host(reports);
        var run = Task.Factory.StartNew(
            () => host.Run(Program("require('time').sleep(1000)")),
            TestContext.Current.CancellationToken,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default);

        while (!IsAnyWaiting(reports))
        {
            host.Report("asked");
        }

        Assert.False(host.InterruptRunningChunk());

        host.RequestStop();
        _ = await run;
        Assert.All(reports, static report => Assert.StartsWith("moonwire: asked\n", report, StringComparison.Ordinal));
    }

    private static bool IsAnyWaiting(List<string> reports)
    {
        lock (reports)
        {
            return reports.Exists(static report => report.Contains("has waited", StringComparison.Ordinal));
        }
    }

    private static LuaHost Host(List<string> reports) => new(new LuaHostOptions
    {
        Modules = StandardModules.Create,
        Report = text =>
        {
            lock (reports)
            {
                reports.Add(text);
            }
        },
        Exit = static code => throw new InvalidOperationException($"os.exit({code})"),
    });

    private static LuaProgram Program(string chunk) => new()
    {
        Steps = [new ProgramStep(StepKind.Chunk, chunk)],
        CommandLine = ["moonwire"],
        ScriptIndex = 0,
    };
}
