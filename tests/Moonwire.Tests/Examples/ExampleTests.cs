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
        .Where(f => f == "README.md"
            || (f.StartsWith("docs/", StringComparison.Ordinal) && f.EndsWith(".md", StringComparison.Ordinal)))
        .SelectMany(f => Example.In(f, File.ReadAllText(Repository.PathOf(f))))
        .ToDictionary(e => e.Place, StringComparer.Ordinal);

    public static TheoryData<string> Places => [.. Examples.Values.Where(e => e.Peer is null).Select(e => e.Place)];

    public static TheoryData<string> PeerPlaces =>
        [.. Examples.Values.Where(e => e.Peer is not null).Select(e => e.Place)];

    [Theory]
    [MemberData(nameof(Places))]
    public async Task Works(string place)
    {
        var example = Examples[place];
        await Network.RequireForAsync(example.Code);
        using var folder = new TemporaryFolder();
        folder.Write("example.lua", example.Code);
        folder.Write("compile.lua", Compile);

        string[] options = example.Options.Split(' ', StringSplitOptions.RemoveEmptyEntries);
        Check(
            example, await Executable.RunAsync(
                example.Runs ? [.. options, "example.lua"] : ["compile.lua", "example.lua"],
                folder.Root,
                environment: Executable.WithoutInstalledModules));
    }

    /// <summary>Examples for other programs are run where these programs are installed.</summary>
    [Theory]
    [MemberData(nameof(PeerPlaces))]
    public async Task ThePeerWorks(string place)
    {
        var example = Examples[place];
        var peer = Peers.Find(example.Peer!, example.Code);
        if (peer is null)
        {
            Assert.Skip(
                $"{place}: {example.Peer}, or a module that the example loads, is not installed; it was not tried.");
        }

        using var folder = new TemporaryFolder();
        folder.Write("example", example.Code);
        var start = CleanStart.Of(peer, ["example"], folder.Root);

        Check(example, await ChildProcess.RunAsync(start, default, Executable.Bound));
    }

    [Fact]
    public void ExamplesAreFoundByTheirFences()
    {
        const string page = "```lua\na\n```\n\n```text output\nA\n```\ntext\n```lua norun\nb\n```\ntext\n```text "
            + "output\nB\n```\n````lua\n```\n````\n```sh\nc\n```\n"
            + "```lua --timeout 1\nd\n```\n\n```text output\nD\n```\n\n```text errors\nE\n```\n```js "
            + "node\nf\n```\n```lua\ng\n```\n```text errors 124\nG\n```\n";

        Assert.Equal(
            [
                new Example("p.md:1", "a\n", Runs: true, "A\n"),
                new Example("p.md:9", "b\n", Runs: false, null),
                new Example("p.md:16", "```\n", Runs: true, null),
                new Example("p.md:22", "d\n", Runs: true, "D\n", "E\n", null, 0, "--timeout 1"),
                new Example("p.md:33", "f\n", Runs: true, null, "", "node"),
                new Example("p.md:36", "g\n", Runs: true, null, "G\n", null, 124),
            ],
            Example.In("p.md", page));
        Assert.Throws<InvalidDataException>(() => Example.In("p.md", "```lua\n").ToList());
    }

    private static void Check(Example example, ChildResult run)
    {
        var output = example.Output is null ? run.Output : Encoding.UTF8.GetBytes(example.Output);
        if (ScriptRun.Complaint(run, output, example.Errors, example.Status) is { } complaint)
        {
            Assert.Fail($"{example.Place}\n{complaint}");
        }
    }
}
