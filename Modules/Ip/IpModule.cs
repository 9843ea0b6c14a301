using System.Net;
using System.Net.Sockets;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip;

/// <summary><c>ip</c>: endpoints as text, and what its modules share. No function suspends.</summary>
internal sealed class IpModule(AddressType addresses) : LuaModule
{
    public override string Name => "ip";

    public override string Shim => "ip.lua";

    public override bool IsGlobal => true;

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("tostring", ToText),
        new("toendpoint", ToEndpoint),
        new("host_name", HostName),
    ];

    /// <summary><c>tostring(address: ip.address[, port: integer]) -> string</c>: an endpoint's text; without a port, the address's.</summary>
    private int ToText(LuaCall call)
    {
        var address = addresses.Get(call, 1);
        return call.Return(call.IsAbsent(2) ? address.ToString() : new IpEndpoint(address, call.Port(2)).ToString());
    }

    /// <summary><c>toendpoint(text: string) -> ip.address, integer</c>: tostring's inverse. EINVAL (arg 1) for anything else.</summary>
    private int ToEndpoint(LuaCall call)
    {
        var text = call.Text(1);
        if (!IpEndpoint.TryParse(text, out var endpoint))
        {
            throw LuaCall.Invalid(1, $"'{text}' is not an address and a port, such as 127.0.0.1:80 or [::1]:80");
        }

        addresses.Push(call.Stack, endpoint.Address);
        call.Stack.Push((long)endpoint.Port);
        return 2;
    }

    /// <summary><c>host_name() -> string</c>: this machine's name (gethostname(2)).</summary>
    private static int HostName(LuaCall call)
    {
        try
        {
            return call.Return(Dns.GetHostName());
        }
        catch (SocketException)
        {
            return call.Fail(LuaError.System(Errno.EIO));
        }
    }
}
