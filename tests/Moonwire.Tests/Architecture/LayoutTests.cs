using Moonwire.Tests.Support;

namespace Moonwire.Tests.Architecture;

[TestClass]
public sealed class LayoutTests
{
    private static readonly string Full = new('x', Layout.MaxColumns);

    [Fact]
    public void NoLineIsTooLong() => Visible.AssertNone(
        from path in Repository.Files()
        from complaint in Layout.LongLines(path, File.ReadAllText(Repository.PathOf(path)))
        select complaint);

    [Fact]
    public void NoEditorSettingIsDoubled() =>
        Assert.Empty(Layout.DoubledSettings(File.ReadAllText(Repository.PathOf(".editorconfig"))));

    [Theory]
    [InlineData("Runtime/A.cs")]
    [InlineData("Runtime/Calls/a.c")]
    [InlineData("tests/Scripts/a.lua")]
    public void ALongLineIsNoticed(string path)
    {
        var complaint = Assert.Single(Layout.LongLines(path, $"\n{Full}y\n"));
        Assert.StartsWith($"{path}:2: 121 ", complaint, StringComparison.Ordinal);
        Assert.Empty(Layout.LongLines(path, $"\n{Full}\n"));
    }

    [Theory]
    [InlineData("tests/A.cs", "var a = \"\"\"\n    {0}y\n    \"\"\";\n")]
    [InlineData("tests/Scripts/a.lua", "-- stdin: {0}\n")]
    [InlineData("tests/Scripts/a.err", "{0}y\n")]
    [InlineData("Interpreter/Types/a.lua", "---@overload {0}\n")]
    public void ALineThatCannotBeWrappedPasses(string path, string text) =>
        Assert.Empty(Layout.LongLines(path, text.Replace("{0}", Full, StringComparison.Ordinal)));

    [Fact]
    public void ALineAfterARawStringIsNoticed() =>
        Assert.Single(Layout.LongLines("a.cs", $"var a = \"\"\"x\"\"\";\nvar b = \"\"\"\n{Full}y\n\"\"\";\n{Full}y\n"));

    [Theory]
    [InlineData("a = 1\n[*.cs]\na = 1\nb = 2 # reason\n", "")]
    [InlineData("[*.cs]\na = 1\nb = 2\nA = 2 # reason\n", "[*.cs] A")]
    [InlineData("[*.cs]\na = 1\n[*.md]\n[*.cs]\n", "[*.cs]")]
    public void ADoubledSettingIsNoticed(string text, string expected) =>
        Assert.Equal(expected, string.Join('|', Layout.DoubledSettings(text)));
}
