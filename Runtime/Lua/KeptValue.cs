using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Lua;

/// <summary>A Lua value that the host keeps alive and pushes again and again.</summary>
public sealed unsafe class KeptValue
{
    private LuaReference _reference = LuaReference.None;
    private long _word;
    private byte _tag;

    /// <summary>The address of a collected value, while <see cref="StackLayout"/> is known.</summary>
    internal nint Address => (nint)_word;

    /// <summary>What tells a table, function, thread or userdata from all others.</summary>
    internal nint Identity { get; private set; }

    /// <summary>Whether the collected value is at a place of a stack, while <see cref="StackLayout"/> is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAt(byte* value) => *(long*)value == _word && StackLayout.TagOf(value) == _tag;

    public bool IsEmpty => _reference == LuaReference.None;

    /// <summary>Keeps the value on top, which stays there, instead of an earlier one.</summary>
    public void Keep(LuaStack stack)
    {
        stack.PushCopy(-1);
        _reference = stack.PopReference(_reference);
        Identity = stack.Identity(-1);
        if (StackLayout.IsKnown)
        {
            var value = StackLayout.At(stack.State, -1);
            _word = *(long*)value; // of a collected value its address, which Lua never changes
            _tag = StackLayout.TagOf(value);
        }
    }

    /// <summary>While <see cref="StackLayout"/> is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyTo(byte* place) => StackLayout.Set(place, _word, _tag);

    /// <summary>Pushes it while <see cref="StackLayout"/> is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PushKnown(nint state) => StackLayout.Push(state, _word, _tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(LuaStack stack)
    {
        if (StackLayout.IsKnown)
        {
            PushKnown(stack.State);
        }
        else
        {
            _ = stack.Push(_reference);
        }
    }
}
