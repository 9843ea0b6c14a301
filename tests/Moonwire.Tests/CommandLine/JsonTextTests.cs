using System.Text.Json;
using Moonwire.Interpreter.CommandLine;

namespace Moonwire.Tests.CommandLine;

[TestClass]
public sealed class JsonTextTests
{
    [Theory]
    [InlineData("")]
    [InlineData("plain")]
    [InlineData("\"quotes\" and \\ and 'others' <&>")]
    [InlineData("lines\r\n\tand \u0001 \u001f \u007f \u009f")]
    [InlineData("ü € 😀 \u2028")]
    public void AReaderGetsTheStringThatWasWritten(string value)
    {
        var json = new JsonText();
        using var read = JsonDocument.Parse(json.Object(null, () => json.Add(value, value)).ToString());

        var property = read.RootElement.EnumerateObject().Single();
        Assert.Equal((value, value), (property.Name, property.Value.GetString()));
    }

    [Fact]
    public void HalfAPairBecomesAReplacement()
    {
        var json = new JsonText();

        Assert.Contains(
            "\"\uFFFD\"", json.Object(null, () => json.Add("x", "\ud800")).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public void ValuesAreIndentedByTwo()
    {
        var json = new JsonText();
        _ = json.Array(null, () =>
        {
            _ = json.Object(null, () => json.Add("a", (long?)null).Add("b", -1).Add("c", true).Object("d", () => { }));
            _ = json.Array(null, () => { });
        });

        Assert.Equal(
            """
            [
              {
                "a": null,
                "b": -1,
                "c": true,
                "d": {}
              },
              []
            ]
            """.ReplaceLineEndings("\n"),
            json.ToString());
    }
}
