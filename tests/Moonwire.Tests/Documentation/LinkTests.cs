using Moonwire.Tests.Support;

namespace Moonwire.Tests.Documentation;

[TestClass]
public sealed class LinkTests
{
    [Fact]
    public void EveryLinkOfThePagesLeadsSomewhere()
    {
        var pages = Repository.Files()
            .Where(static f => f.EndsWith(".md", StringComparison.Ordinal))
            .ToDictionary(f => f, f => File.ReadAllText(Repository.PathOf(f)), StringComparer.Ordinal);

        Visible.AssertNone(pages.SelectMany(page => new Links(Read).Dead(page.Key, page.Value)));
    }

    [Fact]
    public void ADeadLinkIsNoticed()
    {
        const string page = "# A page\n\n[a](b.md#some-name_here--x) [b](b.md#other) [c](c.md) [d](#a-page) [e](#e) "
            + "[f](https://example.com/x)\n"
            + "[g](b.md#some-name_here--x-1)\n\n`[x](y.md)`\n\n```lua\n# fenced\nt[i](z)\n```\n";
        var links = new Links(path =>
            path == "docs/b.md" ? "# B\n\n## Some `name_here() → x`\n\n### Some name_here, → x\n" : null);

        Assert.Equal(["docs/p.md: b.md#other", "docs/p.md: c.md", "docs/p.md: #e"], links.Dead("docs/p.md", page));
    }

    private static string? Read(string path)
    {
        var place = Repository.PathOf(path);
        return File.Exists(place) ? File.ReadAllText(place) : Directory.Exists(place) ? "" : null;
    }
}
