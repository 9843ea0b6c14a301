using System.Globalization;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Dns;

/// <summary>An immutable query to the system's name resolution. Any thread may run it.</summary>
public abstract record NameQuery
{
    /// <summary>True if the answer needs neither files nor name servers, because the query has only numbers.</summary>
    internal virtual bool IsNumeric => false;

    /// <summary>
    /// True if the answer needs no name server, because the query has no host name to resolve. The query may still have
    /// the name of a service.
    /// </summary>
    internal virtual bool IsLocal => IsNumeric;

    /// <summary>The host name whose addresses of every family the query asks for, or null.</summary>
    internal virtual string? Name => null;

    /// <summary>Runs the query. Blocks until the answer is known.</summary>
    internal abstract NameAnswer Ask();

    /// <summary>
    /// Adds the query's host and service, and the reason if it is known, to the error of a failed query.
    /// </summary>
    internal abstract LuaError Explain(LuaError error);
}

/// <summary>The answer to a query: the endpoints that were found, or the error.</summary>
internal sealed record NameAnswer(LuaError? Error, IReadOnlyList<NamedEndpoint> Found)
{
    internal static NameAnswer Failed(LuaError error) => new(error, []);

    internal static NameAnswer Of(IReadOnlyList<NamedEndpoint> found) => new(null, found);
}

/// <summary>An endpoint, and the names of its host and its service as bytes.</summary>
public sealed record NamedEndpoint(IpEndpoint Endpoint, byte[] Host, byte[] Service);

/// <summary>A query for the endpoints of a host and a service.</summary>
public sealed record AddressQuery : NameQuery
{
    public const int Passive = 1;
    public const int NumericHost = 4;
    public const int V4Mapped = 8;
    public const int AddressConfigured = 32;
    public const int NumericService = 1024;

    /// <summary>All known flags: the AI_ numbers of Linux's netdb.h.</summary>
    public const int KnownFlags = 63 | NumericService;

    public required NameFamily Family { get; init; }

    /// <summary>A host name or an address as text, without a zero byte. Empty if no host was given.</summary>
    public required byte[] Host { get; init; }

    /// <summary>A service name or a port as text, without a zero byte. Empty if no service was given.</summary>
    public required byte[] Service { get; init; }

    public required int Flags { get; init; }

    internal override bool IsNumeric => IsLocal
        && (Service.Length == 0
            || (Flags & NumericService) != 0
            || ushort.TryParse(Service, NumberStyles.None, CultureInfo.InvariantCulture, out _));

    internal override bool IsLocal =>
        Host.Length == 0 || (Flags & NumericHost) != 0 || IpAddress.TryParse(LuaText.Decode(Host), out _);

    internal override string? Name => Family == NameFamily.Any && !IsLocal ? LuaText.Decode(Host) : null;

    internal override NameAnswer Ask() => OperatingSystem.IsLinux() ? NameService.Ask(this) : PortableNames.Ask(this);

    internal override LuaError Explain(LuaError error)
    {
        var host = LuaText.Decode(Host);
        var service = LuaText.Decode(Service);
        var isPort = ushort.TryParse(service, out var port);
        var reason = Reason(host, service, error);
        var named = isPort || service.Length == 0 || error.Category == ErrorCategory.Addrinfo
            ? null
            : $"service '{service}'";
        return error with
        {
            Address = host.Length == 0 ? null : host,
            Port = isPort ? port : null,
            Detail = reason is not null && named is not null ? $"{reason}; {named}" : reason ?? named,
        };
    }

    private string? Reason(string host, string service, LuaError error)
    {
        if (error == ResolverErrors.ServiceNotFound)
        {
            return $"there is no service '{service}' for UDP";
        }

        if (error == LuaError.System(Errno.EINVAL) && host.Length == 0)
        {
            return "canonical_name needs a host";
        }

        if (error != ResolverErrors.HostNotFound)
        {
            return null;
        }

        if (host.Length == 0 && service.Length == 0)
        {
            return "neither host nor service was given";
        }

        if ((Flags & NumericService) != 0 && service.Length > 0 && !ushort.TryParse(service, out _))
        {
            return "with numeric_service, only a port will do";
        }

        if (IpAddress.TryParse(host, out var address))
        {
            return (Family, address.IsV6) switch
            {
                (NameFamily.V4, true) => "it is an IPv6 address, and an IPv4 one was asked for",
                (NameFamily.V6, false) => "it is an IPv4 address, and an IPv6 one was asked for",
                _ => null,
            };
        }

        return host.Length > 0 && (Flags & NumericHost) != 0 ? "with numeric_host, only an address will do" : null;
    }
}

/// <summary>A query for the names of an endpoint's host and service.</summary>
/// <param name="Endpoint">The endpoint.</param>
/// <param name="Flags">The NI_ numbers of Linux's netdb.h.</param>
public sealed record EndpointQuery(IpEndpoint Endpoint, int Flags) : NameQuery
{
    public const int NumericHost = 1;
    public const int NumericService = 2;
    public const int NameRequired = 8;

    /// <summary>All known flags.</summary>
    public const int KnownFlags = 15;

    internal override bool IsNumeric => IsLocal && (Flags & NumericService) != 0;

    internal override bool IsLocal => (Flags & NumericHost) != 0;

    internal override NameAnswer Ask() => OperatingSystem.IsLinux() ? NameService.Ask(this) : PortableNames.Ask(this);

    internal override LuaError Explain(LuaError error) =>
        error with { Address = Endpoint.Address.ToString(), Port = Endpoint.Port };
}

/// <summary>The family of addresses that a query asks for.</summary>
public enum NameFamily
{
    Any,
    V4,
    V6,
}
