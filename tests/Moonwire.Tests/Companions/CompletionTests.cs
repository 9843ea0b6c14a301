using System.CommandLine;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Companions;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Companions;

/// <summary>The completions that the shells of this machine offer for moonwire.</summary>
[TestClass]
public sealed class CompletionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string> Shells => ["bash", "zsh", "fish"];

    /// <summary>
    /// A shell, a command line, and the completions at its end. The tests' folder contains script.lua and below/.
    /// </summary>
    public static TheoryData<string, string, string> Lines
    {
        get
        {
            var lines = new TheoryData<string, string, string>();
            foreach (var shell in new[] { "bash", "zsh", "fish" })
            {
                lines.Add(shell, "moonwire --log-l", "--log-level");
                lines.Add(shell, "moonwire --log-level=deb", shell == "fish" ? "--log-level=debug" : "debug");
                lines.Add(shell, "moonwire --log-level inf", "info");
                lines.Add(shell, "moonwire --memory-limit ", "");
                lines.Add(shell, "moonwire -e x --vers", "--version");
                lines.Add(shell, "moonwire --memory-limit 5 --vers", "--version");
                lines.Add(shell, "moonwire typ", "types");
                lines.Add(shell, "moonwire scr", "script.lua");
                lines.Add(shell, "moonwire -e x scr", "script.lua");
                lines.Add(shell, "moonwire script.lua --vers", "");
                lines.Add(shell, "moonwire script.lua scr", "script.lua");
                lines.Add(shell, "moonwire -- --vers", "");
                lines.Add(shell, "moonwire completions ", "bash fish zsh");
                lines.Add(shell, "moonwire completions bash z", shell == "fish" ? "zsh" : "");
                lines.Add(shell, "moonwire types be", shell == "fish" ? "below/" : "below");
                lines.Add(shell, "moonwire types --he", "--help");
                lines.Add(shell, "moonwire test --ti", "--timeout --timings");
                lines.Add(shell, "moonwire test --reporter ju", "junit");
                lines.Add(shell, "moonwire test --timings scr", "script.lua");
                lines.Add(shell, "moonwire test --jobs 2 scr", "script.lua");
                lines.Add(shell, "moonwire test --list scr", "script.lua");
                lines.Add(shell, "moonwire probe --in", "--interface --interval");
                lines.Add(shell, "moonwire probe --targets scr", "script.lua");
                lines.Add(shell, "moonwire types --vers", "");
            }

            return lines;
        }
    }

    public void Dispose() => _folder.Dispose();

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task TheShellOffers(string shell, string line, string expected) =>
        Assert.Equal(expected, string.Join(' ', await OfferedAsync(shell, line)));

    [Theory]
    [MemberData(nameof(Shells))]
    public async Task EveryOptionAndCommandIsOffered(string shell)
    {
        var outline = Outline.Of(new RootDefinition().Command);

        var options = await OfferedAsync(shell, "moonwire -");
        var all = outline.Options.SelectMany(o => o.Names).ToList();
        Assert.NotEmpty(all);
        Assert.Equal(all.Order(StringComparer.Ordinal), options);

        var commands = await OfferedAsync(shell, "moonwire ");
        Assert.Subset(
            commands.ToHashSet(StringComparer.Ordinal),
            outline.Commands.Select(c => c.Name).ToHashSet(StringComparer.Ordinal));

        foreach (var option in outline.Options.Where(o => o.Value is { Choices.Count: > 0 }))
        {
            var values = await OfferedAsync(shell, $"moonwire {option.Names[^1]} ");
            Assert.Equal(option.Value!.Choices.Order(StringComparer.Ordinal), values);
        }
    }

    [Fact]
    public void TheOutlineHasEveryOptionAndCommandOfTheDefinitions()
    {
        var root = new RootDefinition().Command;
        var outline = Outline.Of(root);

        Assert.Equal(
            root.Options.Select(o => o.Name).Order(),
            outline.Options.Select(o => root.Options.Single(d => o.Names.Contains(d.Name)).Name).Order());
        Assert.Equal(root.Subcommands.Select(c => c.Name), outline.Commands.Select(c => c.Name));
        Assert.All(root.Subcommands, c => Assert.True(RootDefinition.IsCommand(c.Name), c.Name));
        Assert.All(root.Options.Where(o => o.Name.StartsWith("--", StringComparison.Ordinal)), TakesItsValue);
    }

    [Theory]
    [InlineData("completions")]
    [InlineData("completions tcsh")]
    [InlineData("completions bash zsh")]
    [InlineData("man page")]
    public void MisuseIsExplainedWithStatus2(string line)
    {
        using var output = new StringWriter();
        using var errors = new StringWriter();

        Assert.Equal(2, Cli.Run(line.Split(' '), static _ => 42, () => output, () => errors));

        Assert.Empty(output.ToString());
        Assert.Contains("usage: moonwire", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("completions", "bash")]
    [InlineData("man")]
    [InlineData("--help")]
    public async Task OutputThatCannotBeWrittenIsExplained(params string[] arguments)
    {
        Assert.SkipUnless(File.Exists("/dev/full"), "NOT RUN, there is no /dev/full.");

        var run = await Executable.RunAsync(arguments, launcher: ["sh", "-c", "exec \"$0\" \"$@\" > /dev/full"]);

        Assert.Equal(1, run.ExitCode);
        Assert.StartsWith(
            "moonwire: cannot write to standard output", Visible.Text(run.Errors), StringComparison.Ordinal);
    }

    /// <summary>Asserts that the parser and the definitions agree whether the option takes a value.</summary>
    private static void TakesItsValue(Option option) =>
        Assert.Equal(
            option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool),
            RootDefinition.TakesValue(option.Name));

    private async Task<IReadOnlyList<string>> OfferedAsync(string shell, string line)
    {
        Tool.Require(shell);
        _folder.Write("work/script.lua", "");
        Directory.CreateDirectory(_folder.PathOf("work/below"));
        var completions = _folder.Write(
            "moonwire." + shell, CompanionCommands.Completions(new RootDefinition().Command, shell));
        var driver = Repository.PathOf("tests", "Moonwire.Tests", "Companions", "complete." + shell);
        string[] arguments = shell switch
        {
            "bash" => ["--norc", driver, completions, .. line.Replace("=", " = ", StringComparison.Ordinal).Split(' ')],
            "zsh" => ["-f", driver, completions, line],
            _ => ["--no-config", driver, completions, line],
        };
        var offered = await Tool.RunAsync(shell, arguments, _folder.PathOf("work"));
        return [.. offered.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(o => o.Trim()).Distinct()
            .Order(StringComparer.Ordinal)];
    }
}
