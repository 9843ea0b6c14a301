namespace Moonwire.Tests.Architecture;

/// <summary>
/// The limit on a type's length counts all parts of the type. An exception that no type needs is reported.
/// </summary>
[TestClass]
public sealed class TypeLengthsTests
{
    private static readonly Dictionary<string, string> None = [];

    [Fact]
    public void PartsOfATypeAreAdded()
    {
        var lengths = TypeLengths.Of(
        [
            "namespace A.B;\n\n/// <summary>C.</summary>\npublic sealed partial class C : D\n{\n    int "
                + "_e;\n}\n\ninternal readonly record struct F(int G);\n",
            "namespace A.B;\n\npublic sealed partial class C\n{\n}\n",
            "namespace A;\n\ninternal static class C<T>(\n    int first)\n{\n}\n",
        ]);

        Assert.Equal(
            new Dictionary<string, int>(StringComparer.Ordinal) { ["A.B.C"] = 7, ["A.B.F"] = 1, ["A.C"] = 4 }, lengths);
    }

    [Fact]
    public void ATypeThatIsTooLongInTwoFilesIsNoticed()
    {
        var half = "namespace A;\n\ninternal partial class B\n{\n"
            + $"{string.Concat(Enumerable.Repeat("    // x\n", TypeLengths.MaxLines / 2))}}}\n";
        var lengths = TypeLengths.Of([half, half]);

        Assert.Single(TypeLengths.Violations(lengths, None));
        Assert.Empty(
            TypeLengths.Violations(
                lengths, new Dictionary<string, string>(StringComparer.Ordinal) { ["A.B"] = "a reason" }));
        Assert.Single(
            TypeLengths.Violations(lengths, new Dictionary<string, string>(StringComparer.Ordinal) { ["A.B"] = "" }));
        Assert.Empty(TypeLengths.Violations(TypeLengths.Of([half]), None));
    }

    [Fact]
    public void AnExceptionThatIsNotNeededIsNoticed()
    {
        var exceptions = new Dictionary<string, string>(StringComparer.Ordinal)
        {
            ["A.B"] = "a reason",
            ["A.Gone"] = "a reason",
        };

        Assert.Equal(
            2,
            TypeLengths.Violations(TypeLengths.Of(["namespace A;\n\ninternal class B\n{\n}\n"]), exceptions).Count());
    }
}
