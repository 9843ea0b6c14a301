using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// A kind of Lua full userdata whose block starts with a <typeparamref name="THeader"/>. The kind is told by a
/// secret number at the block's start, not by the metatable, which a script can exchange with the debug library.
/// </summary>
/// <param name="name">The type's name in messages and in <c>__name</c>, such as "ip.udp.socket".</param>
public sealed unsafe class UserdataType<THeader>(string name)
    where THeader : unmanaged
{
    private readonly UserdataKey<THeader> _key = new(UserdataTag.Next());

    private readonly RootedValue _metatable = new();

    public string Name { get; } = name;

    /// <summary>What tells such userdata from others.</summary>
    public UserdataKey<THeader> Key => _key;

    /// <summary>Creates the type's metatable, with <c>__name</c> set, and leaves it on the stack.</summary>
    public void PushNewMetatable(LuaThread stack)
    {
        stack.PushTable();
        stack.Push(Name);
        stack.SetField(-2, "__name");
        _metatable.Keep(stack);
    }

    /// <summary>Pushes a new userdata with <paramref name="extra"/> bytes behind the zeroed header, which is returned.</summary>
    public THeader* Push(LuaThread stack, int userValues = 0, nuint extra = 0)
    {
        var header = _key.Mark(stack.PushUserdata((nuint)sizeof(UserdataKey<THeader>.Block) + extra, userValues));
        *header = default;
        _metatable.Push(stack);
        stack.SetMetatable(-2);
        return header;
    }

    /// <summary>
    /// Pushes a new userdata whose user value is the value at <paramref name="owner"/>, or that value's own user value.
    /// The type has no <c>__gc</c>.
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

    /// <summary>The header of the user value of the userdata at an index, which has one, or null if that is of another type.</summary>
    public THeader* UserValue(LuaThread stack, int index)
    {
        if (LuaLayout.IsVerified)
        {
            return _key.TryGet(LuaLayout.UserValue(*(byte**)LuaLayout.At(stack.State, index)));
        }

        stack.PushUserValue(index);
        var header = TryGet(stack, -1); // which the userdata keeps alive
        stack.Pop();
        return header;
    }

    /// <summary>The bytes behind a header that was made with extra room.</summary>
    public static byte* Extra(THeader* header) => (byte*)(header + 1);

    /// <summary>The header of the userdata at an index, or null if it is something else.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* TryGet(LuaThread stack, int index) => _key.TryGet(stack, index);

    /// <summary>The header of an argument, which must be of this type.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public THeader* Get(LuaCall call, int argument)
    {
        var header = TryGet(call.Stack, argument);
        return header is not null ? header : throw call.WrongObject(argument, Name);
    }
}
