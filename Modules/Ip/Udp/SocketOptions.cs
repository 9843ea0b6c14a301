using System.Net.Sockets;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// The options of set_option and get_option by name, with Linux's numbers (socket(7), ip(7), ipv6(7)).
/// </summary>
internal static class SocketOptions
{
    private const int Socket = 1;
    private const int Ip = 0;
    private const int Ipv6 = 41;

    /// <summary>
    /// The allowed values of options whose other values the kernel changes silently: 300 to 44, and -1 bytes to the
    /// maximum.
    /// </summary>
    private static readonly (long Min, long Max) Byte = (0, byte.MaxValue);
    private static readonly (long Min, long Max) Bytes = (0, long.MaxValue);

    private static readonly Dictionary<string, Option> ByName = new(StringComparer.Ordinal)
    {
        ["debug"] = new(IsBoolean: true, (Socket, 1)),
        ["reuse_port"] = new(IsBoolean: true, (Socket, 15)),
        ["reuse_address"] = new(IsBoolean: true, (Socket, 2)),
        ["do_not_route"] = new(IsBoolean: true, (Socket, 5)),
        ["broadcast"] = new(IsBoolean: true, (Socket, 6)),
        ["send_buffer_size"] = new(IsBoolean: false, (Socket, 7)) { IsDoubled = true, Range = Bytes },
        ["receive_buffer_size"] = new(IsBoolean: false, (Socket, 8)) { IsDoubled = true, Range = Bytes },
        ["unicast_hops"] = new(IsBoolean: false, (Ip, 2), (Ipv6, 16)),
        ["multicast_hops"] = new(IsBoolean: false, (Ip, 33), (Ipv6, 18)),
        ["multicast_loop"] = new(IsBoolean: true, (Ip, 34), (Ipv6, 19)),
        ["traffic_class"] = new(IsBoolean: false, (Ip, 1), (Ipv6, 67)) { Range = Byte },
        ["v6_only"] = new(IsBoolean: true, (Ipv6, 26)),
    };

    /// <summary>Sets an option: set_option(socket, name, ...), of which it reads the arguments from 2.</summary>
    internal static void Set(LuaCall call, UdpSocket socket, AddressType addresses)
    {
        if (MulticastOptions.TrySet(call, socket, addresses))
        {
            return;
        }

        if (Is(call, "receive_errors"u8))
        {
            socket.ReportsErrors = call.Boolean(3);
            return;
        }

        if (Is(call, "segmentation_offload"u8))
        {
            socket.SegmentationOffload = call.Boolean(3);
            return;
        }

        var option = Find(call);
        var value = option.IsBoolean ? (call.Boolean(3) ? 1 : 0) : Quantity(call, option);
        if (option.V6 is { } v6)
        {
            socket.RequireOpen().SetOption(option.V4, v6, value);
        }
        else
        {
            socket.RequireOpen().SetOption(option.V4, value);
        }
    }

    private static int Quantity(LuaCall call, Option option)
    {
        const int argument = 3;
        var value = call.Stack.TypeOf(argument) == LuaType.Number
            ? call.Integer(argument)
            : throw call.Wrong(argument, "integer");
        var (min, max) = option.Range;
        return value < min ? throw LuaCall.Invalid(argument, $"{value} is less than {min}")
            : value > max ? throw LuaCall.Invalid(argument, $"{value} is more than {max}")
            : (int)Math.Clamp(value, int.MinValue, int.MaxValue);
    }

    /// <summary>Returns the value of an option: get_option(socket, name).</summary>
    internal static int Get(LuaCall call, UdpSocket socket)
    {
        if (Is(call, "receive_errors"u8))
        {
            return call.Return(socket.ReportsErrors);
        }

        if (Is(call, "segmentation_offload"u8))
        {
            return call.Return(socket.SegmentationOffload);
        }

        var option = Find(call);
        var value = socket.RequireOpen().GetOption(option.For(socket));
        return option.IsBoolean ? call.Return(value != 0) : call.Return((long)(option.IsDoubled ? value / 2 : value));
    }

    private static bool Is(LuaCall call, ReadOnlySpan<byte> name) => call.Bytes(2).SequenceEqual(name);

    private static Option Find(LuaCall call)
    {
        var name = call.Text(2);
        return ByName.TryGetValue(name, out var option)
            ? option
            : throw OptionFailures.Unknown(
                name,
                [.. ByName.Keys, "receive_errors", "segmentation_offload", .. MulticastOptions.Names]);
    }

    /// <param name="IsBoolean">True if the option's value is a boolean, false if it is an integer.</param>
    /// <param name="V4">The level and the number on an IPv4 socket.</param>
    /// <param name="V6">The level and the number on an IPv6 socket, if they differ.</param>
    private sealed record Option(bool IsBoolean, (int Level, int Number) V4, (int Level, int Number)? V6 = null)
    {
        /// <summary>
        /// True if Linux returns twice the value that was set, as it does for buffer sizes. Scripts get the value that
        /// was set.
        /// </summary>
        internal bool IsDoubled { get; init; }

        /// <summary>The values that the option takes, if the kernel itself does not refuse others.</summary>
        internal (long Min, long Max) Range { get; init; } = (long.MinValue, long.MaxValue);

        internal (int Level, int Number) For(UdpSocket socket) =>
            socket.RequireOpen().Family == AddressFamily.InterNetworkV6 ? V6 ?? V4 : V4;
    }
}
