using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// The arguments of a call where they lie, their number being known: for the functions that run for each datagram. What
/// is not as expected is left to <see cref="LuaCall"/>, which words the error. There are such only while Lua's stack is known.
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

    /// <summary>Pushes a result, for which there is room.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(long value) => LuaLayout.Push(_state, value, TValue.IntegerTag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(RootedValue value) => value.PushKnown(_state);

    /// <summary>Pushes the first user value of an argument that is a userdata with one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void PushUserValue(int argument)
    {
        var value = UserValue(argument);
        LuaLayout.Push(_state, *(long*)value, LuaLayout.TagOf(value));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal byte* UserValue(int argument) => LuaLayout.UserValue(*(byte**)At(argument));

    /// <summary>Reads a port that a datagram can go to, 1..65535.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool TryPort(int argument, out int port)
    {
        var value = At(argument);
        var number = *(long*)value;
        port = (int)number;
        return LuaLayout.TagOf(value) == TValue.IntegerTag && (ulong)(number - 1) < 65535;
    }
}
