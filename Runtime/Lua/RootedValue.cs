using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Lua;

/// <summary>A Lua value that the host keeps alive and pushes again and again.</summary>
public sealed unsafe class RootedValue
{
    private RegistryReference _reference = RegistryReference.None;
    private long _word;
    private byte _tag;

    /// <summary>The address of a collected value, while <see cref="LuaLayout"/> is known.</summary>
    internal nint Address => (nint)_word;

    /// <summary>What tells a table, function, thread or userdata from all others.</summary>
    internal nint Identity { get; private set; }

    /// <summary>Whether the collected value is at a place of a stack, while <see cref="LuaLayout"/> is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAt(byte* value) => *(long*)value == _word && LuaLayout.TagOf(value) == _tag;

    public bool IsEmpty => _reference == RegistryReference.None;

    /// <summary>Keeps the value on top, which stays there, instead of an earlier one.</summary>
    public void Keep(LuaThread stack)
    {
        stack.PushCopy(-1);
        _reference = stack.PopReference(_reference);
        Identity = stack.Identity(-1);
        if (LuaLayout.IsVerified)
        {
            var value = LuaLayout.At(stack.State, -1);
            _word = *(long*)value; // of a collected value its address, which Lua never changes
            _tag = LuaLayout.TagOf(value);
        }
    }

    /// <summary>While <see cref="LuaLayout"/> is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyTo(byte* place) => LuaLayout.Set(place, _word, _tag);

    /// <summary>Pushes it while <see cref="LuaLayout"/> is known.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void PushKnown(nint state) => LuaLayout.Push(state, _word, _tag);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Push(LuaThread stack)
    {
        if (LuaLayout.IsVerified)
        {
            PushKnown(stack.State);
        }
        else
        {
            _ = stack.Push(_reference);
        }
    }
}
