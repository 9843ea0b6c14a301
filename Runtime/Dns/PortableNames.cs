using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Dns;

/// <summary>
/// Resolves names through .NET, on systems other than Linux. A service must be a port, because .NET cannot look up
/// service names. The flags canonical_name, all_matching, address_configured and no_domain have no effect.
/// </summary>
internal static class PortableNames
{
    internal static NameAnswer Ask(AddressQuery query)
    {
        var service = LuaText.Decode(query.Service);
        ushort port = 0;
        if (service.Length > 0 && !ushort.TryParse(service, NumberStyles.None, CultureInfo.InvariantCulture, out port))
        {
            return NameAnswer.Failed(ResolverErrors.ServiceNotFound);
        }

        try
        {
            var found = Addresses(LuaText.Decode(query.Host), service.Length > 0, query)
                .Select(address => new NamedEndpoint(new IpEndpoint(address, port), query.Host, query.Service))
                .ToList();
            return found.Count > 0 ? NameAnswer.Of(found) : NameAnswer.Failed(ResolverErrors.HostNotFound);
        }
        catch (SocketException exception)
        {
            return NameAnswer.Failed(ResolverErrors.FromSocketError(exception.SocketErrorCode));
        }
        catch (ArgumentException) // .NET throws this for text that cannot be a host name
        {
            return NameAnswer.Failed(ResolverErrors.HostNotFound);
        }
    }

    internal static NameAnswer Ask(EndpointQuery query)
    {
        var (address, port) = query.Endpoint;
        var host = address.ToString();
        if ((query.Flags & EndpointQuery.NumericHost) == 0)
        {
            try
            {
                host = System.Net.Dns.GetHostEntry(ToSystem(address)).HostName;
            }
            catch (SocketException exception)
            {
                if ((query.Flags & EndpointQuery.NameRequired) != 0)
                {
                    return NameAnswer.Failed(ResolverErrors.FromSocketError(exception.SocketErrorCode));
                }
            }
        }

        var service = port.ToString(CultureInfo.InvariantCulture);
        return NameAnswer.Of(
            [new NamedEndpoint(query.Endpoint, Encoding.UTF8.GetBytes(host), Encoding.UTF8.GetBytes(service))]);
    }

    private static IEnumerable<IpAddress> Addresses(string host, bool hasService, AddressQuery query)
    {
        IpAddress[] all;
        if (host.Length == 0)
        {
            var passive = (query.Flags & AddressQuery.Passive) != 0;
            all = !hasService ? []
                : passive ? [IpAddress.AnyV4, IpAddress.AnyV6]
                : [IpAddress.LoopbackV6, IpAddress.LoopbackV4];
        }
        else if (IpAddress.TryParse(host, out var parsed))
        {
            all = [parsed];
        }
        else
        {
            all = (query.Flags & AddressQuery.NumericHost) != 0
                ? []
                : [.. System.Net.Dns.GetHostAddresses(host).Select(FromSystem)];
        }

        var matching = all
            .Where(a => query.Family == NameFamily.Any || a.IsV6 == (query.Family == NameFamily.V6))
            .ToList();
        var maps = matching.Count == 0
            && query.Family == NameFamily.V6
            && (query.Flags & AddressQuery.V4Mapped) != 0;
        return maps ? all.Select(static a => a.ToMapped()) : matching;
    }

    private static IpAddress FromSystem(IPAddress address)
    {
        var sockaddr = new IPEndPoint(address, 0).Serialize();
        return RawEndPoint.Read(sockaddr.Buffer.Span, address.AddressFamily).Address;
    }

    private static IPAddress ToSystem(in IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[address.IsV6 ? 16 : 4];
        address.WriteTo(bytes);
        return address.IsV6 ? new IPAddress(bytes, address.Scope) : new IPAddress(bytes);
    }
}
