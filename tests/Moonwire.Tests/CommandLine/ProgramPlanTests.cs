using Moonwire.Interpreter.CommandLine;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.CommandLine;

[TestClass]
public sealed class ProgramPlanTests
{
    [Theory]
    [InlineData("", true, "Environment Interactive", true)]
    [InlineData("", false, "Environment StandardInput", false)]
    [InlineData("-E", false, "StandardInput", false)]
    [InlineData("-W -l m", false, "Environment Warnings Library StandardInput", false)]
    [InlineData("--log-level debug", true, "Environment Interactive", true)]
    [InlineData("-e x", true, "Environment Chunk", false)]
    [InlineData("-v", true, "Environment", true)]
    [InlineData("-v -l m", true, "Environment Library", true)]
    [InlineData("-i", false, "Environment Interactive", true)]
    [InlineData("-i -e x a.lua", false, "Environment Chunk File Interactive", true)]
    [InlineData("a.lua", true, "Environment File", false)]
    [InlineData("-", true, "Environment StandardInput", false)]
    [InlineData("-- -", true, "Environment File", false)]
    public void StepsFollowOneAnotherAsInLua(string line, bool isTerminal, string steps, bool showsVersion)
    {
        var (program, shown) = Plan(line, isTerminal);

        Assert.Equal(steps, string.Join(' ', program.Steps.Select(s => s.Kind)));
        Assert.Equal(showsVersion, shown);
    }

    [Theory]
    [InlineData("-e x -- a.lua b", 4, "lua -e x -- a.lua b")]
    [InlineData("-e x", 0, "lua -e x")]
    [InlineData("--log-level debug a.lua", 3, "lua --log-level debug a.lua")]
    public void TheCommandLineIsKeptWhole(string line, int scriptIndex, string commandLine)
    {
        var (program, _) = Plan(line, isTerminal: false);

        Assert.Equal((scriptIndex, commandLine), (program.ScriptIndex, string.Join(' ', program.CommandLine)));
    }

    private static (LuaProgram Program, bool ShowsVersion) Plan(string line, bool isTerminal)
    {
        RunRequest? request = null;
        _ = Cli.Run(
            line.Split(' ', StringSplitOptions.RemoveEmptyEntries),
            r =>
            {
                request = r;
                return 0;
            },
            () => TextWriter.Null,
            () => TextWriter.Null);
        return ProgramPlan.Of(request!, "lua", () => isTerminal);
    }
}
