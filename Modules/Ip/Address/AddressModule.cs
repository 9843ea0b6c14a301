using System.Buffers.Binary;
using Moonwire.Modules.ByteSpan;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Address;

/// <summary><c>ip.address</c>: IPv4 and IPv6 addresses as values. No function suspends.</summary>
internal sealed unsafe class AddressModule(AddressType addresses, SpanType spans) : LuaModule
{
    private const int NodeLocal = 1;
    private const int LinkLocal = 2;
    private const int SiteLocal = 5;
    private const int OrganizationLocal = 8;
    private const int Global = 14;

    public override string Name => "ip.address";

    public override string Shim => "ip_address.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("from_bytes", FromBytes),
        new("any_v4", call => Push(call, IpAddress.AnyV4)),
        new("any_v6", call => Push(call, IpAddress.AnyV6)),
        new("loopback_v4", call => Push(call, IpAddress.LoopbackV4)),
        new("loopback_v6", call => Push(call, IpAddress.LoopbackV6)),
        new("broadcast_v4", call => Push(call, IpAddress.BroadcastV4)),
        new("is_loopback", call => call.Return(addresses.Get(call, 1).IsLoopback)),
        new("is_multicast", call => call.Return(addresses.Get(call, 1).IsMulticast)),
        new("is_unspecified", call => call.Return(addresses.Get(call, 1).IsUnspecified)),
        new("is_v4", call => call.Return(!addresses.Get(call, 1).IsV6)),
        new("is_v6", call => call.Return(addresses.Get(call, 1).IsV6)),
        new("is_link_local", call => call.Return(V6(call).IsLinkLocal)),
        new("is_site_local", call => call.Return(V6(call).IsSiteLocal)),
        new("is_v4_mapped", call => call.Return(V6(call).IsV4Mapped)),
        new("is_multicast_node_local", call => call.Return(V6(call).MulticastReach == NodeLocal)),
        new("is_multicast_link_local", call => call.Return(V6(call).MulticastReach == LinkLocal)),
        new("is_multicast_site_local", call => call.Return(V6(call).MulticastReach == SiteLocal)),
        new("is_multicast_org_local", call => call.Return(V6(call).MulticastReach == OrganizationLocal)),
        new("is_multicast_global", call => call.Return(V6(call).MulticastReach == Global)),
        new("scope_id", call => call.Return(V6(call).Scope)),
        new("to_v4", ToV4),
        new("to_v6", ToV6),
        new("to_bytes", ToBytes),
        new("__newindex", SetScope),
        new("__tostring", call => call.Return(addresses.Get(call, 1).ToString())),
        new("__eq", AreEqual),
        new("__lt", call => call.Return(addresses.Get(call, 1) < addresses.Get(call, 2))),
        new("__le", call => call.Return(addresses.Get(call, 1) <= addresses.Get(call, 2))),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(addresses.Type).Add("set_known", SetKnown);

    /// <summary>
    /// <c>new(text: string) -> ip.address</c>, or <c>new()</c> for 0.0.0.0. The text is dotted decimal or RFC 4291 text
    /// with an optional "%scope". EINVAL (system) for other text.
    /// </summary>
    private int New(LuaCall call) => Push(call, call.IsAbsent(1) ? IpAddress.AnyV4 : Parse(call));

    private static IpAddress Parse(LuaCall call)
    {
        var text = call.Text(1);
        return IpAddress.TryParse(text, out var address) ? address : throw AddressType.Malformed(text);
    }

    /// <summary>
    /// <c>from_bytes(bytes: string|byte_span) -> ip.address</c>: the address of 4 or 16 bytes in network order. EINVAL
    /// (arg 1) for any other number of bytes.
    /// </summary>
    private int FromBytes(LuaCall call)
    {
        var bytes = spans.Bytes(call, 1);
        return bytes.Length switch
        {
            4 => Push(call, IpAddress.V4(BinaryPrimitives.ReadUInt32BigEndian(bytes))),
            16 => Push(call, IpAddress.V6(bytes)),
            _ => throw LuaCall.Invalid(1, $"an address has 4 or 16 bytes, got {bytes.Length}"),
        };
    }

    /// <summary><c>to_bytes(self) -> string</c>: 4 or 16 bytes in network order, without the scope.</summary>
    private int ToBytes(LuaCall call)
    {
        var address = addresses.Get(call, 1);
        Span<byte> bytes = stackalloc byte[address.IsV6 ? 16 : 4];
        address.WriteTo(bytes);
        return call.Return(bytes);
    }

    /// <summary>Returns the v6 address that is argument 1; throws EINVAL for a v4 address.</summary>
    private IpAddress V6(LuaCall call)
    {
        var address = addresses.Get(call, 1);
        return address.IsV6
            ? address
            : throw LuaCall.Invalid(1, $"{address} is not an IPv6 address, the only kind that has this");
    }

    /// <summary>
    /// <c>to_v4(self) -> ip.address</c>: the v4 address of a v4-mapped v6 address; EINVAL for any other address.
    /// </summary>
    private int ToV4(LuaCall call)
    {
        var address = V6(call);
        return address.IsV4Mapped
            ? Push(call, address.ToUnmapped())
            : throw LuaCall.Invalid(1, $"{address} is not a mapped IPv4 address");
    }

    /// <summary>
    /// <c>to_v6(self) -> ip.address</c>: the v4-mapped v6 address of a v4 address; EINVAL for a v6 address.
    /// </summary>
    private int ToV6(LuaCall call)
    {
        var address = addresses.Get(call, 1);
        return address.IsV6
            ? throw LuaCall.Invalid(1, $"{address} is an IPv6 address already")
            : Push(call, address.ToMapped());
    }

    /// <summary>
    /// <c>address.scope_id = integer</c>. The shim passes no other key. EINVAL for a v4 address or for a number outside
    /// of 32 bits; EPERM for an address that other variables may hold.
    /// </summary>
    private int SetScope(LuaCall call)
    {
        _ = V6(call);
        var scope = call.Stack.TypeOf(3) == LuaType.Number ? call.Integer(3) : throw call.Wrong(3, "integer");
        if (scope is < 0 or > uint.MaxValue)
        {
            throw LuaCall.Invalid(3, $"scope {scope} is outside 0..{uint.MaxValue}");
        }

        addresses.SetScope(call, 1, (uint)scope);
        return 0;
    }

    private int AreEqual(LuaCall call)
    {
        var left = addresses.Type.TryGet(call.Stack, 1);
        var right = addresses.Type.TryGet(call.Stack, 2);
        return call.Return(left is not null && right is not null && *left == *right);
    }

    /// <summary>Keeps the weak tables that the shim has made.</summary>
    private int SetKnown(LuaCall call)
    {
        call.Stack.PushCopy(1);
        call.Stack.PushCopy(2);
        addresses.PopKnown(call.Stack);
        return 0;
    }

    private int Push(LuaCall call, in IpAddress address)
    {
        addresses.Push(call.Stack, address);
        return 1;
    }
}
