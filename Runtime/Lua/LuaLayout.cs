using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Reads and pushes the values of a running C function directly on Lua's stack (<see cref="EngineLayout"/>).
/// <see cref="LuaThread"/> then needs no call for plain values. A managed function reads or pushes about ten such
/// values for a datagram.
/// </summary>
/// <remarks>
/// 1. This class is used only if <see cref="Verify"/> has found that the library agrees. Otherwise the API does the
/// work.
/// 2. Values are written only to the Lua thread's stack and to new userdata. This needs no barrier, because Lua's
/// collector visits the stack again at the end of its cycle.
/// </remarks>
internal static unsafe class LuaLayout
{
    private static bool _knowsToClose;
    private static bool _hasMarked;

    private static ReadOnlySpan<byte> Release => "$LuaVersion: Lua 5.4.9 "u8;

    /// <summary>True if the layout agrees with the library and may be used.</summary>
    internal static bool IsVerified { get; private set; }

    /// <summary>
    /// True if the layout agrees with the library. Reports and ends from outside use the layout even if
    /// <see cref="Shortcuts"/> disable its other uses.
    /// </summary>
    internal static bool HasAgreed { get; private set; }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* TopOf(nint state) => *(byte**)(state + LuaState.Top);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte TagOf(byte* value) => value[TValue.Tag];

    /// <summary>
    /// Returns the CallInfo of the running function. The first field of a CallInfo is the function's slot on the stack.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* CallInfoOf(nint state) => *(byte**)(state + LuaState.CallInfo);

    /// <summary>Returns the slot of the running function. The slots of the arguments follow.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Function(nint state) => **(byte***)(state + LuaState.CallInfo);

    /// <summary>
    /// Returns the slot of an index that is not a pseudo-index, or null if the index is beyond the top.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* At(nint state, int index)
    {
        var top = TopOf(state);
        var value = (index > 0 ? Function(state) : top) + ((nint)index * TValue.Size);
        return value < top ? value : null;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Count(nint state) => (int)((TopOf(state) - Function(state)) / TValue.Size) - 1;

    /// <summary>
    /// Pushes a value, given its first word and its tag. Lua ignores the word if the tag is the whole value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Push(nint state, long word, byte tag)
    {
        var top = TopOf(state);
        Set(top, word, tag);
        *(byte**)(state + LuaState.Top) = top + TValue.Size;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Set(byte* place, long word, byte tag)
    {
        *(long*)place = word;
        place[TValue.Tag] = tag;
    }

    /// <summary>Copies a value from one slot to another.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Copy(byte* from, byte* to) => Set(to, *(long*)from, TagOf(from));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void Pop(nint state, int count) => *(byte**)(state + LuaState.Top) -= count * TValue.Size;

    /// <summary>Returns the block of a full userdata.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* Block(byte* userdata, out nuint length)
    {
        length = *(nuint*)(userdata + Udata.Length);
        var userValues = *(ushort*)(userdata + Udata.UserValues);
        return userdata + (userValues == 0 ? Udata.BlockWithout : Udata.BlockWith + (userValues * TValue.Size));
    }

    /// <summary>Returns the first upvalue of the running C function if it is an integer, or 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static long UpvalueNumber(nint state)
    {
        var function = Function(state);
        if (!IsVerified || function[TValue.Tag] != TValue.CClosureTag)
        {
            return LuaApi.lua_tointegerx(state, LuaApi.UpvalueIndex(1), null);
        }

        var upvalue = *(byte**)function + CClosure.FirstUpvalue;
        return upvalue[TValue.Tag] == TValue.IntegerTag ? *(long*)upvalue : 0;
    }

    /// <summary>
    /// Sets the metatable of a new userdata. The metatable must not have <c>__gc</c>. No barrier is needed, because the
    /// collector has not visited the new value yet, and the host keeps the metatable alive.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetMetatable(byte* userdata, nint metatable) =>
        *(nint*)(userdata + Udata.Metatable) = metatable;

    /// <summary>Returns the slot of the first user value of a userdata, which must have a user value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static byte* UserValue(byte* userdata) => userdata + Udata.BlockWith;

    /// <summary>
    /// Sets the first user value of a new userdata to an older value. That value must be on the stack, or be kept alive
    /// by a value on the stack.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void SetUserValue(byte* userdata, long word, byte tag)
    {
        *(long*)(userdata + Udata.BlockWith) = word;
        userdata[Udata.BlockWith + TValue.Tag] = tag;
    }

    /// <summary>
    /// Marks the value on top, which must have <c>__close</c>, as to be closed when the running function returns. Does
    /// the work of lua_toclose.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static void MarkToClose(nint state)
    {
        var value = TopOf(state) - TValue.Size;
        var distance = (nuint)(value - *(byte**)(state + LuaState.ToClose)) / TValue.Size;
        var wanted = (short*)(CallInfoOf(state) + CallInfo.ExpectedResults);
        if (!_knowsToClose || distance > ushort.MaxValue || *wanted < LuaApi.MultipleReturns)
        {
            MarkByLibrary(state, distance, *wanted);
            return;
        }

        *(ushort*)(value + TValue.Distance) = (ushort)distance;
        *(byte**)(state + LuaState.ToClose) = value;
        *wanted = (short)(CallInfo.ClosingResults - *wanted);
    }

    /// <summary>
    /// Calls lua_toclose. The first call checks that the library does exactly the work of <see cref="MarkToClose"/>.
    /// </summary>
    private static void MarkByLibrary(nint state, nuint distance, int wanted)
    {
        LuaApi.lua_toclose(state, -1);
        if (!_hasMarked)
        {
            _hasMarked = true;
            var value = TopOf(state) - TValue.Size;
            _knowsToClose = IsVerified && *(byte**)(state + LuaState.ToClose) == value
                && *(ushort*)(value + TValue.Distance) == distance
                && *(short*)(CallInfoOf(state) + CallInfo.ExpectedResults) == CallInfo.ClosingResults - wanted;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsYieldable(nint state) =>
        (*(uint*)(state + LuaState.CallCount) & LuaState.UnyieldableMask) == 0;

    /// <summary>Returns the address of two words: the allocator and its data.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static nint* Allocator(nint state) => *(nint**)(state + LuaState.Global);

    /// <summary>
    /// Compares the layout with the API's results for the same values. Called once, before other threads use Lua.
    /// </summary>
    /// <param name="ident">The library's identification. The layout belongs to a single release.</param>
    internal static void Verify(nint state, ReadOnlySpan<byte> ident)
    {
        HasAgreed = Matches(state, ident);
        IsVerified = HasAgreed && Shortcuts.Allow(Shortcut.Layout);
    }

    internal static bool Matches(nint state, ReadOnlySpan<byte> ident) =>
        sizeof(nint) == sizeof(long) && ident.StartsWith(Release) && Agrees(state) && ExpectedResults.Agree(state)
            && CallProbe.Agrees(state);

    private static bool Agrees(nint state)
    {
        const long number = 0x0123_4567_89ab_cdef;
        nint data;
        var agrees = Allocator(state)[0] == LuaApi.lua_getallocf(state, &data) && Allocator(state)[1] == data
            && Count(state) == LuaApi.lua_gettop(state);
        if (!agrees)
        {
            return false;
        }

        using var guard = new MemoryGuard(state);
        var base0 = LuaApi.lua_gettop(state);
        LuaApi.lua_pushinteger(state, number);
        agrees &= *(long*)At(state, -1) == number && TagOf(At(state, -1)) == TValue.IntegerTag;
        Push(state, number, TValue.IntegerTag);
        agrees &= LuaApi.lua_gettop(state) == base0 + 2 && Count(state) == base0 + 2
            && LuaApi.lua_isinteger(state, -1) != 0
            && LuaApi.lua_tointegerx(state, base0 + 2, null) == number && At(state, base0 + 2) == At(state, -1)
            && At(state, base0 + 3) is null;
        Push(state, 0, TValue.NilTag);
        agrees &= LuaApi.lua_type(state, -1) == (int)LuaType.Nil;
        Push(state, 0, TValue.FalseTag);
        agrees &= LuaApi.lua_type(state, -1) == (int)LuaType.Boolean && LuaApi.lua_toboolean(state, -1) == 0;
        Push(state, 0, TValue.TrueTag);
        agrees &= LuaApi.lua_type(state, -1) == (int)LuaType.Boolean && LuaApi.lua_toboolean(state, -1) == 1;
        LuaApi.lua_createtable(state, 0, 0);
        var metatable = At(state, -1);
        _ = LuaApi.lua_newuserdatauv(state, 0, 1);
        SetMetatable(*(byte**)At(state, -1), *(nint*)metatable);
        SetUserValue(*(byte**)At(state, -1), number, TValue.IntegerTag);
        agrees &= LuaApi.lua_getmetatable(state, -1) != 0 && LuaApi.lua_rawequal(state, -1, -3) != 0
            && LuaApi.lua_getiuservalue(state, -2, 1) == (int)LuaType.Number
            && LuaApi.lua_tointegerx(state, -1, null) == number;
        for (var userValues = 0; userValues < 3; userValues++)
        {
            var block = LuaApi.lua_newuserdatauv(state, 24, userValues);
            var value = At(state, -1);
            agrees &= TagOf(value) == TValue.UserdataTag
                && (TValue.UserdataTag & TValue.TypeMask) == LuaApi.lua_type(state, -1)
                && Block(*(byte**)value, out var length) == (byte*)block && length == 24;
            Push(state, *(long*)value, TValue.UserdataTag);
            agrees &= LuaApi.lua_rawequal(state, -1, -2) != 0;
        }

        var beforePop = LuaApi.lua_gettop(state);
        Pop(state, 2);
        agrees &= LuaApi.lua_gettop(state) == beforePop - 2;
        LuaApi.lua_pushlightuserdata(state, unchecked((nint)number));
        agrees &= TagOf(At(state, -1)) == TValue.LightUserdataTag
            && *(nint*)At(state, -1) == LuaApi.lua_touserdata(state, -1);
        LuaApi.lua_settop(state, base0);
        LuaApi.lua_pushinteger(state, number);
        LuaApi.lua_pushcclosure(state, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Nothing, 1);
        var closure = At(state, -1);
        agrees &= TagOf(closure) == TValue.CClosureTag && *(long*)(*(byte**)closure + CClosure.FirstUpvalue) == number
            && (*(byte**)closure)[CClosure.FirstUpvalue + TValue.Tag] == TValue.IntegerTag;
        LuaApi.lua_settop(state, base0);
        LuaApi.lua_pushcclosure(state, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Nothing, 0);
        agrees &= TagOf(At(state, -1)) == TValue.LightFunctionTag
            && *(nint*)At(state, -1) == LuaApi.lua_tocfunction(state, -1);
        agrees &= ThreadAgrees(state);
        LuaApi.lua_settop(state, base0);
        return agrees;
    }

    private static bool ThreadAgrees(nint state)
    {
        var thread = LuaApi.lua_newthread(state);
        var stack = *(byte**)(thread + LuaState.Stack);
        return TagOf(At(state, -1)) == TValue.ThreadTag && *(nint*)At(state, -1) == thread
            && CallInfoOf(thread) == (byte*)(thread + LuaState.FirstCall) && Function(thread) == stack
            && *(byte**)(thread + LuaState.StackLast) - stack == (nint)(LuaState.StackSize - LuaState.StackReserve)
            && IsYieldable(thread) == (LuaApi.lua_isyieldable(thread) != 0)
            && IsYieldable(state) == (LuaApi.lua_isyieldable(state) != 0)
            && IsYieldable(thread) != IsYieldable(state);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Nothing(nint state) => 0;
}
