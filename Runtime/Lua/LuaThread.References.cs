namespace Moonwire.Runtime.Lua;

/// <summary>Values that the host keeps alive.</summary>
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

    /// <summary>Pops the value on top and keeps it in the place of an older reference, if there is one.</summary>
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

    /// <summary>Pops the value on top and keeps it for good under a reference of the host's own.</summary>
    internal void PopInto(RegistryReference reference) => _ = PopReference(reference);

    /// <summary>Pushes what is kept.</summary>
    public LuaType Push(RegistryReference reference)
    {
        var keeper = LuaApi.KeeperOf(State);
        var type = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, reference.Number);
        LuaApi.lua_xmove(keeper, State, 1);
        return (LuaType)type;
    }

    /// <summary>Keeps a new table with room for so many values.</summary>
    internal RegistryReference KeepTable(int length)
    {
        using var guard = new MemoryGuard(State);
        var keeper = LuaApi.KeeperOf(State);
        LuaApi.lua_createtable(keeper, length, 0);
        return new RegistryReference(LuaApi.luaL_ref(keeper, LuaInstance.ReferenceTable));
    }

    /// <summary>Pops the value on top into a table that is kept.</summary>
    internal void PopInto(RegistryReference table, int index)
    {
        using var guard = new MemoryGuard(State);
        var keeper = LuaApi.KeeperOf(State);
        _ = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, table.Number);
        LuaApi.lua_xmove(State, keeper, 1);
        LuaApi.lua_rawseti(keeper, -2, index);
        LuaApi.lua_settop(keeper, -2);
    }

    /// <summary>Pushes what a table that is kept has at an index.</summary>
    internal void Push(RegistryReference table, int index)
    {
        var keeper = LuaApi.KeeperOf(State);
        _ = LuaApi.lua_rawgeti(keeper, LuaInstance.ReferenceTable, table.Number);
        _ = LuaApi.lua_rawgeti(keeper, -1, index);
        LuaApi.lua_xmove(keeper, State, 1);
        LuaApi.lua_settop(keeper, -2);
    }

    /// <summary>Takes out of a table that is kept what it has at an index.</summary>
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

/// <summary>A Lua value kept alive by the host, where no script reaches it.</summary>
public readonly record struct RegistryReference(int Number)
{
    internal RegistryReference(HostReference reference)
        : this((int)reference)
    {
    }

    public static RegistryReference None => new(LuaApi.NoReference);
}
