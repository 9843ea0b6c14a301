using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Address;

/// <summary><c>ip.address</c>: IPv4 and IPv6 addresses as values. No function suspends.</summary>
internal sealed unsafe class AddressModule(AddressType addresses) : LuaModule
{
    public override string Name => "ip.address";

    public override string Shim => "ip_address.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New, Results: 1),
        new("any_v4", call => Push(call, IpAddress.AnyV4), Results: 1),
        new("any_v6", call => Push(call, IpAddress.AnyV6), Results: 1),
        new("loopback_v4", call => Push(call, IpAddress.LoopbackV4), Results: 1),
        new("loopback_v6", call => Push(call, IpAddress.LoopbackV6), Results: 1),
        new("broadcast_v4", call => Push(call, IpAddress.BroadcastV4), Results: 1),
        new("is_v4", call => call.Return(!addresses.Get(call, 1).IsV6), Results: 1),
        new("is_v6", call => call.Return(addresses.Get(call, 1).IsV6), Results: 1),
        new("__tostring", call => call.Return(addresses.Get(call, 1).ToString()), Results: 1),
        new("__eq", AreEqual, Results: 1),
        new("__lt", call => call.Return(addresses.Get(call, 1) < addresses.Get(call, 2)), Results: 1),
        new("__le", call => call.Return(addresses.Get(call, 1) <= addresses.Get(call, 2)), Results: 1),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(addresses.Type).Add("set_known", SetKnown);

    /// <summary>
    /// <c>new(text: string) -> ip.address</c>, or <c>new()</c> for 0.0.0.0: dotted decimal or RFC 4291 text with an optional
    /// "%scope". EINVAL (system) for anything else.
    /// </summary>
    private int New(LuaCall call) => Push(call, call.IsAbsent(1) ? IpAddress.AnyV4 : Parse(call));

    private static IpAddress Parse(LuaCall call)
    {
        var text = call.Text(1);
        return IpAddress.TryParse(text, out var address) ? address : throw AddressType.Malformed(text);
    }

    private int AreEqual(LuaCall call)
    {
        var left = addresses.Type.TryGet(call.Stack, 1);
        var right = addresses.Type.TryGet(call.Stack, 2);
        return call.Return(left is not null && right is not null && *left == *right);
    }

    /// <summary>Takes the weak table that the shim made.</summary>
    private int SetKnown(LuaCall call)
    {
        call.Stack.PushCopy(1);
        addresses.PopKnown(call.Stack);
        return call.Return();
    }

    private int Push(LuaCall call, in IpAddress address)
    {
        addresses.Push(call.Stack, address);
        return call.ReturnTop(1);
    }
}
