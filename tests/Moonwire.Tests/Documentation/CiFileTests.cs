using System.Text;
using System.Text.Json;
using System.Text.RegularExpressions;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Companions;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Documentation;

/// <summary>
/// The files for CI on the page Testing. PyYAML parses the files for GitHub and GitLab. <see cref="PipelineSyntax"/>
/// parses the file for Jenkins, because Groovy itself needs a Java runtime, and the test checks the sections and the
/// steps. For the Dockerfile, the test checks each instruction. The shell checks the syntax of each command, and the
/// commands of moonwire run.
/// </summary>
[TestClass]
public sealed class CiFileTests : IDisposable
{
    private static readonly string Page = File.ReadAllText(Repository.PathOf("docs", "testing.md"));

    private static readonly KeyValuePair<string, string>[] Variables =
    [
        KeyValuePair.Create("SHARD", "1"),
        KeyValuePair.Create("CI_NODE_INDEX", "1"),
        KeyValuePair.Create("CI_NODE_TOTAL", "2"),
        KeyValuePair.Create("JOB_COMPLETION_INDEX", "0"),
    ];

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFileForGitHubActions()
    {
        var file = await ParsedAsync(Block("### GitHub Actions", "yaml"));

        var job = file.GetProperty("jobs").GetProperty("test");
        Assert.Equal(2, job.GetProperty("strategy").GetProperty("matrix").GetProperty("shard").GetArrayLength());
        var steps = job.GetProperty("steps").EnumerateArray().ToList();
        Assert.All(steps, step => Assert.True(step.TryGetProperty("uses", out _) || step.TryGetProperty("run", out _)));
        await RunAsync(steps.Where(s => s.TryGetProperty("run", out _)).Select(s => s.GetProperty("run").GetString()!));
    }

    [Fact]
    public async Task TheFileForGitLab()
    {
        var file = await ParsedAsync(Block("### GitLab", "yaml"));

        var job = file.GetProperty("test");
        Assert.Equal(
            "report.xml", job.GetProperty("artifacts").GetProperty("reports").GetProperty("junit").GetString());
        Assert.Equal(2, job.GetProperty("parallel").GetInt32());
        await RunAsync(((string[])["before_script", "script"]).SelectMany(
            name => job.GetProperty(name).EnumerateArray().Select(line => line.GetString()!)));
    }

    [Fact]
    public async Task TheFileForJenkins()
    {
        var pipeline = PipelineSyntax.Parse(Block("### Jenkins", "groovy"));

        Assert.Equal("pipeline", pipeline.Name);
        var sections = pipeline.Inside("agent", "options", "stages", "post").ToDictionary(static s => s.Name);
        var docker = Assert.Single(sections["agent"].Inside("docker"));
        Assert.Equal(["image", "args"], docker.Inside("image", "args").ConvertAll(static c => c.Name));
        Assert.Matches("^[a-z]+:[0-9]+$", docker.Block![0].Text());
        var timeout = Assert.Single(sections["options"].Inside("timeout")).Arguments;
        Assert.Equal([("time", false), ("unit", true)], timeout.ConvertAll(static a => (a.Key!, a.IsText)));
        Assert.Contains(timeout[1].Value, (string[])["SECONDS", "MINUTES", "HOURS"]);
        var always = Assert.Single(sections["post"].Inside("always"));
        Assert.Equal("report.xml", Assert.Single(always.Inside("junit")).Text());
        var commands = new List<string>();
        foreach (var stage in sections["stages"].Inside("stage"))
        {
            Assert.NotEmpty(stage.Text());
            commands.AddRange(Assert.Single(stage.Inside("steps")).Inside("sh").Select(static step => step.Text()));
        }

        await RunAsync(commands);
    }

    [Theory]
    [InlineData("pipeline { agent any")]
    [InlineData("pipeline { agent any } }")]
    [InlineData("pipeline { sh 'a' 'b' }")]
    [InlineData("pipeline { sh 'a }")]
    [InlineData("pipeline { options { timeout(time 15) } }")]
    [InlineData("pipeline { options { timeout(time: 15 } }")]
    [InlineData("pipeline { stage('a') { } stage('b') { } }")]
    [InlineData("pipeline { sh \"a\" }")]
    public void AWrongPipelineIsRefused(string text) =>
        Assert.Throws<FormatException>(() => PipelineSyntax.Parse(text));

    /// <summary>Checks the instructions and their operands. Each line is one instruction.</summary>
    [Fact]
    public async Task TheFileForAContainer()
    {
        var lines = Block("### A plain container", "dockerfile").Split('\n', StringSplitOptions.RemoveEmptyEntries);
        var instructions = Array.ConvertAll(
            lines, static line => (Name: line.Split(' ')[0], Operands: line[(line.IndexOf(' ') + 1)..]));

        Assert.Equal("FROM", instructions[0].Name);
        Assert.Equal("CMD", instructions[^1].Name);
        Assert.Single(instructions, static i => i.Name is "FROM");
        Assert.Single(instructions, static i => i.Name is "CMD");
        Assert.All(instructions, static i => Assert.Matches(
            i.Name switch
            {
                "FROM" => "^[a-z]+:[0-9]+$",
                "COPY" => "^[^ \\\\]+ [^ \\\\]+$",
                "RUN" => @"^[^\\]+$",
                "WORKDIR" => "^/[a-z]+$",
                "USER" => "^[a-z]+$",
                "CMD" => @"^\[.*\]$",
                _ => "^no such instruction$",
            },
            i.Operands));
        var command = JsonSerializer.Deserialize<string[]>(instructions[^1].Operands)!;
        var steps = instructions.Where(static i => i.Name is "RUN").Select(static i => i.Operands);
        await RunAsync([.. steps, string.Join(' ', command)]);
    }

    [Fact]
    public async Task TheCommandOfAKubernetesJob() =>
        await RunAsync(Page.Split('\n').Where(l => l.Contains("JOB_COMPLETION_INDEX", StringComparison.Ordinal)));

    [Fact]
    public void EveryOptionOfTheCommandIsOnThePage()
    {
        var command = Outline.Of(new RootDefinition().Command).Commands.Single(c => c.Name == "test");

        Assert.All(command.Options.SelectMany(o => o.Names).Except(["--help"]), n =>
            Assert.Matches($"`{Regex.Escape(n)}[` ]", Page));
    }

    /// <summary>
    /// Checks the syntax of all commands. Runs the command that calls moonwire test, in a folder with one test that
    /// passes.
    /// </summary>
    private async Task RunAsync(IEnumerable<string> all)
    {
        var commands = all.ToList();
        foreach (var command in commands)
        {
            _ = await Tool.RunAsync("sh", ["-n", "-c", command]);
        }

        var tests = commands.Where(c => c.Contains("moonwire test", StringComparison.Ordinal)).ToList();
        _ = Assert.Single(tests);
        _ = _folder.Write("spec/a_spec.lua", "it('passes', function() end)");
        var bin = _folder.Write("bin/moonwire", $"#!/bin/sh\nexec '{Executable.Location}' \"$@\"\n");
        _ = await Tool.RunAsync("chmod", ["+x", bin]);
        var start = CleanStart.Of("sh", ["-c", tests[0]], _folder.Root);
        start.Environment["PATH"] = $"{Path.GetDirectoryName(bin)}:{start.Environment["PATH"]}";
        foreach (var (name, value) in Variables)
        {
            start.Environment[name] = value;
        }

        var run = await ChildProcess.RunAsync(start, default, Executable.Bound);
        Assert.True(
            run is { ExitCode: 0, TimedOut: false },
            $"{tests[0]}\n{Encoding.UTF8.GetString(run.Output)}{Encoding.UTF8.GetString(run.Errors)}");
        Assert.Equal(
            tests[0].Contains("junit:", StringComparison.Ordinal), File.Exists(_folder.PathOf("report.xml")));
    }

    private static async Task<JsonElement> ParsedAsync(string yaml)
    {
        const string Load = "import json, sys, yaml; json.dump(yaml.safe_load(sys.stdin), sys.stdout)";
        Tool.Require("python3");
        var start = CleanStart.Of("python3", ["-c", "import yaml"]);
        var check = await ChildProcess.RunAsync(start, default, Executable.Bound);
        Tool.Require(check.ExitCode == 0, "python3-yaml is not installed");
        return JsonDocument.Parse(await Tool.RunAsync("python3", ["-c", Load], input: yaml)).RootElement;
    }

    private static string Block(string heading, string language)
    {
        var section = Page[Page.IndexOf(heading + "\n", StringComparison.Ordinal)..];
        var from = section.IndexOf($"```{language}\n", StringComparison.Ordinal) + language.Length + 4;
        return section[from..section.IndexOf("\n```", from, StringComparison.Ordinal)];
    }
}
