using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Address;

/// <summary><c>ip.network</c>: ranges of addresses with a common prefix. No function suspends.</summary>
internal sealed unsafe class NetworkModule(AddressType addresses) : LuaModule
{
    private readonly ObjectType<IpNetwork> _networks = new("ip.network", static _ => { }, cost: 160);

    public override string Name => "ip.network";

    public override string Shim => "ip_network.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("contains", Contains),
        new("first", call => Push(call, _networks.Get(call, 1).First)),
        new("last", call => Push(call, _networks.Get(call, 1).Last)),
        new("netmask", call => Push(call, _networks.Get(call, 1).Netmask)),
        new("prefix", call => call.Return((long)_networks.Get(call, 1).Prefix)),
        new("next_address", NextAddress, Shown: "addresses"),
        new("next_host", NextHost, Shown: "hosts"),
        new("__tostring", call => call.Return(_networks.Get(call, 1).ToString())),
        new("__eq", AreEqual),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(_networks);

    /// <summary>
    /// <c>new(text: string) -> ip.network</c>, such as "10.0.0.0/8"; or <c>new(address: ip.address|string, prefix:
    /// integer)</c>. Sets the bits behind the prefix to 0.
    /// </summary>
    private int New(LuaCall call)
    {
        if (call.IsAbsent(2) && call.Stack.TypeOf(1) == LuaType.String)
        {
            var text = call.Text(1);
            var network = IpNetwork.TryParse(text, out var parsed)
                ? parsed!
                : throw LuaCall.Invalid(1, $"'{text}' is not a network, such as 10.0.0.0/8 or 2001:db8::/32");
            _networks.Push(call.Stack, network);
            return 1;
        }

        var address = addresses.GetOrParse(call, 1);
        var prefix = call.Stack.TypeOf(2) == LuaType.Number ? call.Integer(2) : throw call.Wrong(2, "number");
        if (prefix < 0 || prefix > IpNetwork.BitsOf(address))
        {
            throw LuaCall.Invalid(2, $"prefix {prefix} is outside 0..{IpNetwork.BitsOf(address)}");
        }

        _networks.Push(call.Stack, new IpNetwork(address, (int)prefix));
        return 1;
    }

    /// <summary>
    /// <c>contains(self, address: ip.address|string|ip.network) -> boolean</c>: contains a network if it contains all
    /// addresses of the network.
    /// </summary>
    private int Contains(LuaCall call)
    {
        var network = _networks.Get(call, 1);
        return _networks.TryGet(call.Stack, 2) is { } other
            ? call.Return(other.Prefix >= network.Prefix && network.Contains(other.First))
            : call.Return(network.Contains(addresses.GetOrParse(call, 2)));
    }

    /// <summary>
    /// <c>next_address(self, address: ip.address|nil) -> ip.address|nil</c>: the iterator of addresses().
    /// </summary>
    private int NextAddress(LuaCall call)
    {
        var network = _networks.Get(call, 1);
        return Next(call, network.First, network.Last);
    }

    /// <summary>
    /// The iterator of hosts(). Leaves out the network's own address and, for IPv4, the broadcast address.
    /// </summary>
    private int NextHost(LuaCall call)
    {
        var network = _networks.Get(call, 1);
        var isSmall = network.Prefix >= IpNetwork.BitsOf(network.First) - 1;
        var first = isSmall ? network.First : IpNetwork.After(network.First);
        return Next(call, first, isSmall || network.First.IsV6 ? network.Last : IpNetwork.Before(network.Last));
    }

    private int Next(LuaCall call, in IpAddress first, in IpAddress last)
    {
        if (call.IsAbsent(2))
        {
            return Push(call, first);
        }

        var current = addresses.Get(call, 2).WithoutScope();
        return current >= last ? call.ReturnNil() : Push(call, IpNetwork.After(current));
    }

    private int AreEqual(LuaCall call) =>
        call.Return(_networks.TryGet(call.Stack, 1) is { } left && left == _networks.TryGet(call.Stack, 2));

    private int Push(LuaCall call, in IpAddress address)
    {
        addresses.Push(call.Stack, address);
        return 1;
    }
}
