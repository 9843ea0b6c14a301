using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Lua;

/// <summary>A Lua value that the host keeps alive and pushes repeatedly.</summary>
public sealed unsafe class RootedValue
{
    private RegistryReference _reference = RegistryReference.None;
    private long _word;
    private byte _tag;

    /// <summary>
    /// The address of the value, if the value is a garbage-collected object and <see cref="LuaLayout"/> is verified.
    /// </summary>
    internal nint Address => (nint)_word;

    /// <summary>The identity of a table, function, thread or userdata.</summary>
    internal nint Identity { get; private set; }

    /// <summary>
    /// Returns true if a stack slot contains the value, which must be a garbage-collected object. Used while
    /// <see cref="LuaLayout"/> is verified.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal bool IsAt(byte* value) => *(long*)value == _word && LuaLayout.TagOf(value) == _tag;

    public bool IsEmpty => _reference == RegistryReference.None;

    /// <summary>Keeps the value on top, in place of an earlier value. The value also stays on the stack.</summary>
    public void Keep(LuaThread stack)
    {
        stack.PushCopy(-1);
        _reference = stack.PopReference(_reference);
        Identity = stack.Identity(-1);
        if (LuaLayout.IsVerified)
        {
            var value = LuaLayout.At(stack.State, -1);
            _word = *(long*)value; // the address of an object, which Lua never moves
            _tag = LuaLayout.TagOf(value);
        }
    }

    /// <summary>Copies the value to a slot. Used while <see cref="LuaLayout"/> is verified.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void CopyTo(byte* place) => LuaLayout.Set(place, _word, _tag);

    /// <summary>Pushes the value. Used while <see cref="LuaLayout"/> is verified.</summary>
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
