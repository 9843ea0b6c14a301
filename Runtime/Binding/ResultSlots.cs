using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// The stack slots from which Lua will take the results of a waiting call. Functions that run for each datagram write
/// to these slots directly.
/// </summary>
public readonly unsafe ref struct ResultSlots
{
    private readonly byte* _first;

    internal ResultSlots(byte* first) => _first = first;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, long value) => LuaLayout.Set(At(index), value, TValue.IntegerTag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Set(int index, RootedValue value) => value.CopyTo(At(index));

    /// <summary>Moves the value on top of the stack to a slot.</summary>
    public void SetTop(int index, LuaThread stack)
    {
        LuaLayout.Copy(LuaLayout.TopOf(stack.State) - TValue.Size, At(index));
        LuaLayout.Pop(stack.State, 1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private byte* At(int index) => _first + (index * TValue.Size);
}
