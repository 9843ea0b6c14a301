using System.Text;
using Moonwire.Interpreter.CommandLine;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.CommandLine;

/// <summary><c>moonwire types DIR</c>, and the contents of the files.</summary>
[TestClass]
public sealed class TypesTests
{
    private readonly StringWriter _output = new();
    private readonly StringWriter _errors = new();

    [Fact]
    public async Task TheFilesDefineEveryNameAndNothingElse()
    {
        using var folder = new TemporaryFolder();
        var written = await Executable.RunAsync(["types", folder.PathOf("a/b")]);
        Assert.True(written is { ExitCode: 0, Errors.Length: 0 }, Visible.Text(written.Errors));
        var files = Encoding.UTF8.GetString(written.Output).Split('\n', StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(Directory.GetFiles(folder.PathOf("a/b")).Order(StringComparer.Ordinal), files);

        var checker = Repository.PathOf("tests", "Moonwire.Tests", "Documentation", "check_types.lua");
        var run = await Executable.RunAsync([checker, .. files]);

        Assert.True(run is { ExitCode: 0, Errors.Length: 0 }, Visible.Text(run.Errors));
        Assert.Equal("", Visible.Text(run.Output));
    }

    [Fact]
    public async Task AMissingAndAnInventedNameAreNoticed()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write(
            "fiber.lua", "---@meta _\n\n---@class fiber\nlocal fiber = {}\n\nfunction fiber:leave() end\n");
        var checker = Repository.PathOf("tests", "Moonwire.Tests", "Documentation", "check_types.lua");

        var run = await Executable.RunAsync([checker, file]);

        var lines = Encoding.UTF8.GetString(run.Output).Split('\n');
        Assert.Contains("fiber.join is not defined in the types", lines);
        Assert.Contains("generic_error.EPERM is not defined in the types", lines);
        Assert.Contains("fiber.leave is defined in the types but does not exist", lines);
        Assert.DoesNotContain("fiber is not defined in the types", lines);
    }

    [Fact]
    public void AFolderThatCannotBeMadeIsExplainedWithStatus1()
    {
        using var folder = new TemporaryFolder();
        var file = folder.Write("file", "");

        Assert.Equal(1, Run("types", Path.Combine(file, "below")));

        Assert.Empty(_output.ToString());
        Assert.StartsWith($"moonwire: cannot write to '{file}", _errors.ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task AFullDiskIsToldInTheSystemsWords()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "/dev/full is Linux's.");
        using var folder = new TemporaryFolder();
        var folderFull = folder.PathOf("full");
        Directory.CreateDirectory(folderFull);
        File.CreateSymbolicLink(Path.Combine(folderFull, "asio_error.lua"), "/dev/full");
        var file = folder.Write("file", "");

        var full = await Executable.RunAsync(["types", folderFull]);
        var taken = await Executable.RunAsync(["types", file]);

        Assert.Equal(
            (1, $"moonwire: cannot write to '{folderFull}': No space left on device\n"),
            (full.ExitCode, Encoding.UTF8.GetString(full.Errors)));
        Assert.Equal(
            (1, $"moonwire: cannot write to '{file}': another file has its name, or the name of its folder\n"),
            (taken.ExitCode, Encoding.UTF8.GetString(taken.Errors)));
    }

    [Theory]
    [InlineData("types")]
    [InlineData("types a b")]
    [InlineData("types --unknown")]
    public void MisuseIsExplainedWithStatus2(string line)
    {
        Assert.Equal(2, Run(line.Split(' ')));

        Assert.Empty(_output.ToString());
        Assert.Contains("usage: moonwire", _errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("--help")]
    [InlineData("types --help")]
    public void HelpSaysHowAScriptOfThatNameIsRun(string line)
    {
        Assert.Equal(0, Run(line.Split(' ')));
        Assert.Contains("./types", _output.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("./types")]
    [InlineData("types.lua")]
    [InlineData("-- types")]
    [InlineData("-e x types")]
    public void OnlyTheWordAloneIsTheCommand(string line) => Assert.Equal(42, Run(line.Split(' ')));

    private int Run(params string[] arguments) => Cli.Run(arguments, static _ => 42, () => _output, () => _errors);
}
