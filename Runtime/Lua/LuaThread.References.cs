namespace Moonwire.Runtime.Lua;

/// <content>Keeps values alive for the host.</content>
public readonly unsafe partial struct LuaThread
{
    /// <summary>Pops the value on top and keeps it alive until the reference is dropped.</summary>
    public RegistryReference PopReference()
    {
        using var guard = new MemoryGuard(State);
        var keeper = LuaApi.KeeperOf(State);
        _ = LuaApi.lua_checkstack(keeper, 1);
        LuaApi.lua_xmove(State, keeper, 1);
        return new RegistryReference(LuaApi.luaL_ref(keeper, LuaInstance.ReferenceTable));
    }

    /// <summary>Pops the value on top, and keeps it under the older reference, or under a new reference.</summary>
    public RegistryReference PopReference(RegistryReference older)
    {
        if (older == RegistryReference.None)
        {
            return PopReference();
        }

        var keeper = LuaApi.KeeperOf(State);
        LuaApi.lua_xmove(State, keeper, 1);
        using var guard = new MemoryGuard(State);
        LuaApi.lua_rawseti(keeper, LuaInstance.ReferenceTable, older.Number);
        return older;
    }

    /// <summary>Pops the value on top and keeps it permanently under a reference with a fixed number.</summary>
    internal void PopInto(RegistryReference reference) => _ = PopReference(reference);

    /// <summary>Pushes the value of a reference.</summary>
    public LuaType Push(RegistryReference reference)
    {
        var keeper = LuaApi.KeeperOf(State);
        var type = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, reference.Number);
        LuaApi.lua_xmove(keeper, State, 1);
        return (LuaType)type;
    }

    /// <summary>Creates a table with room for <paramref name="length"/> values, and keeps it.</summary>
    internal RegistryReference KeepTable(int length)
    {
        using var guard = new MemoryGuard(State);
        var keeper = LuaApi.KeeperOf(State);
        LuaApi.lua_createtable(keeper, length, 0);
        return new RegistryReference(LuaApi.luaL_ref(keeper, LuaInstance.ReferenceTable));
    }

    /// <summary>Pops the value on top, and stores it at an index of a table that the host keeps.</summary>
    internal void PopInto(RegistryReference table, int index)
    {
        using var guard = new MemoryGuard(State);
        var keeper = LuaApi.KeeperOf(State);
        _ = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, table.Number);
        LuaApi.lua_xmove(State, keeper, 1);
        LuaApi.lua_rawseti(keeper, -2, index);
        LuaApi.lua_settop(keeper, -2);
    }

    /// <summary>Pushes the value at an index of a table that the host keeps.</summary>
    internal void Push(RegistryReference table, int index)
    {
        var keeper = LuaApi.KeeperOf(State);
        _ = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, table.Number);
        _ = LuaApi.lua_rawgeti(keeper, -1, index);
        LuaApi.lua_xmove(keeper, State, 1);
        LuaApi.lua_settop(keeper, -2);
    }

    /// <summary>Removes the value at an index of a table that the host keeps.</summary>
    internal void Clear(RegistryReference table, int index)
    {
        using var guard = new MemoryGuard(State);
        var keeper = LuaApi.KeeperOf(State);
        _ = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, table.Number);
        LuaApi.lua_pushnil(keeper);
        LuaApi.lua_rawseti(keeper, -2, index);
        LuaApi.lua_settop(keeper, -2);
    }

    public void Drop(RegistryReference reference)
    {
        using var guard = new MemoryGuard(State);
        LuaApi.luaL_unref(LuaApi.KeeperOf(State), LuaInstance.ReferenceTable, reference.Number);
    }
}

/// <summary>A Lua value that the host keeps alive. Scripts cannot reach it.</summary>
public readonly record struct RegistryReference(int Number)
{
    internal RegistryReference(HostReference reference)
        : this((int)reference)
    {
    }

    public static RegistryReference None => new(LuaApi.NoReference);
}
