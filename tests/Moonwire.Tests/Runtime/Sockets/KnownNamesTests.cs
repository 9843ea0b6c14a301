using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime.Sockets;

[TestClass]
public sealed class KnownNamesTests
{
    private static readonly IpAddress Other = Address("2001:db8::1");

    [Fact]
    public void ANameHasItsLastAddressesIfTheyAreOfBothFamilies()
    {
        var names = new KnownNames();
        Assert.True(names.IsEmpty);
        names.Keep("a.test", [Address("192.0.2.1"), Other]);
        names.Keep("b.test", [Address("192.0.2.1"), Address("2001:db8::2")]);
        Assert.Equal("b.test", names.Find(Address("192.0.2.1"))?.Name);
        Assert.Equal("a.test", names.Find(Other)?.Name);
        Assert.Equal([Address("2001:db8::2")], names.Find(Address("192.0.2.1"))!.OfOtherFamilyThan(Address("0.0.0.0")));

        names.Keep("B.test", [Address("192.0.2.1")]);
        Assert.Equal("a.test", names.Find(Address("192.0.2.1"))?.Name);
        names.Keep("A.TEST", [Other]);
        Assert.Null(names.Find(Other));
        Assert.True(names.IsEmpty);
    }

    [Fact]
    public void TheNumbersOfNamesAndAddressesAreBounded()
    {
        var names = new KnownNames();
        for (var i = 0; i < 65; i++)
        {
            names.Keep($"name{i}.test", [Address($"192.0.2.{i}"), Address($"2001:db8::1:{i}")]);
        }

        Assert.Null(names.Find(Address("192.0.2.0")));
        Assert.Equal("name1.test", names.Find(Address("192.0.2.1"))?.Name);

        names.Keep("many.test", [.. Enumerable.Range(0, 100).Select(static i => Address($"198.51.100.{i}")), Other]);
        var many = names.Find(Other)!;
        Assert.Equal((8, 1), (many.V4.Length, many.V6.Length));
        Assert.Null(names.Find(Address("198.51.100.8")));
    }

    [Theory]
    [InlineData("a\nb.test")]
    [InlineData("a b.test")]
    [InlineData("\u00fc.test")]
    public void AnUnusualNameIsNotKept(string name)
    {
        var names = new KnownNames();
        names.Keep(name, [Address("192.0.2.1"), Other]);
        names.Keep(new string('a', 256), [Address("192.0.2.1"), Other]);
        Assert.Null(names.Find(Other));
    }

    private static IpAddress Address(string text) =>
        IpAddress.TryParse(text, out var address) ? address : throw new ArgumentException(text, nameof(text));
}
