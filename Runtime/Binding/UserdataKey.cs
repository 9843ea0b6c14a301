using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Identifies the userdata of one <see cref="UserdataType{THeader}"/> by the secret number at the start of each block.
/// Code that checks many userdata keeps its own copy of the key, because it can then read the key without following a
/// reference.
/// </summary>
public readonly unsafe struct UserdataKey<THeader>
    where THeader : unmanaged
{
    private readonly ulong _tag;

    internal UserdataKey(ulong tag) => _tag = tag;

    /// <summary>Returns the header of an argument, or null if the argument is not such a userdata.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* TryGet(ArgumentSlots slots, int argument) => TryGet(slots.At(argument));

    /// <summary>
    /// Returns the header of an argument's first user value, or null if the user value is not such a userdata. The
    /// argument must be a userdata with a user value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* TryGetUserValue(ArgumentSlots slots, int argument) => TryGet(slots.UserValue(argument));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal THeader* TryGet(byte* value)
    {
        if (LuaLayout.TagOf(value) != TValue.UserdataTag)
        {
            return null;
        }

        var block = (Block*)LuaLayout.Block(*(byte**)value, out var length);
        return length >= (nuint)sizeof(Block) && block->Tag == _tag ? &block->Header : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal THeader* TryGet(LuaThread stack, int index)
    {
        var block = (Block*)stack.ToUserdata(index, sizeof(Block));
        return block is not null && block->Tag == _tag ? &block->Header : null;
    }

    /// <summary>Marks a new block with the secret number, and returns its header.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal THeader* Mark(void* userdata)
    {
        var block = (Block*)userdata;
        block->Tag = _tag;
        return &block->Header;
    }

    /// <summary>The start of a userdata's block.</summary>
    internal struct Block
    {
        public ulong Tag;
        public THeader Header;
    }
}
