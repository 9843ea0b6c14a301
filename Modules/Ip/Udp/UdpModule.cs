using System.Globalization;
using System.Text;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Dns;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary><c>ip.udp</c>: name resolution for UDP, whose functions suspend, and the recording.</summary>
internal sealed class UdpModule(ModuleContext context, AddressType addresses, ObjectType<UdpSocket> sockets)
    : LuaModule
{
    /// <summary>NI_MAXHOST without the zero byte.</summary>
    private const int MaxHostLength = 1024;

    /// <summary>More than the length of any service's name.</summary>
    private const int MaxServiceLength = 255;

    public override string Name => "ip.udp";

    public override string Shim => "udp.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("get_address_info", GetAddressInfo),
        new("get_address_v4_info", GetAddressV4Info),
        new("get_address_v6_info", GetAddressV6Info),
        new("get_name_info", GetNameInfo),
        new("recording", new RecordingFunction(context, addresses, sockets).Call),
    ];

    /// <summary>
    /// <c>get_address_info(host: string|ip.address, service: string|integer[, flags: integer]) -> table</c>: an array
    /// of { address=, port=, host_name=, service_name= }. The default flags are address_configured and v4_mapped. The
    /// usual errors are host_not_found and service_not_found.
    /// </summary>
    private int GetAddressInfo(LuaCall call) =>
        GetAddresses(call, NameFamily.Any, AddressQuery.AddressConfigured | AddressQuery.V4Mapped);

    /// <summary><c>get_address_v4_info</c>: as get_address_info, for IPv4 only. There are no default flags.</summary>
    private int GetAddressV4Info(LuaCall call) => GetAddresses(call, NameFamily.V4, 0);

    /// <summary>
    /// <c>get_address_v6_info</c>: as get_address_info, for IPv6 only. The default flag is v4_mapped.
    /// </summary>
    private int GetAddressV6Info(LuaCall call) => GetAddresses(call, NameFamily.V6, AddressQuery.V4Mapped);

    /// <summary>
    /// <c>get_name_info(address: ip.address|string, port: integer[, flags: integer]) -> table</c>: an array of one
    /// table as get_address_info returns. An address or a port without a name gets its number as the name. With the
    /// flag name_required, an address without a name is host_not_found.
    /// </summary>
    private int GetNameInfo(LuaCall call)
    {
        var endpoint = new IpEndpoint(addresses.GetOrParse(call, 1), call.Port(2));
        var flags = Flags(call, 3, 0, EndpointQuery.KnownFlags, "ip.name_info_flag");
        return Start(call, new EndpointQuery(endpoint, flags));
    }

    private int GetAddresses(LuaCall call, NameFamily family, int defaultFlags)
    {
        var flags = Flags(call, 3, defaultFlags, AddressQuery.KnownFlags, "ip.address_info_flag");
        var host = Host(call, 1, ref flags);
        var service = Service(call, 2, ref flags);
        return Start(call, new AddressQuery { Family = family, Host = host, Service = service, Flags = flags });
    }

    private int Start(LuaCall call, NameQuery query)
    {
        context.Fibers.RequireSuspendable(call);
        DescriptorLimit.MakeRoom(call);
        var wait = new Result(context.Names, query, addresses, call.Function);
        return wait.IsAnswered ? context.Fibers.ParkReady(call, wait) : context.Fibers.Park(call, wait);
    }

    private byte[] Host(LuaCall call, int argument, ref int flags)
    {
        if (call.Stack.TypeOf(argument) == LuaType.String)
        {
            return Text(
                call,
                argument,
                "host",
                MaxHostLength,
                new LuaError(ErrorCategory.Netdb, NetdbErrors.HostNotFound));
        }

        unsafe
        {
            var address = addresses.Type.TryGet(call.Stack, argument);
            flags |= AddressQuery.NumericHost;
            return address is not null
                ? Encoding.UTF8.GetBytes(address->ToString())
                : throw call.Wrong(argument, "string or ip.address");
        }
    }

    private static byte[] Service(LuaCall call, int argument, ref int flags)
    {
        switch (call.Stack.TypeOf(argument))
        {
            case LuaType.Number:
                flags |= AddressQuery.NumericService;
                return Encoding.UTF8.GetBytes(call.Port(argument).ToString(CultureInfo.InvariantCulture));
            case LuaType.String:
                break;
            default:
                throw call.Wrong(argument, "string or port number");
        }

        var notFound = new LuaError(ErrorCategory.Addrinfo, AddrinfoErrors.ServiceNotFound);
        var service = Text(call, argument, "service", MaxServiceLength, notFound);
        var mayBeName = service.Length == 0 || service.AsSpan().ContainsAnyInRange((byte)'A', byte.MaxValue);
        if (!mayBeName && !ushort.TryParse(service, NumberStyles.None, CultureInfo.InvariantCulture, out _))
        {
            // The C library would wrap such a number silently. It is not a name, because every name has a letter
            // (RFC 6335, 5.1).
            throw new LuaFailure(notFound with
            {
                Detail = $"'{call.Text(argument)}' is neither a port from 0 to 65535 nor a name",
            });
        }

        return service;
    }

    private static byte[] Text(LuaCall call, int argument, string what, int maxLength, LuaError notFound)
    {
        var bytes = call.Bytes(argument);
        if (bytes.Length > maxLength)
        {
            throw new LuaFailure(notFound with { Detail = $"the {what} has {bytes.Length} bytes, more than any name" });
        }

        return bytes.Contains((byte)0)
            ? throw LuaCall.Invalid(argument, $"the {what} contains a zero byte")
            : bytes.ToArray();
    }

    private static int Flags(LuaCall call, int argument, int absent, int known, string table)
    {
        var flags = call.Integer(argument, absent);
        return (flags & ~(long)known) == 0
            ? (int)flags
            : throw LuaCall.Invalid(argument, $"{flags} is not a combination of {table} values");
    }

    /// <summary>The wait for a lookup. Its result is an array of the endpoints that were found.</summary>
    private sealed class Result(NameResolver resolver, NameQuery query, AddressType addresses, string operation)
        : LookupWait(resolver, query)
    {
        public override string Operation => operation;

        protected override int PushValues(LuaThread stack)
        {
            stack.PushTable(array: Found.Count);
            foreach (var (index, found) in Found.Index())
            {
                stack.PushTable(hash: 4);
                addresses.Push(stack, found.Endpoint.Address);
                stack.SetField(-2, "address");
                stack.Push((long)found.Endpoint.Port);
                stack.SetField(-2, "port");
                stack.Push(found.Host);
                stack.SetField(-2, "host_name");
                stack.Push(found.Service);
                stack.SetField(-2, "service_name");
                stack.SetElement(-2, index + 1);
            }

            return 1;
        }
    }
}
