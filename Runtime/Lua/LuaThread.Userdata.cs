using System.Runtime.CompilerServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <content>Reads and creates full userdata and their user values.</content>
public readonly unsafe partial struct LuaThread
{
    /// <summary>Returns the block of a full userdata with at least <paramref name="size"/> bytes, or null.</summary>
    /// <remarks>Only a full userdata has both a raw length and an address, so the type needs no check.</remarks>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void* ToUserdata(int index, int size)
    {
        if (!LuaLayout.IsVerified)
        {
            return LuaApi.lua_rawlen(State, index) >= (nuint)size ? (void*)LuaApi.lua_touserdata(State, index) : null;
        }

        var value = LuaLayout.At(State, index);
        if (value is null || LuaLayout.TagOf(value) != TValue.UserdataTag)
        {
            return null;
        }

        var block = LuaLayout.Block(*(byte**)value, out var length);
        return length >= (nuint)size ? block : null;
    }

    /// <summary>Pushes a new full userdata without a metatable and returns its block.</summary>
    public void* PushUserdata(nuint size, int userValues)
    {
        using var guard = new MemoryGuard(State);
        return (void*)LuaApi.lua_newuserdatauv(State, size, userValues);
    }

    public void PushUserValue(int index, int n = 1)
    {
        if (n == 1 && LuaLayout.IsVerified)
        {
            var value = LuaLayout.UserValue(*(byte**)LuaLayout.At(State, index));
            LuaLayout.Push(State, *(long*)value, LuaLayout.TagOf(value));
        }
        else
        {
            _ = LuaApi.lua_getiuservalue(State, index, n);
        }
    }

    /// <summary>Pops the value on top into a user value of the userdata at <paramref name="index"/>.</summary>
    public void SetUserValue(int index, int n = 1) => _ = LuaApi.lua_setiuservalue(State, index, n);
}
