using System.Text;
using System.Xml;
using System.Xml.Linq;
using System.Xml.Schema;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary>The file that the reporter junit of <c>moonwire test</c> writes.</summary>
[TestClass]
public sealed class TestReportTests : IDisposable
{
    private static readonly XmlSchemaSet Schema = ReadSchema();

    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task TheFileIsValidWhateverTheTestsAreCalledAndPrint()
    {
        _ = _folder.Write("spec/net.v4/hostile_spec.lua", """
            it("has <tags> & \"quotes\" \27[31m and \255 bytes", function()
              print("]]> \0 \1 \8 \11 \14 \31 \127 \xEF\xBF\xBE \xED\xA0\x80 <system-out>")
              error("<failure message='x'>\0", 0)
            end)
            it("has the name of another", function() end)
            it("has the name of another", function() error("no", 0) end)
            it("passes", function() print("quietly") end)
            pending("is for later")
            """);
        _ = _folder.Write("spec/syntax_spec.lua", "it(");
        _ = _folder.Write("spec/exit_spec.lua", "it('a', function() os.exit(2) end) it('b', function() end)");
        _ = _folder.Write("spec/flaky_spec.lua", """
            it("is flaky", function()
              if io.open("again") then return end
              io.open("again", "w"):close()
              error("the first time", 0)
            end)
            """);

        var report = await ReportAsync("--retry", "1");

        var cases = report.Descendants("testcase").ToList();
        Assert.Equal("spec.net_v4.hostile_spec", cases.Single(c => Name(c) == "passes").Attribute("classname")!.Value);
        Assert.Equal("quietly\n", cases.Single(c => Name(c) == "passes").Element("system-out")!.Value);
        Assert.NotNull(cases.Single(c => Name(c) == "has the name of another (2)").Element("error"));
        Assert.NotNull(cases.Single(c => Name(c) == "is for later").Element("skipped"));
        Assert.NotNull(cases.Single(c => Name(c) == "is flaky").Element("flakyError"));
        Assert.NotNull(cases.Single(c => Name(c) == "a").Element("rerunError"));
        Assert.NotNull(cases.Single(c => Name(c) == "b").Element("skipped"));
        Assert.NotNull(cases.Single(c => Name(c) == "(load)").Element("error"));
        var hostile = cases.Single(c => Name(c).Contains("<tags>", StringComparison.Ordinal));
        Assert.Contains("\\x00", hostile.Element("system-out")!.Value, StringComparison.Ordinal);
    }

    [Fact]
    public async Task FilesOfAllShardsAddUp()
    {
        for (var i = 0; i < 5; i++)
        {
            _ = _folder.Write($"spec/f{i}_spec.lua", $"it('{i}', function() end)");
        }

        var whole = await ReportAsync();
        var parts = new List<XDocument> { await ReportAsync("--shard", "1/2"), await ReportAsync("--shard", "2/2") };

        Assert.Equal(
            whole.Descendants("testcase").Select(Name).Order(StringComparer.Ordinal),
            parts.SelectMany(p => p.Descendants("testcase")).Select(Name).Order(StringComparer.Ordinal));
    }

    [Fact]
    public async Task ARunWithoutTestsHasAValidFile()
    {
        Directory.CreateDirectory(_folder.PathOf("spec"));

        var report = await ReportAsync();

        Assert.Empty(report.Descendants("testsuite"));
    }

    private static string Name(XElement element) => element.Attribute("name")!.Value;

    private static XmlSchemaSet ReadSchema()
    {
        var set = new XmlSchemaSet();
        using var reader = XmlReader.Create(Repository.PathOf("tests", "Moonwire.Tests", "CommandLine", "junit.xsd"));
        _ = set.Add("", reader);
        return set;
    }

    /// <summary>Runs the tests, and returns the file after it was validated.</summary>
    private async Task<XDocument> ReportAsync(params string[] options)
    {
        var run = await Executable.RunAsync(
            ["test", "--reporter", "junit:report.xml", "--reporter", "pretty", .. options], _folder.Root);
        Assert.True(run.ExitCode is 0 or 1, Encoding.UTF8.GetString(run.Errors));
        var report = XDocument.Load(_folder.PathOf("report.xml"));
        report.Validate(Schema, static (_, e) => Assert.Fail(e.Message));
        return report;
    }
}
