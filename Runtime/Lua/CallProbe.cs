using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Checks the offsets in <see cref="EngineLayout"/> for calls, protected calls and hooks, in a new Lua thread that runs
/// C functions.
/// </summary>
/// <remarks>
/// No function here raises an error or yields. The only error comes from a call of nil, and the library itself catches
/// it.
/// </remarks>
internal static unsafe class CallProbe
{
    /// <summary>LUA_MINSTACK: the free slots of a C function above its arguments.</summary>
    private const int Places = 20;

    /// <summary>The maximum number of bytes of the C frames of a resume.</summary>
    private const int StackOfProbe = 1 << 16;

    /// <summary>LUA_ERRRUN.</summary>
    private const int RuntimeError = 2;

    private static bool _callsAgree;
    private static bool _jumpAgrees;
    private static int _hooks;
    private static bool _hooksAgree;

    private static nint EntryNothing => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Nothing;

    internal static bool Agrees(nint state)
    {
        using var guard = new MemoryGuard(state);
        var top = LuaApi.lua_gettop(state);
        var thread = LuaApi.lua_newthread(state);
        var agrees = *(nint*)(thread + LuaState.ErrorJump) == 0 && CallsAgree(thread, state) && _jumpAgrees
            && HooksAgree(thread) && StatusAgrees(thread, state);
        LuaApi.lua_settop(state, top);
        return agrees;
    }

    /// <summary>Makes two nested protected calls that can yield, each with a message handler.</summary>
    private static bool CallsAgree(nint thread, nint from)
    {
        int results;
        _callsAgree = false;
        LuaApi.lua_pushcclosure(thread, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Outer, 0);
        return LuaApi.lua_resume(thread, from, 0, &results) == 0 && _callsAgree;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Outer(nint state)
    {
        nint near;
        var jump = *(nint**)(state + LuaState.ErrorJump); // in the C frame of the resume
        _jumpAgrees = Math.Abs((nint)jump - (nint)(&near)) < StackOfProbe && *jump == 0;
        return CallProtected(state, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Middle);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Middle(nint state) => CallProtected(state, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Inner);

    /// <summary>Makes a protected call. Its message handler is the first value above the running function.</summary>
    private static int CallProtected(nint state, nint function)
    {
        LuaApi.lua_pushcclosure(state, EntryNothing, 0);
        LuaApi.lua_pushcclosure(state, function, 0);
        _ = LuaApi.lua_pcallk(state, 0, 0, 1, 0, EntryNothing);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Inner(nint state)
    {
        const ushort bits = CallInfo.HooksAllowed | CallInfo.IsC | CallInfo.IsProtected;
        var call = LuaLayout.CallInfoOf(state);
        var middle = *(byte**)(call + CallInfo.Previous);
        var outer = *(byte**)(middle + CallInfo.Previous);
        var stack = *(byte**)(state + LuaState.Stack);
        _callsAgree = *(byte**)(outer + CallInfo.Previous) == (byte*)(state + LuaState.FirstCall)
            && *(byte**)(middle + CallInfo.Next) == call
            && *(byte**)(call + CallInfo.Top) == *(byte**)call + ((1 + Places) * TValue.Size)
            && *(nint*)(state + LuaState.MessageHandler) == HandlerOf(middle) - stack
            && *(nint*)(middle + CallInfo.OlderHandler) == HandlerOf(outer) - stack
            && *(nint*)(middle + CallInfo.Continuation) == EntryNothing
            && *(int*)(middle + CallInfo.ProtectedFrom) == *(byte**)call - stack
            && (*(ushort*)(middle + CallInfo.Status) & bits) == bits
            && (*(ushort*)(call + CallInfo.Status) & bits) == CallInfo.IsC;
        return 0;
    }

    private static byte* HandlerOf(byte* call) => *(byte**)call + TValue.Size;

    /// <summary>Checks that a call inside a hook calls the hook only if allowhook is set.</summary>
    private static bool HooksAgree(nint thread)
    {
        _hooks = 0;
        _hooksAgree = *AllowHook(thread) == 1;
        LuaApi.lua_sethook(thread, (nint)(delegate* unmanaged[Cdecl]<nint, nint, void>)&OnCall, LuaApi.CallMask, 0);
        CallNothing(thread);
        LuaApi.lua_sethook(thread, 0, 0, 0);
        return _hooksAgree && _hooks == 2 && *AllowHook(thread) == 1;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnCall(nint state, nint activation)
    {
        _hooksAgree &= *AllowHook(state) == 0;
        if (_hooks++ == 0 && _hooksAgree)
        {
            CallNothing(state);
            _hooksAgree = _hooks == 1;
            *AllowHook(state) = 1;
            CallNothing(state);
            *AllowHook(state) = 0;
        }
    }

    private static byte* AllowHook(nint state) => (byte*)(state + LuaState.AllowHook);

    private static void CallNothing(nint state)
    {
        LuaApi.lua_pushcclosure(state, EntryNothing, 0);
        _ = LuaApi.lua_pcallk(state, 0, 0, 0, 0, 0);
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Nothing(nint state) => 0;

    /// <summary>Checks the status of a thread that has failed with a call of nil.</summary>
    private static bool StatusAgrees(nint thread, nint from)
    {
        int results;
        var before = *(byte*)(thread + LuaState.Status);
        LuaApi.lua_pushnil(thread);
        return before == 0 && LuaApi.lua_resume(thread, from, 0, &results) == RuntimeError
            && *(byte*)(thread + LuaState.Status) == RuntimeError;
    }
}
