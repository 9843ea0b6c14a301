using System.Net;
using System.Net.Sockets;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip;

/// <summary><c>ip</c>: endpoints as text, the host's name, and flags. No function suspends.</summary>
internal sealed class IpModule(AddressType addresses) : LuaModule
{
    /// <summary>The flags of netdevice(7) that scripts get.</summary>
    private static readonly (string Name, uint Bit)[] FlagNames =
    [
        ("up", 0x1), ("broadcast", 0x2), ("loopback", 0x8), ("point_to_point", 0x10), ("running", 0x40),
        ("multicast", 0x1000),
    ];

    public override string Name => "ip";

    public override string Shim => "ip.lua";

    public override bool IsGlobal => true;

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("tostring", ToText),
        new("toendpoint", ToEndpoint),
        new("host_name", HostName),
        new("interfaces", Interfaces),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add("EINVAL", Errno.EINVAL);

    /// <summary>
    /// <c>tostring(address: ip.address|string[, port: integer]) -> string</c>: the text of the endpoint, or of the
    /// address without a port.
    /// </summary>
    private int ToText(LuaCall call)
    {
        var address = addresses.GetOrParse(call, 1);
        return call.Return(call.IsAbsent(2) ? address.ToString() : new IpEndpoint(address, call.Port(2)).ToString());
    }

    /// <summary>
    /// <c>toendpoint(text: string) -> ip.address, integer</c>: the inverse of tostring. EINVAL (arg 1) for text that is
    /// not an endpoint.
    /// </summary>
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

    /// <summary>
    /// <c>interfaces() -> table</c>: a list of { name, index, mtu, flags, addresses }, where addresses is a list of {
    /// address, prefix }. ENOTSUP on systems other than Linux.
    /// </summary>
    private int Interfaces(LuaCall call)
    {
        var stack = call.Stack;
        var found = InterfaceList.Read();
        stack.PushTable(array: found.Count);
        for (var i = 0; i < found.Count; i++)
        {
            PushInterface(stack, found[i]);
            stack.SetElement(-2, i + 1);
        }

        return 1;
    }

    private void PushInterface(LuaThread stack, NetworkInterface one)
    {
        stack.PushTable(hash: 5);
        stack.Push(one.Name);
        stack.SetField(-2, "name");
        stack.Push((long)one.Index);
        stack.SetField(-2, "index");
        if (one.Mtu > 0)
        {
            stack.Push((long)one.Mtu);
            stack.SetField(-2, "mtu");
        }

        stack.PushTable(hash: FlagNames.Length);
        foreach (var (name, bit) in FlagNames)
        {
            stack.Push((one.Flags & bit) != 0);
            stack.SetField(-2, name);
        }

        stack.SetField(-2, "flags");
        stack.PushTable(array: one.Addresses.Count);
        for (var i = 0; i < one.Addresses.Count; i++)
        {
            stack.PushTable(hash: 2);
            addresses.Push(stack, one.Addresses[i].Address);
            stack.SetField(-2, "address");
            stack.Push((long)one.Addresses[i].Prefix);
            stack.SetField(-2, "prefix");
            stack.SetElement(-2, i + 1);
        }

        stack.SetField(-2, "addresses");
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
