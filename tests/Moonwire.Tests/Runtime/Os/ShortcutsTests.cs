using Moonwire.Runtime.Os;

namespace Moonwire.Tests.Runtime.Os;

[TestClass]
public sealed class ShortcutsTests
{
    [Theory]
    [InlineData(null, 0)]
    [InlineData("", 0)]
    [InlineData("layout", 1)]
    [InlineData("layout, segment_batches", 129)]
    [InlineData("all", 2047)]
    public void TheVariableNamesWhatIsNotDone(string? names, int disabled)
    {
        Assert.Equal((Shortcut)disabled, Shortcuts.Parse(names, out var problem));
        Assert.Null(problem);
    }

    [Fact]
    public void AllIsEveryOne() =>
        Assert.Equal(Enum.GetValues<Shortcut>().Aggregate((all, one) => all | one), Shortcuts.Parse("all", out _));

    [Fact]
    public void AnUnknownNameIsSaid()
    {
        _ = Shortcuts.Parse("layout,lay", out var problem);
        Assert.StartsWith(
            "MOONWIRE_DISABLE has \"lay\", which is not one of layout, deferred_exit, ",
            problem,
            StringComparison.Ordinal);
    }
}
