using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

[assembly: DisableRuntimeMarshalling]
[module: SkipLocalsInit]

namespace Moonwire.Runtime.Lua;

/// <summary>
/// The functions of the Lua 5.4 C API that this program calls, under their own names
/// (https://www.lua.org/manual/5.4/manual.html#4.6).
/// </summary>
/// <remarks>
/// 1. No function is called in a way that can raise a Lua error, because a longjmp must never cross a managed frame.
/// 2. Functions in the section "Memory" raise only when the allocator fails. They are called under
/// <see cref="MemoryGuard"/>, whose allocator does not fail.
/// 3. Functions with <see cref="SuppressGCTransitionAttribute"/> neither allocate, nor run the collector, nor call
/// back.
/// </remarks>
internal static unsafe partial class LuaApi
{
    private const string Library = LuaLibrary.Name;

    internal const int RegistryIndex = -1_000_000 - 1000;
    internal const int MultipleReturns = -1;
    internal const int NoReference = -2;
    internal const int GlobalsIndex = 2;
    internal const int StopCollector = 0;
    internal const int RestartCollector = 1;
    internal const int Collect = 2;
    internal const int Count = 3;
    internal const int IsCollectorRunning = 9;
    internal const int Generational = 10;
    internal const int CallMask = 1;
    internal const int LineMask = 4;
    internal const int CountMask = 8;

    /// <summary>
    /// Returns the keeper of a Lua state, given any of its threads. The address of the keeper is in each thread's extra
    /// space (lua_getextraspace), which a new thread copies from the main thread. coroutines.c uses the lowest bit.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint KeeperOf(nint state) => *(nint*)(state - sizeof(nint)) & ~1;

    internal static void SetKeeper(nint main, nint keeper) => *(nint*)(main - sizeof(nint)) = keeper;

    internal static int UpvalueIndex(int i) => RegistryIndex - i;

    // Stack, types and plain values: these functions allocate nothing.

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_gettop(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_settop(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_absindex(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushvalue(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_rotate(nint state, int index, int count);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_copy(nint state, int from, int to);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_xmove(nint from, nint to, int count);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_type(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_isinteger(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial long lua_tointegerx(nint state, int index, int* isInteger);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial double lua_tonumberx(nint state, int index, int* isNumber);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_toboolean(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_touserdata(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_tothread(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_tocfunction(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_topointer(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nuint lua_rawlen(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_rawequal(nint state, int left, int right);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushnil(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushboolean(nint state, int value);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushinteger(nint state, long value);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushnumber(nint state, double value);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_status(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_pushthread(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushlightuserdata(nint state, nint value);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_rawget(nint state, int table);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_rawgeti(nint state, int table, long key);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_getmetatable(nint state, int index);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_getiuservalue(nint state, int index, int n);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_setiuservalue(nint state, int index, int n);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_upvalueid(nint state, int function, int n);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_gethook(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_gethookmask(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_gethookcount(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_sethook(nint state, nint hook, int mask, int count);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_getlocal(nint state, LuaDebug* activation, int n);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_isyieldable(nint state);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_getstack(nint state, int level, LuaDebug* activation);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_getallocf(nint state, nint* userData);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_setallocf(nint state, nint allocator, nint userData);

    /// <summary>Raises for a value without <c>__close</c>.</summary>
    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_toclose(nint state, int index);

    /// <summary>
    /// Never raises. But setting a metatable with <c>__gc</c> while the collector sweeps can free other values, which
    /// calls the allocator.
    /// </summary>
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_setmetatable(nint state, int index);

    // Memory: these functions raise only when the allocator fails. They may run the collector, which runs finalizers.

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_checkstack(nint state, int slots);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* lua_tolstring(nint state, int index, nuint* length);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* lua_pushlstring(nint state, byte* bytes, nuint length);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_pushcclosure(nint state, nint function, int upvalues);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_createtable(nint state, int array, int hash);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_rawset(nint state, int table);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_rawseti(nint state, int table, long key);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_newuserdatauv(nint state, nuint size, int userValues);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint lua_newthread(nint state);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int luaL_ref(nint state, int table);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void luaL_unref(nint state, int table, int reference);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_getinfo(nint state, byte* what, LuaDebug* activation);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void luaL_traceback(nint state, nint of, byte* message, int level);

    // These functions catch errors themselves, or cannot raise in the way they are called here.

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial byte* lua_getupvalue(nint state, int function, int n);

    /// <summary>
    /// Raises for a key that the table does not have. Never raises for nil, or for the key that the last call returned.
    /// </summary>
    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_next(nint state, int table);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial nint luaL_newstate();

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void lua_close(nint state);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int luaL_loadbufferx(nint state, byte* bytes, nuint length, byte* name, byte* mode);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_pcallk(
        nint state, int arguments, int results, int handler, nint context, nint continuation);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_resume(nint state, nint from, int arguments, int* results);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_closethread(nint state, nint from);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_gc(nint state, int what, int data);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial int lua_gc(nint state, int what, int minor, int major);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    internal static partial void luaL_openlibs(nint state);
}
