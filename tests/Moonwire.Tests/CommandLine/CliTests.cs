using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Logging;
using Serilog.Events;

namespace Moonwire.Tests.CommandLine;

/// <summary>What a command line asks for, and what it prints by itself; no script runs.</summary>
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

        Assert.Equal("script.lua", _request!.Script);
        Assert.Equal(["-e", "--help"], _request.ScriptArguments);
        Assert.Empty(_request.Chunks);
    }

    [Fact]
    public void OptionsAreRead()
    {
        Assert.Equal(42, Run("-e", "print(1)", "-e", "-- two", "--log-level", "debug", "--memory-limit", "5000", "a.lua", "b"));

        Assert.Equal(["print(1)", "-- two"], _request!.Chunks);
        Assert.Equal((LogEventLevel.Debug, 5000L, "a.lua"), (_request.Log.Level, _request.MemoryLimit, _request.Script));
        Assert.Equal(["b"], _request.ScriptArguments);
    }

    [Fact]
    public void TheLogIsWhatItsOptionsSay()
    {
        Assert.Equal(42, Run("--log-file", "a.log", "--log-file-size", "1000", "--log-file-count", "2", "--log-format", "json", "--log-level", "info", "a.lua"));
        Assert.Equal(
            new LogSettings { Level = LogEventLevel.Information, File = "a.log", FileSize = 1000, FileCount = 2, Format = LogFormat.Json },
            _request!.Log);

        Assert.Equal(42, Run("--memory-limit", "5000000", "a.lua"));
        Assert.Equal(new LogSettings { Level = LogEventLevel.Warning }, _request.Log);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("-h")]
    public void HelpIsPrintedAndNamesEveryOption(string option)
    {
        Assert.Equal(0, Run(option));

        Assert.All(["-e", "--version", "--log-level", "--log-file", "--log-file-size", "--log-file-count", "--log-format", "--memory-limit", "script"], o => Assert.Contains(o, _output.ToString(), StringComparison.Ordinal));
        Assert.Null(_request);
        Assert.Empty(_errors.ToString());
    }

    [Theory]
    [InlineData("--version")]
    [InlineData("-v")]
    public void VersionsArePrinted(string option)
    {
        Assert.Equal(0, Run(option));

        Assert.Matches(@"\Amoonwire \d+\.\d+\.\d+ \(Lua 5\.4\.\d+\)\n\z", _output.ToString());
        Assert.Null(_request);
    }

    [Theory]
    [InlineData("")]
    [InlineData("--")]
    [InlineData("--unknown a.lua")]
    [InlineData("-e")]
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
    public void MisuseIsExplainedWithStatus2(string line)
    {
        Assert.Equal(2, Run(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)));

        Assert.Null(_request);
        Assert.Empty(_output.ToString());
        Assert.Contains("usage: moonwire", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void AFileNameWithAnAtSignIsAScriptNotAResponseFile()
    {
        Assert.Equal(42, Run("@script.lua"));
        Assert.Equal("@script.lua", _request!.Script);
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
