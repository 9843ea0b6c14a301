namespace Moonwire.Runtime.Lua;

/// <summary>
/// Adds functions to <see cref="LuaThread"/> for whole tables, and for memory whose size a script chooses.
/// </summary>
public static class LuaTables
{
    /// <summary>
    /// Replaces the key on top by the next pair of a table: the key, and the value above it. Pops the key and returns
    /// false at the end of the table. The key must be nil or come from this function, and the table must not have
    /// changed since.
    /// </summary>
    public static bool Next(this LuaThread stack, int table) => LuaApi.lua_next(stack.State, table) != 0;

    /// <summary>Returns the length of a table, without metamethods.</summary>
    public static long RawLength(this LuaThread stack, int table) => (long)LuaApi.lua_rawlen(stack.State, table);

    /// <summary>
    /// Throws, so that the script gets Lua's error for lack of memory, if a block of this size cannot be allocated.
    /// </summary>
    public static void RequireAllocatable(this LuaThread stack, long size) =>
        MemoryShortage.ThrowUnless(stack.CanAllocate(size));
}
