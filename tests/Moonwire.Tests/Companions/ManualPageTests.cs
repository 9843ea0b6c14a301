using System.Text;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Interpreter.Companions;
using Moonwire.Tests.BuildScript;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Companions;

[TestClass]
public sealed class ManualPageTests
{
    private static readonly string Page = CompanionCommands.ManualPageOf(new RootDefinition().Command, "1.2.3");

    [Fact]
    public void EveryOptionAndCommandIsInIt()
    {
        var outline = Outline.Of(new RootDefinition().Command);
        var lines = Page.Split('\n');

        Assert.All(outline.Options, o =>
            Assert.Contains(lines, l => o.Names.All(n => l.Contains(RoffWriter.Literal(n), StringComparison.Ordinal))));
        Assert.All(outline.Commands, c =>
            Assert.Contains(lines, l => l.StartsWith(RoffWriter.Literal(c.Name), StringComparison.Ordinal)));
    }

    [Fact]
    public void EveryOptionAndCommandIsOnTheCommandLinesPage()
    {
        var outline = Outline.Of(new RootDefinition().Command);
        var page = File.ReadAllText(Repository.PathOf("docs", "command-line.md"));

        Assert.All(outline.Options.SelectMany(o => o.Names), n =>
            Assert.Matches($"`{System.Text.RegularExpressions.Regex.Escape(n)}[` ]", page));
        Assert.All(outline.Commands, c => Assert.Contains($"`moonwire {c.Name}", page, StringComparison.Ordinal));
    }

    [Fact]
    public void EverySectionOfTheCommandLinesPageIsInIt()
    {
        var headings = File.ReadLines(Repository.PathOf("docs", "command-line.md"))
            .Where(l => l.StartsWith("## ", StringComparison.Ordinal)).ToList();

        Assert.Contains("## Exit status", headings);
        Assert.All(headings.Where(h => !h.StartsWith("## Options", StringComparison.Ordinal)), h =>
            Assert.Contains($"\n.SH {h[3..].ToUpperInvariant()}\n", Page, StringComparison.Ordinal));
    }

    [Fact]
    public async Task ItsVersionIsTheBuilds()
    {
        var page = await Executable.RunAsync(["man"]);
        var version = await Executable.RunAsync(["--version"]);

        Assert.StartsWith(
            $".TH MOONWIRE 1 \"\" \"moonwire {Release.Version}\"\n",
            Encoding.UTF8.GetString(page.Output),
            StringComparison.Ordinal);
        Assert.StartsWith(
            $"moonwire {Release.Version} (", Encoding.UTF8.GetString(version.Output), StringComparison.Ordinal);
    }

    [Fact]
    public async Task GroffHasNoWarnings()
    {
        Tool.Require("groff");
        var shown = await Tool.RunAsync("groff", ["-man", "-ww", "-Tascii", "-P-cbou", "-rLL=70n"], input: Page);

        Assert.Contains("\n       --memory-limit bytes\n", shown, StringComparison.Ordinal);
        Assert.Contains("moonwire 1.2.3", shown, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("## Options\n\nnote\n", ".PP\nnote\n")]
    [InlineData(
        "## Options of a\n\n| option | x |\n|---|---|\n| `-a` | b |\n\nnote\n\n## Options of b\n\n| option | x "
            + "|\n|---|---|\n| `-b` | b |\n", ".SS Options of a\n.PP\nnote\n")]
    public void OptionsAreListedOnce(string markdown, string rest)
    {
        var outline = new Outline(
            [new OptionOutline(["-a", "--all"], "Do", new ValueOutline("file", ""))],
            [new CommandOutline("go", "Go on", [], [])]);

        var page = ManualPage.Of(
            outline, "1", "x", "```\nsynopsis\n```\n\nfirst\n\n" + markdown + "\n## Next\n\nmore\n");

        Assert.EndsWith(
            $".SH DESCRIPTION\n.PP\nfirst\n.SH OPTIONS\n.TP\n\\fB\\-a\\fR, \\fB\\-\\-all\\fR \\fIfile\\fR\nDo.\n{rest}"
            + ".SH COMMANDS\n.TP\n\\fBgo\\fR\nGo on.\n.SH NEXT\n.PP\nmore\n",
            page,
            StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("# Title\n", "")]
    [InlineData("## A thing\n", ".SH A THING\n")]
    [InlineData("### `x` thing\n", ".SS \\fBx\\fR thing\n")]
    [InlineData("one\ntwo\n\nthree\n", ".PP\none two\n.PP\nthree\n")]
    [InlineData("- one\n  more\n- `two`\n", ".IP \\(bu 2\none more\n.IP \\(bu 2\n\\fBtwo\\fR\n")]
    [InlineData("text:\n1. one\n", ".PP\ntext:\n.IP \\(bu 2\none\n")]
    [InlineData("```sh\n.a\\b\n\n'c'\n```\n", ".PP\n.RS 4\n.nf\n\\&.a\\eb\n\n\\(aqc\\(aq\n.fi\n.RE\n")]
    [InlineData("```text output\nx\n```\nafter\n", ".PP\nafter\n")]
    [InlineData("| a | b |\n|---|---|\n| `x\\|y` | z, [q](r.md) |\n", ".TP\n\\fBx|y\\fR\nz, q\n")]
    [InlineData("| option | b |\n|---|---|\n| `x` | z |\n", "")]
    [InlineData(
        ".start **bold** a-b `a-b` [`c`](d) * ` [\n",
        ".PP\n\\&.start \\fBbold\\fR a-b \\fBa\\-b\\fR \\fBc\\fR * \\(ga [\n")]
    [InlineData("\u00e9\n", ".PP\n\\[u00E9]\n")]
    public void MarkdownBecomesRoff(string markdown, string expected)
    {
        // The first paragraph begins the description, and the first heading belongs to the commands.
        var page = ManualPage.Of(new Outline([], []), "1", "x", "first\n\n## Options\n\n## Next\n\n" + markdown);

        const string start = ".SH NEXT\n";
        Assert.Equal(expected, page[(page.IndexOf(start, StringComparison.Ordinal) + start.Length)..]);
    }
}
