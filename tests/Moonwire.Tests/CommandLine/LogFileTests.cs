using System.Text;
using Moonwire.Interpreter.Logging;
using Moonwire.Tests.Support;
using Serilog;

namespace Moonwire.Tests.CommandLine;

/// <summary>
/// When something happens to the log file, each event is still in a file, or on standard error after one complaint.
/// </summary>
[TestClass]
public sealed class LogFileTests : IDisposable
{
    private const string TwoEvents = "local log = require 'log' log.warn('one') log.warn('two')";

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFolderWithTheNextNameIsPassedOver()
    {
        Directory.CreateDirectory(_folder.PathOf("a_001.log"));
        LogNumbers(new LogSettings { File = _folder.PathOf("a.log"), FileSize = 200, FileCount = 100 }, 60);

        Assert.Equal(60, Directory.GetFiles(_folder.Root).Sum(static file => File.ReadAllLines(file).Length));
    }

    /// <summary>
    /// The shell's limit on file sizes, 2 MiB, simulates a full disk: the kernel writes a part of an event. By default,
    /// the limit also applies to the JIT compiler's files in memory.
    /// </summary>
    [Fact]
    public async Task AnEventAfterOneThatWasCutOffIsALineByItself()
    {
        Tool.Require("sh", "truncate");
        const string script = """
            local log = require 'log'
            for i = 1, 40 do log.warn(('x'):rep(100)) end
            assert(os.execute('truncate -s 300 a.log'))
            log.warn('last')
            """;
        const string limits = "export DOTNET_EnableWriteXorExecute=0; truncate -s 2097000 a.log; ulimit -f 4096; "
            + "trap '' XFSZ";
        var start = $"{limits}; exec '{Executable.Location}' --log-file a.log -e \"{script}\" 2>errors";
        _ = await Tool.RunAsync("sh", ["-c", start], _folder.Root);

        Assert.Contains(
            "xxx\n",
            await File.ReadAllTextAsync(_folder.PathOf("errors"), TestContext.Current.CancellationToken),
            StringComparison.Ordinal);
        var log = await File.ReadAllTextAsync(_folder.PathOf("a.log"), TestContext.Current.CancellationToken);
        Assert.Equal(300, log.LastIndexOf('\n', log.Length - 2));
        Assert.EndsWith(" WRN last\n", log, StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatAnotherProgramMadeWithTheNextNameIsLeftAlone()
    {
        var settings = new LogSettings { File = _folder.PathOf("a.log"), FileSize = 200 };
        using var logger = new LazyLogger(settings);
        ((ILogger)logger).Warning("first");
        var foreign = _folder.Write("a_001.log", "of another program\n");
        foreach (var number in Enumerable.Range(0, 8))
        {
            ((ILogger)logger).Warning("number {Number}", number);
        }

        Assert.Equal("of another program\n", File.ReadAllText(foreign));
        Assert.True(File.Exists(_folder.PathOf("a_002.log")));
    }

    [Fact]
    public void AFileThatAnotherProgramTruncatesIsAppendedTo()
    {
        var path = _folder.PathOf("a.log");
        using var logger = new LazyLogger(new LogSettings { File = path });
        ((ILogger)logger).Warning("one");
        File.WriteAllText(path, "");
        ((ILogger)logger).Warning("two");

        Assert.Matches(@"\A[^\0\n]* WRN two\n\z", File.ReadAllText(path));
    }

    [Fact]
    public void AFileThatAnotherProgramMovesIsFollowedByAFileInItsPlace()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The place of an open file is known on Linux alone.");
        var path = _folder.PathOf("a.log");
        using var logger = new LazyLogger(new LogSettings { File = path });
        ((ILogger)logger).Warning("one");
        File.Move(path, path + ".1");
        ((ILogger)logger).Warning("two");

        Assert.EndsWith(" WRN one\n", File.ReadAllText(path + ".1"), StringComparison.Ordinal);
        Assert.Matches(@"\A[^\n]* WRN two\n\z", File.ReadAllText(path));
    }

    [Fact]
    public void AFolderThatIsDeletedIsMadeAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The place of an open file is known on Linux alone.");
        var path = _folder.PathOf("below/a.log");
        using var logger = new LazyLogger(new LogSettings { File = path });
        ((ILogger)logger).Warning("one");
        Directory.Delete(_folder.PathOf("below"), recursive: true);
        ((ILogger)logger).Warning("two");

        Assert.Matches(@"\A[^\n]* WRN two\n\z", File.ReadAllText(path));
    }

    [Fact]
    public async Task AFolderThatCannotBeMadeAgainIsToldOnce()
    {
        var path = _folder.PathOf("below/a.log");
        _folder.Write("below/a.log", "");
        var run = await RunAsync(
            path, "local log = require 'log' log.warn('one') os.execute('rm -r below; touch below') log.warn('two') "
                + "log.warn('three')");

        AssertErrors(
            $"* ERR the log file {path} cannot be written: another file has its name, or the name of its folder\n* WRN "
                + "two\n* WRN three\n", run);
    }

    [Fact]
    public async Task AFileThatCannotBeRolledGrowsAndThatIsToldOnce()
    {
        var path = _folder.PathOf(new string('a', 251) + ".log"); // the longest possible name
        var run = await RunAsync(
            path, "local log = require 'log' for i = 1, 20 do log.warn('number "
                + "{Number}', i) end", "--log-file-size", "100");

        AssertErrors($"* ERR the log file {path} cannot be rolled: the path is too long\n", run);
        Assert.Equal(20, File.ReadAllLines(path).Length);
    }

    [Fact]
    public async Task TheFirstNameIsNotMadeAgainBesideItsSuccessors()
    {
        _folder.Write("a_007.log", "");
        await RunAsync(_folder.PathOf("a.log"), TwoEvents);

        Assert.Equal(["a_007.log"], Directory.GetFiles(_folder.Root).Select(Path.GetFileName));
        Assert.Equal(2, File.ReadAllLines(_folder.PathOf("a_007.log")).Length);
    }

    [Fact]
    public async Task APipeTakesEventsUntilItsReaderEnds()
    {
        const string shell = """mkfifo log ended; (head -n 1 <log >got; echo >ended) & "$@" 9>log; cat got""";
        const string script = """
            local log = require 'log'
            log.warn('one')
            io.open('ended'):read()
            log.debug('two')
            log.warn('three')
            """;
        var run = await ShellAsync(shell, "--log-level", "debug", "--log-file", "/dev/fd/9", "-e", script);

        AssertErrors(
            "* ERR the log file /dev/fd/9 cannot be written: no program reads the pipe any more\n* DBG two\n* WRN "
                + "three\n", run);
        Assert.Matches(@"\A[^\n]* WRN one\n\z", Encoding.UTF8.GetString(run.Output));
    }

    [Fact]
    public async Task ANamedPipeTakesEventsAndStaysOpen()
    {
        const string shell = """mkfifo log; (exec 8<log; cat <&8 >got) & exec 9>log; "$@" 9>&-; """
            + "exec 9>&-; wait; cat got";
        var run = await ShellAsync(shell, "--log-file", "log", "--log-file-size", "10", "-e", TwoEvents);

        AssertErrors("", run);
        Assert.Matches(@"\A[^\n]* WRN one\n[^\n]* WRN two\n\z", Encoding.UTF8.GetString(run.Output));
        Assert.False(File.Exists(_folder.PathOf("log_001")));
    }

    [Fact]
    public async Task APipeThatNobodyReadsIsToldBeforeTheScriptRuns()
    {
        var run = await ShellAsync("""mkfifo log; "$@" """, "--log-file", "log", "-e", "print('runs')");

        Assert.Equal((1, false), (run.ExitCode, run.TimedOut));
        AssertErrors("*: cannot write the log file 'log': it is a pipe that no program reads, or a socket\n", run);
    }

    [Theory]
    [InlineData("/dev/stdout", "")]
    [InlineData("/dev/fd/1", " >out; cat out")]
    [InlineData("/proc/self/fd/1", " | cat")]
    [InlineData("/dev/stderr", " 2>&1")]
    public async Task AStandardStreamIsWrittenAndNeverRolled(string path, string redirection)
    {
        var run = await ShellAsync(
            "\"$@\"" + redirection,
            "--log-file",
            path,
            "--log-file-size",
            "10",
            "-e",
            TwoEvents + " io.stderr:write('end\\n')");

        Assert.Matches(@"\A[^\n]* WRN one\n[^\n]* WRN two\n(end\n)?\z", Encoding.UTF8.GetString(run.Output));
    }

    [Fact]
    public async Task AStandardStreamIsSharedWithTheScript()
    {
        var run = await ShellAsync(
            "\"$@\" >out; cat out",
            "--log-file",
            "/dev/stdout",
            "-e",
            "io.write('script\\n') io.flush() " + TwoEvents + " print('end')");

        Assert.Matches(@"\Ascript\n[^\n]* WRN one\n[^\n]* WRN two\nend\n\z", Encoding.UTF8.GetString(run.Output));
    }

    [Fact]
    public async Task AStreamThatIsClosedIsToldBeforeTheScriptRuns()
    {
        var run = await ShellAsync("\"$@\" >&-", "--log-file", "/dev/stdout", "-e", TwoEvents);

        Assert.Equal(1, run.ExitCode);
        AssertErrors("*: cannot write the log file '/dev/stdout': the descriptor is not open for writing\n", run);
    }

    [Fact]
    public async Task AnEventOfEachLevelThatTheFileDoesNotTakeGoesToStandardError()
    {
        var run = await RunAsync(
            "/dev/full", "local log = require 'log' log.debug('one') log.warn('two')", "--log-level", "debug");

        AssertErrors(
            "* ERR the log file /dev/full cannot be written: No space left on device\n* DBG one\n* WRN two\n", run);
    }

    [Fact]
    public async Task TheNullDeviceTakesEverything()
    {
        var run = await RunAsync("/dev/null", TwoEvents, "--log-file-size", "10");

        AssertErrors("", run);
        Assert.False(File.Exists("/dev/null_001"));
    }

    [Theory]
    [InlineData("file/a.log", "another file has its name, or the name of its folder")]
    [InlineData("file/b/a.log", "a part of its path does not exist, or is not a folder")]
    [InlineData("folder", "it is a folder")]
    [InlineData("folder/", "it is a folder")]
    [InlineData("loop", "Too many levels of symbolic links")]
    public async Task AProblemHasWordsOfOurs(string name, string reason)
    {
        _folder.Write("file", "");
        Directory.CreateDirectory(_folder.PathOf("folder"));
        File.CreateSymbolicLink(_folder.PathOf("loop"), "loop");
        var run = await RunAsync(name, TwoEvents);

        Assert.Equal(1, run.ExitCode);
        AssertErrors($"*: cannot write the log file '{name}': {reason}\n", run);
    }

    [Theory]
    [InlineData("os.exit(3)")]
    [InlineData("require('system').exit(3, {force = 2})")]
    [InlineData("error('end')")]
    [InlineData("while true do end")]
    [InlineData("local signal = require('system.signal') signal.raise(signal.SIGTERM)")]
    [InlineData("os.execute('kill -9 $PPID')")]
    public async Task AnEventIsInTheFileHoweverTheProgramEnds(string end)
    {
        var path = _folder.PathOf("a.log");
        var run = await RunAsync(path, $"require('log').warn('seen') {end}", "--timeout", "1");

        Assert.False(run.TimedOut);
        Assert.NotEqual(0, run.ExitCode);
        Assert.Matches(@"\A[^\n]* WRN seen\n\z", File.ReadAllText(path));
    }

    private static void LogNumbers(LogSettings settings, int count)
    {
        using var logger = new LazyLogger(settings);
        for (var i = 0; i < count; i++)
        {
            ((ILogger)logger).Warning("number {Number}", i);
        }
    }

    private static void AssertErrors(string pattern, ChildResult run)
    {
        var errors = Encoding.UTF8.GetString(run.Errors);
        Assert.True(LinePattern.Matches(pattern, errors), errors);
    }

    private Task<ChildResult> RunAsync(string path, string script, params string[] options) =>
        Executable.RunAsync(["--log-file", path, .. options, "-e", script], _folder.Root);

    /// <summary>Runs a shell command in which "$@" is moonwire with these arguments.</summary>
    private Task<ChildResult> ShellAsync(string line, params string[] arguments) =>
        Executable.RunAsync(
            arguments, _folder.Root, bound: TimeSpan.FromMinutes(1), launcher: ["bash", "-c", line, "bash"]);
}
