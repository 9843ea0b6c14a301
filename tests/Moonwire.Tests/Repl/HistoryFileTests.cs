using Moonwire.Interpreter.Repl;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Repl;

/// <summary>
/// History files of other programs: no file blocks a session, and at most one warning says why nothing is kept.
/// </summary>
[TestClass]
public sealed class HistoryFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    private string Place => _folder.PathOf("history");

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("\uFEFFx = 1\ny = 2\n", "x = 1", "y = 2")]
    [InlineData("x = 1\r\ny = 2\r\n", "x = 1", "y = 2")]
    [InlineData("x = 1\n\0\0\0\0\ny = 2", "x = 1", "y = 2")]
    [InlineData("\n\n\n")]
    public void StatementsAreTakenFromWhatOtherProgramsWrite(string content, params string[] statements)
    {
        File.WriteAllText(Place, content);
        AssertKept(statements);
    }

    [Fact]
    public void ALineThatIsNotUtf8IsPassedOver()
    {
        File.WriteAllBytes(Place, [.. "x = 1\n"u8, 0xff, 0xfe, .. "bad\n"u8, .. "y = 2\n"u8]);
        AssertKept("x = 1", "y = 2");
    }

    [Fact]
    public void ALineWithoutAnEndIsNotContinued()
    {
        File.WriteAllText(Place, "x = 1\nhalf");
        new HistoryFile(Place).Append("y = 2");

        Assert.Equal("x = 1\nhalf\ny = 2\n", File.ReadAllText(Place));
    }

    [Fact]
    public void OnlyTheEndOfAHugeFileIsReadAndKept()
    {
        using (var file = File.Create(Place))
        {
            file.SetLength(1L << 36); // a sparse file
            _ = file.Seek(0, SeekOrigin.End);
            file.Write("\nx = 1\n"u8);
        }

        AssertKept("x = 1");
        Assert.InRange(new FileInfo(Place).Length, 1, 100);
    }

    [Fact]
    public void AHugeFileWithoutALineIsReadInPart()
    {
        using (var file = File.Create(Place))
        {
            file.SetLength(1L << 36);
        }

        AssertKept();
    }

    [Theory]
    [InlineData("/dev/null", null)]
    [InlineData("/dev/zero", null)]
    [InlineData("/dev/full", "No space left on device")]
    [InlineData("/", "it is a folder")]
    [InlineData("history", "Too many levels of symbolic links")]
    public void ALinkToAnotherThingKeepsNothing(string target, string? reason)
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "These are Linux's own.");
        File.CreateSymbolicLink(Place, target);

        AssertNothingIsKept(reason);
    }

    [Fact]
    public async Task APipeKeepsNothing()
    {
        Tool.Require("mkfifo");
        await Tool.RunAsync("mkfifo", [Place]);

        AssertNothingIsKept("it is not a regular file");
    }

    [Fact]
    public void AFolderKeepsNothing()
    {
        Directory.CreateDirectory(Place);

        AssertNothingIsKept("it is a folder");
    }

    [Theory]
    [InlineData("history")]
    [InlineData("a/history")]
    public void AFileInThePlaceOfAFolderIsToldOnce(string below)
    {
        var folder = _folder.Write("file", "");
        var warnings = new List<string>();
        var file = new HistoryFile(Path.Combine(folder, below), warn: warnings.Add);
        Assert.Empty(Loaded(file));
        file.Append("x = 1");

        Assert.Equal(
            [$"moonwire: the history file '{Path.Combine(folder, below)}' cannot be used: a part of its path is not "
                + "a folder"], warnings);
    }

    private void AssertKept(params string[] statements)
    {
        var file = new HistoryFile(Place, warn: _warnings.Add);
        Assert.Equal(statements, Loaded(file));
        file.Append("z = 3");

        Assert.Equal([.. statements, "z = 3"], Loaded(new HistoryFile(Place)));
        Assert.Empty(_warnings);
    }

    private void AssertNothingIsKept(string? reason)
    {
        var file = new HistoryFile(Place, warn: _warnings.Add);
        Assert.Empty(Loaded(file));
        file.Append("x = 1");
        file.Append("y = 2");
        Assert.Empty(Loaded(file));

        Assert.Equal(
            reason is null ? [] : [$"moonwire: the history file '{Place}' cannot be used: {reason}"], _warnings);
    }

    private static List<string> Loaded(HistoryFile file)
    {
        var history = new History();
        file.Load(history);
        return [.. Enumerable.Range(0, history.Count).Select(i => history[i])];
    }
}
