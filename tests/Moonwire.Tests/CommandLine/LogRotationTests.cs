using System.Text;
using System.Text.RegularExpressions;
using Moonwire.Interpreter.Logging;
using Moonwire.Tests.Support;
using Serilog;

namespace Moonwire.Tests.CommandLine;

/// <summary>Another program rotates the log file: each event is in exactly one file, and no signal is needed.</summary>
[TestClass]
public sealed partial class LogRotationTests : IDisposable
{
    private const string FirstEvent = @"\A[^\n]* WRN one\n\z";
    private const string SecondEvent = @"\A[^\0\n]* WRN two\n\z";

    private readonly TemporaryFolder _folder = new();

    private string Log => _folder.PathOf("a.log");

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void AFileThatIsMovedAndMadeAnewIsOpenedAgain()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "The place of an open file is known on Linux alone.");
        using var logger = new LazyLogger(new LogSettings { File = Log });
        ((ILogger)logger).Warning("one");
        File.Move(Log, Log + ".1");
        File.WriteAllText(Log, "");
        if (!OperatingSystem.IsWindows())
        {
            File.SetUnixFileMode(Log, UnixFileMode.UserRead | UnixFileMode.UserWrite);
        }

        ((ILogger)logger).Warning("two");

        Assert.Matches(FirstEvent, File.ReadAllText(Log + ".1"));
        Assert.Matches(SecondEvent, File.ReadAllText(Log));
    }

    [Fact]
    public void AFileThatIsCopiedAndTruncatedIsAppendedTo()
    {
        using var logger = new LazyLogger(new LogSettings { File = Log });
        ((ILogger)logger).Warning("one");
        File.Copy(Log, Log + ".1");
        using (var file = File.OpenWrite(Log))
        {
            file.SetLength(0);
        }

        ((ILogger)logger).Warning("two");

        Assert.Matches(FirstEvent, File.ReadAllText(Log + ".1"));
        Assert.Matches(SecondEvent, File.ReadAllText(Log));
    }

    [Theory]
    [InlineData("create 0600")]
    [InlineData("nocreate")]
    [InlineData("copytruncate")]
    public async Task LogrotateRotatesTheFileOfARunningProgram(string mode) =>
        await RotateAsync($"{Log} {{\n rotate 2\n {mode}\n}}\n");

    [Fact]
    public async Task TheConfigurationOnThePageRotatesTheFile()
    {
        var page = await File.ReadAllTextAsync(
            Repository.PathOf("docs", "command-line.md"), TestContext.Current.CancellationToken);
        var configuration = Configuration().Match(page).Groups["file"].Value;
        Assert.Contains("/var/log/app/app.log {", configuration, StringComparison.Ordinal);

        await RotateAsync(configuration.Replace("/var/log/app/app.log", Log, StringComparison.Ordinal));
    }

    private async Task RotateAsync(string configuration)
    {
        Tool.Require("logrotate");
        var path = _folder.Write("rotate.conf", configuration);
        if (!OperatingSystem.IsWindows())
        {
            // logrotate refuses a configuration or a folder that others may write to.
            File.SetUnixFileMode(path, UnixFileMode.UserRead | UnixFileMode.UserWrite);
            File.SetUnixFileMode(
                _folder.Root, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }

        const string script = """
            local log = require 'log'
            log.warn('one')
            assert(os.execute('logrotate --force --state state rotate.conf'))
            log.warn('two')
            """;
        var run = await Executable.RunAsync(["--log-file", Log, "-e", script], _folder.Root);

        Assert.Equal((0, ""), (run.ExitCode, Encoding.UTF8.GetString(run.Errors)));
        Assert.Matches(FirstEvent, await File.ReadAllTextAsync(Log + ".1", TestContext.Current.CancellationToken));
        Assert.Matches(SecondEvent, await File.ReadAllTextAsync(Log, TestContext.Current.CancellationToken));
    }

    [GeneratedRegex(@"```text\n(?<file>/var/log/app/app\.log \{\n.*?\n\}\n)```", RegexOptions.Singleline)]
    private static partial Regex Configuration();
}
