using System.Text;
using System.Text.Json;
using Moonwire.Interpreter.Logging;
using Moonwire.Modules.Logging;
using Moonwire.Tests.Support;
using Serilog;
using Serilog.Events;

namespace Moonwire.Tests.CommandLine;

/// <summary>The destination of the log, and the moment when the logger is built.</summary>
[TestClass]
public sealed class LoggingTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void WarningsAreLoggedByDefault()
    {
        using var logger = new LazyLogger(new LogSettings());

        Assert.Equal(
            [LogEventLevel.Warning, LogEventLevel.Error, LogEventLevel.Fatal],
            Enum.GetValues<LogEventLevel>().Where(logger.IsEnabled));
    }

    [Fact]
    public void NothingIsBuiltBeforeTheFirstEventThatIsLogged()
    {
        using var logger = new LazyLogger(
            new LogSettings { File = _folder.PathOf("a.log"), Level = LogEventLevel.Error });

        ((ILogger)logger).Warning("not seen");
        Assert.Empty(Directory.GetFiles(_folder.Root));
        ((ILogger)logger).Error("seen");
        Assert.Single(Directory.GetFiles(_folder.Root));
    }

    [Fact]
    public void NothingIsLoggedWithTheLevelNone()
    {
        using var logger = new LazyLogger(new LogSettings { Level = LogLevels.None });

        Assert.DoesNotContain(Enum.GetValues<LogEventLevel>(), logger.IsEnabled);
    }

    [Fact]
    public void AFileIsAppendedTo()
    {
        var settings = new LogSettings { File = _folder.PathOf("below/a.log") };
        foreach (var run in (ReadOnlySpan<int>)[1, 2])
        {
            using var logger = new LazyLogger(settings);
            ((ILogger)logger).Warning("run {Run} of {Name}\n", run, "a\nb");
        }

        var lines = File.ReadAllLines(settings.File);
        Assert.Equal(2, lines.Length);
        Assert.Matches(@"\A\d{4}-\d\d-\d\d \d\d:\d\d:\d\d\.\d{3} [+-]\d\d:\d\d WRN run 1 of a\\nb\\n\z", lines[0]);
        Assert.EndsWith("WRN run 2 of a\\nb\\n", lines[1], StringComparison.Ordinal);
    }

    [Fact]
    public void AFileThatIsFullIsFollowedByTheNextAndTheOldestGoes()
    {
        var settings = new LogSettings
        {
            File = _folder.PathOf("a.log"),
            FileSize = 200,
            FileCount = 3,
            Format = LogFormat.Json,
        };
        using (var logger = new LazyLogger(settings))
        {
            for (var i = 0; i < 50; i++)
            {
                ((ILogger)logger).Warning("number {Number}", i);
            }
        }

        var files = Directory.GetFiles(_folder.Root).Order(StringComparer.Ordinal).ToList();
        Assert.Equal(3, files.Count);
        Assert.All(files, file => Assert.Matches(@"\Aa_\d{3}\.log\z", Path.GetFileName(file)));
        Assert.All(files, file => Assert.InRange(new FileInfo(file).Length, 1, 400));
        var numbers = files.SelectMany(File.ReadAllLines)
            .Select(static line => JsonDocument.Parse(line).RootElement.GetProperty("Number").GetInt32()).ToList();
        Assert.Equal(Enumerable.Range(50 - numbers.Count, numbers.Count), numbers);
    }

    [Fact]
    public async Task AScriptsLogGoesToTheFileAlone()
    {
        var path = _folder.PathOf("script.log");
        const string chunk = "require('log').warn('from {Peer}', {port = 53}) print('out') os.exit(3)";
        var run = await Executable.RunAsync(["--log-file", path, "--log-format", "json", "-e", chunk]);

        Assert.Equal(
            (3, "out\n", ""), (run.ExitCode, Encoding.UTF8.GetString(run.Output), Encoding.UTF8.GetString(run.Errors)));
        var logged = JsonDocument.Parse(Assert.Single(File.ReadAllLines(path))).RootElement;
        Assert.Equal(
            ("from {Peer}", "Warning", 53),
            (
                logged.GetProperty("@mt").GetString(),
                logged.GetProperty("@l").GetString(),
                logged.GetProperty("Peer").GetProperty("port").GetInt32()));
    }

    [Fact]
    public async Task AFileThatCannotBeWrittenIsToldBeforeTheScriptRuns()
    {
        var path = Path.Combine(_folder.Write("file", ""), "a.log");
        var run = await Executable.RunAsync(["--log-file", path, "-e", "print('runs')"]);

        Assert.Equal((1, ""), (run.ExitCode, Encoding.UTF8.GetString(run.Output)));
        Assert.StartsWith(
            $"moonwire: cannot write the log file '{path}': ",
            Encoding.UTF8.GetString(run.Errors),
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "moonwire: --log-file needs the path of a file\n")]
    [InlineData("/", "moonwire: cannot write the log file '/': it is a folder\n")]
    public async Task APathThatIsNoFilesIsToldInOurWords(string path, string message)
    {
        var run = await Executable.RunAsync(["--log-file", path, "-e", "print('runs')"]);

        Assert.Equal(
            (1, "", message), (run.ExitCode, Encoding.UTF8.GetString(run.Output), Encoding.UTF8.GetString(run.Errors)));
    }

    [Fact]
    public async Task WhatAFileNoLongerTakesGoesToStandardError()
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "The system has no device that is always full.");
        var path = _folder.PathOf("full.log");
        File.CreateSymbolicLink(path, "/dev/full");
        var run = await Executable.RunAsync(
            ["--log-file", path, "-e", "local log = require('log') log.warn('first') log.warn('second')"]);

        Assert.Equal(0, run.ExitCode);
        Assert.True(
            LinePattern.Matches(
                $"* ERR the log file {path} cannot be written: *\n* WRN first\n* WRN second\n",
                Encoding.UTF8.GetString(run.Errors)),
            Encoding.UTF8.GetString(run.Errors));
    }

    [Theory]
    [InlineData(false, null, "xterm", true)]
    [InlineData(false, "", null, true)]
    [InlineData(false, "1", "xterm", false)]
    [InlineData(false, "0", "xterm", false)]
    [InlineData(false, null, "dumb", false)]
    [InlineData(true, null, "xterm", false)]
    public void OnlyATerminalThatWantsThemGetsColours(
        bool isRedirected, string? noColour, string? terminal, bool expected) =>
        Assert.Equal(
        expected,
        LogColour.IsWanted(isRedirected, name =>
            name == "NO_COLOR" ? noColour
                : name == "TERM" ? terminal
                : throw new ArgumentException(name, nameof(name))));

    [Theory]
    [InlineData("info", LogEventLevel.Information)]
    [InlineData("Information", LogEventLevel.Information)]
    [InlineData("WARN", LogEventLevel.Warning)]
    [InlineData("warning", LogEventLevel.Warning)]
    [InlineData("none", LogLevels.None)]
    [InlineData("loud", null)]
    [InlineData("3", null)]
    public void ALevelHasALongAndAShortName(string name, LogEventLevel? level) =>
        Assert.Equal(level, LogLevels.Find(name));
}
