using Moonwire.Runtime.Hosting;
using Moonwire.Tests.Support;

namespace Moonwire.Tests.Architecture;

[TestClass]
public sealed class ArchitectureTests
{
    private static readonly string[] Text =
        [
            ".cs", ".c", ".h", ".csproj", ".props", ".targets", ".slnx", ".json", ".md", ".lua", ".ps1", ".txt",
            ".yml", ".config", "", ".editorconfig",
        ];

    [Fact]
    public void EveryFileKeepsEveryRule() => Visible.AssertNone(
        from path in Repository.Files()
        where Text.Contains(Path.GetExtension(path), StringComparer.Ordinal)
        let text = File.ReadAllText(Repository.PathOf(path))
        from rule in Rules.All
        from violation in rule(path, text)
        select violation);

    [Fact]
    public void EveryLongFileStillNeedsItsReason() => Assert.All(
        Rules.MayBeLonger,
        file =>
        {
            Assert.NotEmpty(file.Value);
            Assert.True(File.ReadLines(Repository.PathOf(file.Key)).Count() > Rules.MaxFileLength, file.Key);
        });

    [Fact]
    public void EveryPlaceForNativeCodeStillNeedsToBeOne()
    {
        Assert.All(Rules.DeclareNativeFunctions, static place =>
            Assert.Contains(CodeIn(place), Rules.DeclaresNativeFunction));
        Assert.All(Rules.HaveUnmanagedEntries, static place => Assert.Contains(CodeIn(place), Rules.HasUnmanagedEntry));
    }

    [Fact]
    public void NoTypeIsLongerThanItMayBe()
    {
        var lengths = TypeLengths.Of(
            from path in Repository.Files()
            where Rules.IsProduct(path) && path.EndsWith(".cs", StringComparison.Ordinal)
            select File.ReadAllText(Repository.PathOf(path)));

        Visible.AssertNone(TypeLengths.Violations(lengths, TypeLengths.MayBeLonger));
    }

    [Fact]
    public void EveryTestClassSaysWhetherItRunsAlone() => Visible.AssertNone(
        from type in typeof(ArchitectureTests).Assembly.GetTypes()
        where type.GetMethods().Any(m => m.IsDefined(typeof(FactAttribute), inherit: true))
        where !type.IsDefined(typeof(TestClassAttribute), inherit: true)
        select type.Name);

    [Theory]
    [InlineData("Runtime", "Moonwire.Runtime")]
    [InlineData("Modules", "Moonwire.Modules")]
    public void EveryShimIsEmbeddedUnderItsOwnName(string folder, string assembly)
    {
        var shims = Repository.Files()
            .Where(f =>
                f.StartsWith(folder + "/", StringComparison.Ordinal) && f.EndsWith(".lua", StringComparison.Ordinal))
            .Select(f => Path.GetFileName(f));

        var embedded = new CompiledShims(System.Reflection.Assembly.Load(assembly)).Names;

        Assert.Equal(shims.Order(StringComparer.Ordinal), embedded.Order(StringComparer.Ordinal));
    }

    private static IEnumerable<string> CodeIn(string place) => Repository.Files()
        .Where(path =>
            path.StartsWith(place, StringComparison.Ordinal) && path.EndsWith(".cs", StringComparison.Ordinal))
        .Select(static path => File.ReadAllText(Repository.PathOf(path)));
}
