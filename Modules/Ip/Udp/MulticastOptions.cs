using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// The options whose values are addresses and interfaces: joining and leaving groups (RFC 3678), and the interface that
/// multicast leaves by. They can only be set.
/// </summary>
internal static unsafe class MulticastOptions
{
    private const int Ip = 0;
    private const int Ipv6 = 41;

    // linux/in.h, linux/in6.h
    private const int IpMulticastInterface = 32;
    private const int Ipv6MulticastInterface = 17;
    private const int JoinGroup = 42;
    private const int LeaveGroup = 45;
    private const int JoinSourceGroup = 46;
    private const int LeaveSourceGroup = 47;

    // struct group_source_req: an interface's index, then sockaddr_storage of the group and of the source
    private const int GroupOffset = 8;
    private const int StorageSize = 128;
    private const int GroupRequestSize = GroupOffset + StorageSize;
    private const int SourceRequestSize = GroupRequestSize + StorageSize;

    internal static readonly string[] Names = ["join_multicast_group", "leave_multicast_group", "multicast_interface"];

    /// <summary>Sets the option that argument 2 names. Returns false if it is not an option of this class.</summary>
    internal static bool TrySet(LuaCall call, UdpSocket socket, AddressType addresses)
    {
        switch (call.Text(2))
        {
            case "join_multicast_group":
                ChangeMembership(call, socket, addresses, JoinGroup, JoinSourceGroup);
                return true;
            case "leave_multicast_group":
                ChangeMembership(call, socket, addresses, LeaveGroup, LeaveSourceGroup);
                return true;
            case "multicast_interface":
                SetInterface(call, socket, addresses);
                return true;
            default:
                return false;
        }
    }

    /// <summary>
    /// Joins or leaves a group. Arguments from 3: the group, and optionally the interface (address, index, name or nil)
    /// and the source (address).
    /// </summary>
    private static void ChangeMembership(
        LuaCall call,
        UdpSocket socket,
        AddressType addresses,
        int anySource,
        int oneSource)
    {
        var group = Unmapped(addresses.GetOrParse(call, 3));
        if (!group.IsMulticast)
        {
            throw LuaCall.Invalid(3, $"{group} is not a multicast address");
        }

        Span<byte> request = stackalloc byte[SourceRequestSize];
        request.Clear();
        var index = call.IsAbsent(4) ? group.Scope : Interface(call, addresses, 4);
        _ = BitConverter.TryWriteBytes(request, index);
        new IpEndpoint(group, 0).WriteTo(request[GroupOffset..]);
        var level = group.IsV6 ? Ipv6 : Ip;
        if (call.IsAbsent(5))
        {
            socket.RequireOpen().SetOption((level, anySource), request[..GroupRequestSize]);
            return;
        }

        new IpEndpoint(Unmapped(addresses.GetOrParse(call, 5)), 0).WriteTo(request[GroupRequestSize..]);
        socket.RequireOpen().SetOption((level, oneSource), request);
    }

    private static void SetInterface(LuaCall call, UdpSocket socket, AddressType addresses)
    {
        var index = (int)Interface(call, addresses, 3);

        // struct ip_mreqn: a group, an address, an index
        Span<byte> request = stackalloc byte[12];
        request.Clear();
        _ = BitConverter.TryWriteBytes(request[8..], index);
        socket.RequireOpen().SetOption(
            (Ip, IpMulticastInterface),
            request,
            (Ipv6, Ipv6MulticastInterface),
            BitConverter.GetBytes(index));
    }

    /// <summary>
    /// Returns the IPv4 address of a mapped address, because IPv4's own option joins a group of IPv4.
    /// </summary>
    private static IpAddress Unmapped(IpAddress address) => address.IsV4Mapped ? address.ToUnmapped() : address;

    /// <summary>
    /// Returns the index of an interface, given by its address, name or index. The unspecified address gives 0, the
    /// kernel's choice.
    /// </summary>
    private static uint Interface(LuaCall call, AddressType addresses, int argument)
    {
        if (call.Stack.TypeOf(argument) == LuaType.Number)
        {
            var index = call.Integer(argument);
            return index is >= 0 and <= int.MaxValue
                ? (uint)index
                : throw LuaCall.Invalid(argument, $"{index} is not the index of an interface");
        }

        if (call.Stack.TypeOf(argument) == LuaType.String)
        {
            var name = call.Text(argument);
            return NetworkInterfaces.TryIndex(name, out var index)
                ? index
                : IpAddress.TryParse(name, out var parsed)
                ? InterfaceOf(argument, parsed)
                : throw OptionFailures.NoInterface(argument, name);
        }

        var address = addresses.Type.TryGet(call.Stack, argument);
        return address is not null
            ? InterfaceOf(argument, *address)
            : throw call.Wrong(argument, "ip.address, interface name or index");
    }

    private static uint InterfaceOf(int argument, in IpAddress address)
    {
        return NetworkInterfaces.TryIndexOf(Unmapped(address), out var found)
            ? found
            : throw LuaCall.Invalid(argument, $"no interface has the address {address}", Errno.ENODEV);
    }
}
