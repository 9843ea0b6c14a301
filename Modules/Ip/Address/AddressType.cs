using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Address;

/// <summary>
/// The userdata of ip.address. Two weak tables make equal addresses one userdata while a script holds it, so that
/// addresses can be table keys, and a datagram's sender needs no allocation. The last address of each family is cached.
/// </summary>
/// <remarks>
/// There is one exception. An address that lacks a scope which it needs (<see cref="LacksScope"/>) always gets its own
/// userdata, because a script may assign the scope, which must not change an address of other code. No other userdata
/// ever changes.
/// </remarks>
internal sealed unsafe class AddressType
{
    private const int KeySize = 20;

    private RegistryReference _knownV4 = RegistryReference.None;
    private RegistryReference _knownV6 = RegistryReference.None;
    private readonly RootedValue _lastV4 = new();
    private readonly RootedValue _lastV6 = new();
    private uint _lastNumber;
    private IpAddress _lastAddress;

    internal UserdataType<IpAddress> Type { get; } = new("ip.address");

    /// <summary>
    /// Pops the weak tables of addresses: by v4 number, and, on top of the stack, by v6 bytes and scope.
    /// </summary>
    internal void PopKnown(LuaThread stack)
    {
        _knownV6 = stack.PopReference();
        _knownV4 = stack.PopReference();
    }

    internal IpAddress Get(LuaCall call, int argument) => *Type.Get(call, argument);

    /// <summary>
    /// Returns the address of an argument, or parses a string. EINVAL (system) for a malformed string.
    /// </summary>
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

    /// <summary>Pushes the address of a Linux sockaddr.</summary>
    internal void Push(LuaThread stack, byte* sockaddr)
    {
        if (IsLastV4(sockaddr))
        {
            _lastV4.Push(stack);
        }
        else
        {
            PushAnother(stack, sockaddr);
        }
    }

    /// <summary>Pushes the address of a Linux sockaddr as a result of a call whose argument slots are known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Push(ArgumentSlots slots, LuaThread stack, byte* sockaddr)
    {
        if (IsLastV4(sockaddr))
        {
            slots.Push(_lastV4);
        }
        else
        {
            PushAnother(stack, sockaddr);
        }
    }

    /// <summary>Sets the address of a Linux sockaddr as a result of a call that waits.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void Set(ResultSlots results, int index, LuaThread waiting, byte* sockaddr)
    {
        if (IsLastV4(sockaddr))
        {
            results.Set(index, _lastV4);
        }
        else
        {
            PushAnother(waiting, sockaddr);
            results.SetTop(index, waiting);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsLastV4(byte* sockaddr) =>
        Sockaddr.IsV4(sockaddr, out var number) && number == _lastNumber && !_lastV4.IsEmpty;

    private void PushAnother(LuaThread stack, byte* sockaddr) => Push(stack, Sockaddr.Read(sockaddr).Address);

    internal void Push(LuaThread stack, in IpAddress address)
    {
        if (address.IsV6)
        {
            PushV6(stack, address);
        }
        else
        {
            PushV4(stack, address);
        }
    }

    /// <summary>Sets the scope of an argument's address. EPERM if other variables may hold the address.</summary>
    internal void SetScope(LuaCall call, int argument, uint scope)
    {
        var address = Type.Get(call, argument);
        if (address->Scope == scope)
        {
            return;
        }

        if (IsShared(call.Stack, argument, *address))
        {
            throw LuaCall.Invalid(
                2,
                $"{*address} keeps its scope: only a link-local, site-local or multicast address "
                    + "that was made without one takes one",
                Errno.EPERM);
        }

        *address = address->WithScope(scope);
    }

    private static bool LacksScope(in IpAddress address) =>
        address.Scope == 0 && (address.IsLinkLocal || address.IsSiteLocal || address.IsMulticast);

    private bool IsShared(LuaThread stack, int index, in IpAddress address)
    {
        _ = stack.Push(_knownV6);
        PushKey(stack, address);
        _ = stack.ReplaceByElement(-2);
        var shared = stack.RawEquals(index, -1);
        stack.Pop(2);
        return shared;
    }

    private void PushV4(LuaThread stack, in IpAddress address)
    {
        if (!_lastV4.IsEmpty && address.V4Number == _lastNumber)
        {
            _lastV4.Push(stack);
            return;
        }

        _ = stack.Push(_knownV4);
        if (stack.PushElement(-1, address.V4Number) == LuaType.Nil)
        {
            stack.Pop();
            *Type.Push(stack) = address;
            stack.PushCopy(-1);
            stack.SetElement(-3, address.V4Number);
        }

        KeepLast(stack, _lastV4);
        _lastNumber = address.V4Number;
    }

    private void PushV6(LuaThread stack, in IpAddress address)
    {
        if (LacksScope(address))
        {
            *Type.Push(stack) = address;
            return;
        }

        if (!_lastV6.IsEmpty && address == _lastAddress)
        {
            _lastV6.Push(stack);
            return;
        }

        _ = stack.Push(_knownV6);
        PushKey(stack, address);
        if (stack.ReplaceByElement(-2) == LuaType.Nil)
        {
            stack.Pop();
            PushKey(stack, address);
            *Type.Push(stack) = address;
            stack.PushCopy(-1);
            stack.Insert(-3); // the table, the address, its key, the address
            stack.SetPair(-4);
        }

        KeepLast(stack, _lastV6);
        _lastAddress = address;
    }

    /// <summary>Removes the table below the address on top, and caches the address.</summary>
    private static void KeepLast(LuaThread stack, RootedValue last)
    {
        stack.Insert(-2);
        stack.Pop();
        last.Keep(stack);
    }

    /// <summary>Pushes the key of the weak table for v6: the bytes and the scope as a string.</summary>
    private static void PushKey(LuaThread stack, in IpAddress address)
    {
        Span<byte> key = stackalloc byte[KeySize];
        address.WriteTo(key);
        BinaryPrimitives.WriteUInt32BigEndian(key[16..], address.Scope);
        stack.Push(key);
    }
}
