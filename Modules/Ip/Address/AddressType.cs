using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Native;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Address;

/// <summary>
/// The userdata of ip.address. Equal v4 addresses are one userdata while a script holds it, through a weak table,
/// so that they serve as table keys and a datagram's sender costs no allocation. The last one is at hand.
/// </summary>
internal sealed unsafe class AddressType
{
    private LuaReference _known = LuaReference.None;
    private LuaReference _last = LuaReference.None;
    private uint _lastNumber;

    internal UserdataType<IpAddress> Type { get; } = new("ip.address");

    /// <summary>Pops the weak table from v4 numbers to addresses.</summary>
    internal void PopKnown(LuaStack stack) => _known = stack.PopReference();

    internal IpAddress Get(LuaCall call, int argument) => *Type.Get(call, argument);

    /// <summary>An address, or a string that is one; a malformed string is EINVAL of the system category.</summary>
    internal IpAddress GetOrParse(LuaCall call, int argument)
    {
        if (call.Stack.TypeOf(argument) != LuaType.String)
        {
            var address = Type.TryGet(call.Stack, argument);
            return address is not null ? *address : throw call.Wrong(argument, "ip.address or string");
        }

        var text = call.Text(argument);
        return IpAddress.TryParse(text, out var parsed) ? parsed : throw Malformed(text);
    }

    internal static LuaFailure Malformed(string text) =>
        new(LuaError.System(Errno.EINVAL) with { Detail = $"'{text}' is not an IPv4 or IPv6 address" });

    internal void Push(LuaStack stack, in IpAddress address)
    {
        if (address.IsV6)
        {
            *Type.Push(stack) = address;
            return;
        }

        if (_last != LuaReference.None && address.V4Number == _lastNumber)
        {
            _ = stack.Push(_last);
            return;
        }

        _ = stack.Push(_known);
        if (stack.PushElement(-1, address.V4Number) == LuaType.Nil)
        {
            stack.Pop();
            *Type.Push(stack) = address;
            stack.PushCopy(-1);
            stack.SetElement(-3, address.V4Number);
        }

        stack.Insert(-2);
        stack.Pop();
        stack.PushCopy(-1);
        _last = stack.PopReference(_last);
        _lastNumber = address.V4Number;
    }
}
