using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// A kind of Lua full userdata whose block starts with a <typeparamref name="THeader"/>. A secret number at the start
/// of the block identifies the kind, because a script can replace the metatable through the debug library.
/// </summary>
/// <param name="name">The type's name in messages and in <c>__name</c>, such as "ip.udp.socket".</param>
public sealed unsafe class UserdataType<THeader>(string name)
    where THeader : unmanaged
{
    private readonly UserdataKey<THeader> _key = new(UserdataTag.Next());

    private readonly RootedValue _metatable = new();

    public string Name { get; } = name;

    /// <summary>The key that identifies userdata of this type.</summary>
    public UserdataKey<THeader> Key => _key;

    /// <summary>Creates the type's metatable, with <c>__name</c> set, and leaves it on the stack.</summary>
    public void PushNewMetatable(LuaThread stack)
    {
        stack.PushTable();
        stack.Push(Name);
        stack.SetField(-2, "__name");
        _metatable.Keep(stack);
    }

    /// <summary>
    /// Pushes a new userdata with <paramref name="extra"/> bytes after the zeroed header. Returns the header.
    /// </summary>
    public THeader* Push(LuaThread stack, int userValues = 0, nuint extra = 0)
    {
        var header = _key.Mark(stack.PushUserdata((nuint)sizeof(UserdataKey<THeader>.Block) + extra, userValues));
        *header = default;
        _metatable.Push(stack);
        stack.SetMetatable(-2);
        return header;
    }

    /// <summary>
    /// Pushes a new userdata with one user value: the value at <paramref name="owner"/> or, if
    /// <paramref name="byItsOwner"/> is true, the user value of the userdata at <paramref name="owner"/>. The type must
    /// not have <c>__gc</c>.
    /// </summary>
    public THeader* PushOwned(LuaThread stack, int owner, bool byItsOwner)
    {
        if (!LuaLayout.IsVerified)
        {
            var header = Push(stack, userValues: 1);
            if (byItsOwner)
            {
                stack.PushUserValue(owner);
            }
            else
            {
                stack.PushCopy(owner);
            }

            stack.SetUserValue(-2);
            return header;
        }

        var block = stack.PushUserdata((nuint)sizeof(UserdataKey<THeader>.Block), 1);
        var userdata = *(byte**)LuaLayout.At(stack.State, -1);
        var value = LuaLayout.At(stack.State, owner);
        if (byItsOwner)
        {
            value = LuaLayout.UserValue(*(byte**)value);
        }

        LuaLayout.SetMetatable(userdata, _metatable.Address);
        LuaLayout.SetUserValue(userdata, *(long*)value, LuaLayout.TagOf(value));
        return _key.Mark(block);
    }

    /// <summary>
    /// Returns the header of the user value of the userdata at an index, or null if the user value is of another type.
    /// </summary>
    public THeader* UserValue(LuaThread stack, int index)
    {
        if (LuaLayout.IsVerified)
        {
            return _key.TryGet(LuaLayout.UserValue(*(byte**)LuaLayout.At(stack.State, index)));
        }

        stack.PushUserValue(index);
        var header = TryGet(stack, -1); // the userdata keeps it alive
        stack.Pop();
        return header;
    }

    /// <summary>Returns the extra bytes after a header.</summary>
    public static byte* Extra(THeader* header) => (byte*)(header + 1);

    /// <summary>Returns the header of the userdata at an index, or null if the value is not such a userdata.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* TryGet(LuaThread stack, int index) => _key.TryGet(stack, index);

    /// <summary>Returns the header of an argument, which must be of this type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* Get(LuaCall call, int argument)
    {
        var header = TryGet(call.Stack, argument);
        return header is not null ? header : throw call.WrongObject(argument, Name);
    }
}
