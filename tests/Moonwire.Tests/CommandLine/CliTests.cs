using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Hosting;
using Serilog.Events;

namespace Moonwire.Tests.CommandLine;

/// <summary>The requests that command lines make, and the texts that are printed without running a script.</summary>
[TestClass]
public sealed class CliTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();
    private RunRequest? _request;

    [Fact]
    public void AScriptAndItsArgumentsAreRunAndTheStatusIsReturned()
    {
        Assert.Equal(42, Run("script.lua", "-e", "--help"));

        Assert.Equal(0, _request!.ScriptIndex);
        Assert.Equal(["script.lua", "-e", "--help"], _request.Arguments);
        Assert.Empty(_request.Steps);
    }

    [Fact]
    public void OptionsAreRead()
    {
        string[] arguments =
            [
                "-e", "print(1)", "-e-- two", "--log-level", "debug", "--memory-limit", "5000", "--timeout", "1.5",
                "a.lua", "b",
            ];
        Assert.Equal(42, Run(arguments));

        Assert.Equal(
            [new ProgramStep(StepKind.Chunk, "print(1)"), new ProgramStep(StepKind.Chunk, "-e-- two", Skip: 2)],
            _request!.Steps);
        Assert.Equal((LogEventLevel.Debug, 5000L, 9), (_request.Log.Level, _request.MemoryLimit, _request.ScriptIndex));
        Assert.Equal(TimeSpan.FromSeconds(1.5), _request.Timeout);
    }

    [Fact]
    public void TheLogIsWhatItsOptionsSay()
    {
        string[] arguments =
            [
                "--log-file", "a.log", "--log-file-size", "1000", "--log-file-count", "2", "--log-format", "json",
                "--log-level", "info", "a.lua",
            ];
        Assert.Equal(42, Run(arguments));
        Assert.Equal(
            new LogSettings
            {
                Level = LogEventLevel.Information,
                File = "a.log",
                FileSize = 1000,
                FileCount = 2,
                Format = LogFormat.Json,
            },
            _request!.Log);

        Assert.Equal(42, Run("--memory-limit", "5000000", "a.lua"));
        Assert.Equal(new LogSettings { Level = LogEventLevel.Warning }, _request.Log);
    }

    [Fact]
    public void HelpIsPrintedAndNamesEveryOption()
    {
        Assert.Equal(0, Run("--help"));

        string[] options =
            [
                "-e", "-l", "-i", "-v", "-E", "-W", "--help", "--version", "--log-level", "--log-file",
                "--log-file-size", "--log-file-count", "--log-format", "--memory-limit", "--timeout", "script",
            ];
        Assert.All(options, o => Assert.Contains(o, _output.ToString(), StringComparison.Ordinal));
        Assert.Null(_request);
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public void VersionsArePrinted()
    {
        Assert.Equal(0, Run("--version"));

        Assert.Matches(@"\Amoonwire \d+\.\d+\.\d+ \(Lua 5\.4\.\d+\)\n\z", _output.ToString());
        Assert.Null(_request);
    }

    [Theory]
    [InlineData("--unknown a.lua")]
    [InlineData("---")]
    [InlineData("--log-level loud a.lua")]
    [InlineData("--log-level")]
    [InlineData("--log-format xml a.lua")]
    [InlineData("--log-file")]
    [InlineData("--log-file-size 0 a.lua")]
    [InlineData("--log-file-count -1 a.lua")]
    [InlineData("--log-file-count 3000000000 a.lua")]
    [InlineData("--memory-limit")]
    [InlineData("--memory-limit x a.lua")]
    [InlineData("--memory-limit 0 a.lua")]
    [InlineData("--memory-limit -5 a.lua")]
    [InlineData("--timeout")]
    [InlineData("--timeout x a.lua")]
    [InlineData("--timeout 0 a.lua")]
    [InlineData("--timeout 0.0001 a.lua")]
    [InlineData("--timeout -1 a.lua")]
    [InlineData("--timeout inf a.lua")]
    [InlineData("--timeout 1e99 a.lua")]
    [InlineData("--timeout 5s a.lua")]
    [InlineData("--memory-limit 10M a.lua")]
    [InlineData("--log-file-size 10M a.lua")]
    public void AWrongOptionOfMoonwiresOwnIsExplainedWithStatus2(string line) => IsMisuse(2, line);

    [Theory]
    [InlineData("-h")]
    [InlineData("-e")]
    [InlineData("--log-level debug -x a.lua")]
    public void AWrongOptionOfLuasIsExplainedWithStatus1(string line) => IsMisuse(1, line);

    private void IsMisuse(int status, string line)
    {
        Assert.Equal(status, Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Null(_request);
        Assert.Empty(_output.ToString());
        Assert.Contains("usage: moonwire", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(
        "--timeout 1e99 a.lua",
        "moonwire: '1e99' is not a time-out: expected a number of seconds from 0.001 to 1e10, without a unit.")]
    [InlineData(
        "--memory-limit 10M a.lua",
        "moonwire: '10M' is not a memory limit: expected a positive whole number of bytes, without a unit.")]
    [InlineData("-h", "moonwire: unrecognized option '-h' (did you mean '--help'?)")]
    [InlineData("-help", "moonwire: unrecognized option '-help' (did you mean '--help'?)")]
    [InlineData("-timeout 5 a.lua", "moonwire: unrecognized option '-timeout' (did you mean '--timeout'?)")]
    [InlineData("chek", "moonwire: cannot open chek: there is no such file (did you mean 'check'?)")]
    [InlineData("chek a.lua b.lua", "moonwire: cannot open chek: there is no such file (did you mean 'check'?)")]
    [InlineData("help check", "moonwire: cannot open help: there is no such file (did you mean '--help'?)")]
    public void WhatWasMeantIsTold(string line, string first)
    {
        Assert.NotEqual(42, Run(line.Split(' ')));

        Assert.Equal(first, _errors.ToString().Split('\n')[0]);
    }

    [Theory]
    [InlineData("--timeout x a.lua", "moonwire [options] [script [arguments]]", "moonwire --help prints more")]
    [InlineData("check", "moonwire check [--json] <file>...", "moonwire check --help prints more")]
    [InlineData("doctor x", "moonwire doctor [--json]", "moonwire doctor --help prints more")]
    [InlineData("types", "moonwire types <dir>", "moonwire types --help prints more")]
    [InlineData("repl x", "moonwire repl", "moonwire repl --help prints more")]
    public void AMisuseIsFollowedByTheUsageOfItsCommand(string line, string usage, string help)
    {
        Assert.Equal(2, Run(line.Split(' ')));

        Assert.EndsWith($"\nusage: {usage}\n       {help}\n", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "moonwire [options] [script [arguments]]\n  moonwire <command> ...")]
    [InlineData("check --help", "moonwire check [--json] <file>...")]
    [InlineData("doctor --help", "moonwire doctor [--json]")]
    [InlineData("types --help", "moonwire types <dir>")]
    [InlineData("completions --help", "moonwire completions bash|zsh|fish")]
    [InlineData("repl --help", "moonwire repl")]
    [InlineData("man --help", "moonwire man")]
    public void HelpShowsHowTheProgramAndEachCommandIsCalled(string line, string usage)
    {
        Assert.Equal(0, Run(line.Split(' ')));

        Assert.Contains($"Usage:\n  {usage}\n\n", _output.ToString(), StringComparison.Ordinal);
        Assert.Equal(line == "--help", _output.ToString().Contains("<script>", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("--timeout 1e9", 1e9)]
    [InlineData("--timeout 2.5e-1", 0.25)]
    public void ATimeoutMayHaveAnExponent(string line, double seconds)
    {
        Assert.Equal(42, Run([.. line.Split(' '), "a.lua"]));

        Assert.Equal(TimeSpan.FromSeconds(seconds), _request!.Timeout);
    }

    [Fact]
    public void AFileNameWithAnAtSignIsAScriptNotAResponseFile()
    {
        Assert.Equal(42, Run("@script.lua"));
        Assert.Equal(0, _request!.ScriptIndex);
    }

    private int Run(params string[] arguments) => Cli.Run(
        arguments,
        request =>
        {
            _request = request;
            return 42;
        },
        () => _output,
        () => _errors);
}
