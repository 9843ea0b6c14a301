using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds C libraries of the script among the functions that have been called and have not returned. Such a library may catch an
/// error that is to unwind the fiber: a function that it calls runs in a lua_pcall, or in a coroutine that the library resumes.
/// </summary>
internal static unsafe class ForeignCalls
{
    /// <summary>Where each call of a Lua thread is not known, so many are looked at.</summary>
    private const int Deepest = 10_000;

    /// <summary>Dl_info.</summary>
    private struct LoadedObject
    {
        public byte* Path;
        public nint Base;
        public byte* Symbol;
        public nint Address;
    }

    /// <summary>
    /// True if a C library may catch an error that leaves what the fiber runs: the library has called it in a protected call, or resumed
    /// it as a coroutine. A library that calls plainly lets the error pass.
    /// </summary>
    internal static bool MayCatch(LuaThread fiber)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var engine = NativeLibrary.TryGetExport(LuaLibrary.Handle, "lua_pcallk", out var function) ? BaseOf(function) : 0;
        var program = BaseOf((nint)(delegate* unmanaged[Cdecl]<nint, int>)&OfProgram);
        foreach (var thread in LuaThreads.Chain(fiber))
        {
            foreach (var (called, catches) in CalledBy(thread))
            {
                // Code without a file is .NET's, compiled as it runs.
                if (catches && !NativeCalls.Has(called) && BaseOf(called) is var library and not 0 && library != engine && library != program)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The C functions that a Lua thread is in, the innermost first, and whether each of them may catch an error.</summary>
    private static List<(nint Function, bool MayCatch)> CalledBy(LuaThread thread)
    {
        var functions = new List<(nint, bool)>();
        if (!thread.Reserve(1))
        {
            return functions;
        }

        LuaDebug frame;
        if (!LuaLayout.HasAgreed)
        {
            for (var level = 0; level < Deepest && LuaApi.lua_getstack(thread.State, level, &frame) != 0; level++)
            {
                functions.Add((FunctionOf(thread, &frame), true));
            }

            return functions;
        }

        var innermost = LuaLayout.CallInfoOf(thread.State);
        var isProtected = HasProtectedCalls(thread.State);
        for (var call = innermost; *(byte**)(call + CallInfo.Previous) is not null; call = *(byte**)(call + CallInfo.Previous))
        {
            var status = *(ushort*)(call + CallInfo.Status);
            if ((status & CallInfo.IsC) != 0)
            {
                frame.CallInfo = (nint)call;
                functions.Add((FunctionOf(thread, &frame), isProtected || call == innermost || (status & CallInfo.IsProtected) != 0));
            }
        }

        return functions;
    }

    /// <summary>Whether C functions have made protected calls without a continuation: the resumption of the thread is one such call itself.</summary>
    private static bool HasProtectedCalls(nint state)
    {
        var jump = *(nint**)(state + LuaState.ErrorJump);
        return jump is not null && *jump != 0;
    }

    /// <summary>The C function of a call, or 0.</summary>
    private static nint FunctionOf(LuaThread thread, LuaDebug* frame)
    {
        fixed (byte* what = "f\0"u8)
        {
            _ = LuaApi.lua_getinfo(thread.State, what, frame);
        }

        var function = thread.ToCFunction(-1);
        thread.Pop();
        return function;
    }

    /// <summary>Where the executable or library of a function begins, or 0 if the function is in none.</summary>
    private static nint BaseOf(nint function)
    {
        LoadedObject found;
        return Libc.dladdr(function, &found) != 0 ? found.Base : 0;
    }

    /// <summary>Stands for all functions that were compiled into the executable.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OfProgram(nint state) => 0;
}
