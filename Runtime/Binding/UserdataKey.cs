using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// What tells the userdata of one <see cref="UserdataType{THeader}"/> from all others: the secret number at the block's
/// start. Whoever looks at very many keeps a copy of its own, which is at hand without following references.
/// </summary>
public readonly unsafe struct UserdataKey<THeader>
    where THeader : unmanaged
{
    private readonly ulong _tag;

    internal UserdataKey(ulong tag) => _tag = tag;

    /// <summary>The header of an argument, or null if it is something else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* TryGet(ArgumentSlots slots, int argument) => TryGet(slots.At(argument));

    /// <summary>The header of the first user value of an argument that is a userdata with one, or null if that is something else.</summary>
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

    /// <summary>Starts a new block, whose header is returned.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal THeader* Mark(void* userdata)
    {
        var block = (Block*)userdata;
        block->Tag = _tag;
        return &block->Header;
    }

    /// <summary>How a userdata starts.</summary>
    internal struct Block
    {
        public ulong Tag;
        public THeader Header;
    }
}
