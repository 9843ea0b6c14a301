using System.Text.Json;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary><c>moonwire check FILE...</c></summary>
[TestClass]
public sealed class CheckTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public void EveryFileIsLookedAtAndNoneIsRun()
    {
        var good = _folder.Write("good.lua", "error('run')");
        var first = _folder.Write("first.lua", "x = = 1");
        var second = _folder.Write("second.lua", "\nif x then");

        Assert.Equal(1, Run("check", first, good, second));

        Assert.Equal(
            $"{first}:1:5: unexpected symbol near '='\n{second}:2:10: 'end' expected near <eof>\n", _output.ToString());
        Assert.Empty(_errors.ToString());
    }

    [Fact]
    public void FilesWithoutAProblemGiveStatus0AndNoWords()
    {
        Assert.Equal(0, Run("check", _folder.Write("good.lua", "return 1")));

        Assert.Empty(_output.ToString() + _errors);
    }

    [Fact]
    public void AFolderStandsForItsLuaFilesAndThoseBelow()
    {
        _ = _folder.Write("b/c/deep.lua", "x");
        _ = _folder.Write("a.lua", "x");
        _ = _folder.Write("text.txt", "x");
        _ = Directory.CreateSymbolicLink(_folder.PathOf("b/back"), _folder.Root);

        Assert.Equal(1, Run("check", _folder.Root));

        const string problem =
            ":1:2: syntax error near <eof> (a statement assigns, as in x = 1, or calls, as in f(x))";
        Assert.Equal(
            [_folder.PathOf("a.lua") + problem, _folder.PathOf("b/c/deep.lua") + problem, ""],
            _output.ToString().Split('\n'));
    }

    [Fact]
    public void WhatCannotBeReadIsStatus2AndTheRestIsStillLookedAt()
    {
        var empty = Directory.CreateDirectory(_folder.PathOf("empty")).FullName;
        var broken = _folder.Write("broken.lua", "x");
        var missing = _folder.PathOf("missing.lua");

        Assert.Equal(2, Run("check", missing, empty, broken));

        Assert.Equal(
            $"{broken}:1:2: syntax error near <eof> (a statement assigns, as in x = 1, or calls, as in f(x))\n",
            _output.ToString());
        Assert.Equal(
            $"moonwire: cannot read '{missing}': there is no such file\nmoonwire: there is no .lua file in '{empty}'\n",
            _errors.ToString());
    }

    [Fact]
    public async Task ADashIsStandardInput()
    {
        var run = await Executable.RunAsync(["check", "-"], input: "#!/bin/sh\nx = )"u8.ToArray());

        Assert.Equal(
            (1, "stdin:2:5: unexpected symbol near ')'\n", ""),
            (run.ExitCode, Visible.Text(run.Output), Visible.Text(run.Errors)));
    }

    [Fact]
    public void JsonHasAnObjectForEachProblem()
    {
        var broken = _folder.Write("broken.lua", "x = )");
        var compiled = _folder.Write("compiled.lua", "\u001bLua");

        Assert.Equal(1, Run("check", "--json", broken, compiled));

        using var json = JsonDocument.Parse(_output.ToString());
        var problems = json.RootElement.EnumerateArray().ToList();
        Assert.Equal(
            (broken, 1, 5, "unexpected symbol near ')'"),
            (
                problems[0].GetProperty("file").GetString(),
                problems[0].GetProperty("line").GetInt32(),
                problems[0].GetProperty("column").GetInt32(),
                problems[0].GetProperty("message").GetString()));
        Assert.Equal(JsonValueKind.Null, problems[1].GetProperty("line").ValueKind);
    }

    [Theory]
    [InlineData("check")]
    [InlineData("check --unknown x.lua")]
    public void MisuseIsExplainedWithStatus2(string line)
    {
        Assert.Equal(2, Run(line.Split(' ')));

        Assert.Empty(_output.ToString());
        Assert.Contains("usage: moonwire", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help", "./check")]
    [InlineData("--help", "./doctor")]
    [InlineData("check --help", "./check")]
    public void HelpSaysHowAScriptOfThatNameIsRun(string line, string words)
    {
        Assert.Equal(0, Run(line.Split(' ')));
        Assert.Contains(words, _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./check")]
    [InlineData("check.lua")]
    [InlineData("-- check")]
    [InlineData("./test")]
    [InlineData("./probe")]
    [InlineData("doctor.lua")]
    public void OnlyTheWordAloneIsTheCommand(string line) => Assert.Equal(42, Run(line.Split(' ')));

    private int Run(params string[] arguments) => Cli.Run(arguments, static _ => 42, () => _output, () => _errors);
}
