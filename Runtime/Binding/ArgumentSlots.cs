using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Reads the arguments of a call directly from Lua's stack, for functions that run for each datagram. The number of
/// arguments has already been checked (<see cref="LuaCall.TrySlots"/>). For an argument of an unexpected type, the
/// caller uses <see cref="LuaCall"/>, which makes the error. Used only if <see cref="LuaLayout"/> is verified.
/// </summary>
public readonly unsafe ref struct ArgumentSlots
{
    private readonly nint _state;
    private readonly byte* _function;

    internal ArgumentSlots(nint state, byte* function)
    {
        _state = state;
        _function = function;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* At(int argument) => _function + (argument * TValue.Size);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool IsNil(int argument) => (LuaLayout.TagOf(At(argument)) & TValue.TypeMask) == TValue.NilTag;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryInteger(int argument, out long integer)
    {
        var value = At(argument);
        integer = *(long*)value;
        return LuaLayout.TagOf(value) == TValue.IntegerTag;
    }

    /// <summary>Pushes a result. The stack must have room for it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(long value) => LuaLayout.Push(_state, value, TValue.IntegerTag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(RootedValue value) => value.PushKnown(_state);

    /// <summary>Pushes the first user value of an argument, which must be a userdata with a user value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushUserValue(int argument)
    {
        var value = UserValue(argument);
        LuaLayout.Push(_state, *(long*)value, LuaLayout.TagOf(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* UserValue(int argument) => LuaLayout.UserValue(*(byte**)At(argument));

    /// <summary>Reads a port to which a datagram can be sent, 1..65535.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPort(int argument, out int port)
    {
        var value = At(argument);
        var number = *(long*)value;
        port = (int)number;
        return LuaLayout.TagOf(value) == TValue.IntegerTag && (ulong)(number - 1) < 65535;
    }
}
