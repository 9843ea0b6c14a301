using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Reads the number of results that the running function's caller expects, or that the caller of this caller expects
/// (CallInfo in lstate.h). Managed functions need not make results that a script drops.
/// </summary>
/// <remarks>
/// As with <see cref="LuaLayout"/>, the numbers are used only if <see cref="LuaLayout.Verify"/> has found that the
/// library agrees.
/// </remarks>
internal static unsafe class ExpectedResults
{
    private const int OfCalled = 2;

    private static int _seen;
    private static int _seenOfRunning;

    /// <summary>
    /// Returns true if the script drops every result of the running function, or of the shim that has called it.
    /// </summary>
    internal static bool AreNone(nint state, bool byCaller) =>
        LuaLayout.HasAgreed && (byCaller ? OfCaller(state) : OfRunning(state)) == 0;

    /// <summary>
    /// Returns true if the script drops all results but the first of the running function, or of the shim that has
    /// called it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool AtMostOne(nint state, bool byCaller) =>
        LuaLayout.HasAgreed && (ushort)(byCaller ? OfCaller(state) : OfRunning(state)) <= 1;

    private static short OfRunning(nint state) => *(short*)(LuaLayout.CallInfoOf(state) + CallInfo.ExpectedResults);

    private static short OfCaller(nint state) =>
        *(short*)(*(byte**)(LuaLayout.CallInfoOf(state) + CallInfo.Previous) + CallInfo.ExpectedResults);

    /// <summary>
    /// Makes calls that expect several numbers of results, and compares these numbers with the numbers read.
    /// </summary>
    internal static bool Agree(nint state)
    {
        using var guard = new MemoryGuard(state);
        ReadOnlySpan<int> numbers = [0, 1, 5, LuaApi.MultipleReturns];
        foreach (var wanted in numbers)
        {
            var top = LuaApi.lua_gettop(state);
            LuaApi.lua_pushcclosure(state, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Caller, 0);
            _seen = int.MinValue;
            _ = LuaApi.lua_pcallk(state, 0, wanted, 0, 0, 0);
            LuaApi.lua_settop(state, top);
            if (_seen != wanted || _seenOfRunning != OfCalled)
            {
                return false;
            }
        }

        return true;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Caller(nint state)
    {
        LuaApi.lua_pushcclosure(state, (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Called, 0);
        _ = LuaApi.lua_pcallk(state, 0, OfCalled, 0, 0, 0);
        return 0;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Called(nint state)
    {
        _seen = OfCaller(state);
        _seenOfRunning = OfRunning(state);
        return 0;
    }
}
