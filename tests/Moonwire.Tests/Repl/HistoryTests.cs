using Moonwire.Interpreter.Repl;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Repl;

[TestClass]
public sealed class HistoryTests
{
    [Fact]
    public void BlankAndRepeatedStatementsAreNotKept()
    {
        var history = new History();

        Assert.Equal([true, false, false, true, true], new[] { "a", "a", " ", "b", "a" }.Select(history.Add));

        Assert.Equal(["a", "b", "a"], All(history));
    }

    [Fact]
    public void TheOldestStatementsGo()
    {
        var history = new History(capacity: 2);
        Array.ForEach(["a", "b", "c"], text => history.Add(text));

        Assert.Equal(["b", "c"], All(history));
    }

    [Fact]
    public void StatementsComeBackFromTheFileAsTheyWere()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("a/b/history");
        string[] statements = ["function f()\n  return '\\n\\\\'\nend", "\"é\"\\", "x\r"];
        Array.ForEach(statements, new HistoryFile(path).Append);

        Assert.Equal(statements, Loaded(path));
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(UnixFileMode.UserRead | UnixFileMode.UserWrite, File.GetUnixFileMode(path));
        }
    }

    [Fact]
    public void TheFileStaysBounded()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("history");
        var file = new HistoryFile(path, capacity: 10);
        for (var i = 1; i <= 100; i++)
        {
            file.Append($"x = {i}");
            Assert.InRange(File.ReadLines(path).Count(), 1, 20);
        }

        Assert.Equal("x = 100", File.ReadLines(path).Last());
    }

    [Fact]
    public async Task SessionsAddInTurn()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("history");

        await Task.WhenAll(Enumerable.Range(0, 4).Select(session => Task.Run(() =>
        {
            var file = new HistoryFile(path);
            for (var i = 0; i < 25; i++)
            {
                file.Append($"session {session} line {i}");
            }
        })));

        Assert.Equal(100, Loaded(path).Distinct(StringComparer.Ordinal).Count());
    }

    [Fact]
    public void WithoutAFolderNothingIsKept()
    {
        using var folder = new TemporaryFolder();
        var file = new HistoryFile(Path.Combine(folder.Write("file", ""), "history"));
        file.Append("x");
        new HistoryFile(null).Append("x");

        var history = new History();
        file.Load(history);
        Assert.Equal(0, history.Count);
    }

    [Theory]
    [InlineData("/state", "/home/a", "/state/moonwire/history")]
    [InlineData("state", "/home/a", "/home/a/.local/state/moonwire/history")]
    [InlineData(null, "/home/a", "/home/a/.local/state/moonwire/history")]
    [InlineData(null, "", null)]
    [InlineData(null, "home/a", null)]
    [InlineData("", "./a", null)]
    [InlineData(null, null, null)]
    public void TheFileIsBelowTheFolderForState(string? state, string? home, string? path) =>
        Assert.Equal(path, HistoryFile.PathOf(name => name == "HOME" ? home : name == "XDG_STATE_HOME" ? state : null));

    private static List<string> Loaded(string path)
    {
        var history = new History();
        new HistoryFile(path).Load(history);
        return All(history);
    }

    private static List<string> All(History history) => [.. Enumerable.Range(0, history.Count).Select(i => history[i])];
}
