using Moonwire.Interpreter.CommandLine;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Tests.CommandLine;

[TestClass]
public sealed class ProgramPlanTests
{
    [Theory]
    [InlineData("", true, "Version Environment Interactive")]
    [InlineData("", false, "Environment StandardInput")]
    [InlineData("-E", false, "StandardInput")]
    [InlineData("-W -l m", false, "Environment Warnings Library StandardInput")]
    [InlineData("--log-level debug", true, "Version Environment Interactive")]
    [InlineData("-e x", true, "Environment Chunk")]
    [InlineData("-v", true, "Version Environment")]
    [InlineData("-v -l m", true, "Version Environment Library")]
    [InlineData("-i", false, "Version Environment Interactive")]
    [InlineData("-i -e x a.lua", false, "Version Environment Chunk File Interactive")]
    [InlineData("a.lua", true, "Environment File")]
    [InlineData("-", true, "Environment StandardInput")]
    [InlineData("-- -", true, "Environment File")]
    public void StepsFollowOneAnotherAsInLua(string line, bool isTerminal, string steps)
    {
        var program = Plan(line, isTerminal);

        Assert.Equal(steps, string.Join(' ', program.Steps.Select(s => s.Kind)));
    }

    [Theory]
    [InlineData("-e x -- a.lua b", 4, "lua -e x -- a.lua b")]
    [InlineData("-e x", 0, "lua -e x")]
    [InlineData("--log-level debug a.lua", 3, "lua --log-level debug a.lua")]
    public void TheCommandLineIsKeptWhole(string line, int scriptIndex, string commandLine)
    {
        var program = Plan(line, isTerminal: false);

        Assert.Equal((scriptIndex, commandLine), (program.ScriptIndex, string.Join(' ', program.CommandLine)));
    }

    private static LuaProgram Plan(string line, bool isTerminal)
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
