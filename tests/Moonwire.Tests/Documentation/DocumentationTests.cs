using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Documentation;

[TestClass]
public sealed class DocumentationTests
{
    [Fact]
    public async Task EveryLuaNameIsDescribed()
    {
        var lister = Repository.PathOf("tests", "Moonwire.Tests", "Documentation", "list_names.lua");
        var run = await Executable.RunAsync([lister]);
        Assert.True(run is { ExitCode: 0, Errors.Length: 0 }, Visible.Text(run.Errors));

        var names = Encoding.UTF8.GetString(run.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Contains("ip.udp.socket\tnew", names);
        Visible.AssertNone(new Pages(Read).Missing(names));
    }

    [Fact]
    public void AMissingPageOrHeadingIsNoticed()
    {
        var pages = new Pages(path =>
            path == "docs/reference/ip.md" ? "# ip\n\n### `host_name() → string`\n\n### tostring2\n" : null);

        Assert.Empty(pages.Missing(["ip", "ip\thost_name"]));
        Assert.Equal(
            [
                "docs/reference/ip.md has no heading for tostring.",
                "docs/reference/time.md does not exist, so sleep is undescribed.",
            ],
            pages.Missing(["ip\ttostring", "time\tsleep"]));
    }

    /// <summary>
    /// The only report on that page that no example prints, because it depends on the user who runs the tests.
    /// </summary>
    [Fact]
    public void TheReportOfAPrivilegedPortIsWhatMoonwireSays() => Assert.Contains(
        "bind 127.0.0.1:53: Permission denied (EACCES): "
            + $"{Remedies.For(ErrorCategory.System, Errno.EACCES, "bind", address: null)}\n",
        Read("docs/troubleshooting.md"),
        StringComparison.Ordinal);

    private static string? Read(string path)
    {
        var file = Repository.PathOf(path);
        return File.Exists(file) ? File.ReadAllText(file) : null;
    }
}
