using System.Text;
using Moonwire.Tests.Scripts;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Examples;

/// <summary>Every Lua example of README.md and docs/ does what its page says.</summary>
[TestClass]
public sealed class ExampleTests
{
    private const string Compile = "assert(loadfile(arg[1]))";

    private static readonly Dictionary<string, Example> Examples = Repository.Files()
        .Where(f => f == "README.md" || (f.StartsWith("docs/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal)))
        .SelectMany(f => Example.In(f, File.ReadAllText(Repository.PathOf(f))))
        .ToDictionary(e => e.Place, StringComparer.Ordinal);

    public static TheoryData<string> Places => [.. Examples.Keys];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Works(string place)
    {
        var example = Examples[place];
        using var folder = new TemporaryFolder();
        folder.Write("example.lua", example.Code);
        folder.Write("compile.lua", Compile);

        var run = await Executable.RunAsync(example.Runs ? ["example.lua"] : ["compile.lua", "example.lua"], folder.Root);

        var output = example.Output is null ? run.Output : Encoding.UTF8.GetBytes(example.Output);
        if (ScriptRun.Complaint(run, output, example.Errors, 0) is { } complaint)
        {
            Assert.Fail($"{place}\n{complaint}");
        }
    }

    [Fact]
    public void ExamplesAreFoundByTheirFences()
    {
        const string page = "```lua\na\n```\n\n```text output\nA\n```\n```text errors\nE\n```\ntext\n```lua norun\nb\n```\ntext\n```text output\nB\n```\n````lua\n```\n````\n```sh\nc\n```\n";

        Assert.Equal(
            [
                new Example("p.md:1", "a\n", Runs: true, "A\n", "E\n"),
                new Example("p.md:12", "b\n", Runs: false, null),
                new Example("p.md:19", "```\n", Runs: true, null),
            ],
            Example.In("p.md", page));
        Assert.Throws<InvalidDataException>(() => Example.In("p.md", "```lua\n").ToList());
    }
}
