using System.Net;
using System.Net.Sockets;
using CsCheck;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime.Sockets;

/// <summary>The raw sockaddr against the sockaddr of .NET's IPEndPoint.</summary>
[TestClass]
public sealed class RawEndPointTests
{
    [Fact]
    public void AV4EndpointIsTheSameSockaddrAsDotNets() =>
        Gen.Select(Gen.UInt, Gen.Int[0, 65535]).Sample((number, port) =>
        {
            var endpoint = new IpEndpoint(IpAddress.V4(number), port);
            var theirs = new IPEndPoint(IPAddress.Parse(endpoint.Address.ToString()), port);
            AgreesWith(theirs, endpoint);
        });

    [Fact]
    public void AV6EndpointIsTheSameSockaddrAsDotNets() =>
        Gen.Select(Gen.Byte.Array[16], Gen.UInt, Gen.Int[0, 65535]).Sample((bytes, scope, port) =>
            AgreesWith(
                new IPEndPoint(new IPAddress(bytes, scope), port), new IpEndpoint(IpAddress.V6(bytes, scope), port)));

    [Fact]
    public void CreateGivesTheEndpointItselfFilledIn()
    {
        var raw = new RawEndPoint(AddressFamily.InterNetwork);

        var created = raw.Create(new IPEndPoint(IPAddress.Loopback, 4711).Serialize());

        Assert.Same(raw, created);
        Assert.Equal(new IpEndpoint(IpAddress.LoopbackV4, 4711), raw.Get());
    }

    private static void AgreesWith(IPEndPoint theirs, IpEndpoint endpoint)
    {
        var raw = new RawEndPoint(theirs.AddressFamily);
        raw.Set(endpoint);
        Assert.Equal(theirs.Serialize(), raw.Serialize());
        Assert.Equal(endpoint, raw.Get());
    }
}
