using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds C libraries of the script among the active calls. Such a library may catch an error that must unwind the
/// fiber, if the library has called the fiber's code with lua_pcall or has resumed it as a coroutine.
/// </summary>
internal static unsafe class ForeignCalls
{
    /// <summary>The maximum number of levels to search if the calls of a Lua thread cannot be read directly.</summary>
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
    /// Returns true if a C library may catch an error that leaves the fiber's code. A library that makes plain calls
    /// does not catch errors.
    /// </summary>
    internal static bool MayCatch(LuaThread fiber)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var engine = NativeLibrary.TryGetExport(LuaLibrary.Handle, "lua_pcallk", out var function)
            ? BaseOf(function)
            : 0;
        var program = BaseOf((nint)(delegate* unmanaged[Cdecl]<nint, int>)&OfProgram);
        foreach (var thread in LuaThreads.Chain(fiber))
        {
            foreach (var (called, catches) in CalledBy(thread))
            {
                // Code that belongs to no file is .NET code, compiled at run time.
                if (catches && !NativeCalls.Has(called) && BaseOf(called) is var library and not 0 && library != engine
                    && library != program)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>
    /// Returns the active C functions of a Lua thread, the innermost first. MayCatch is true if the function may catch
    /// an error.
    /// </summary>
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
        for (var call = innermost;
            *(byte**)(call + CallInfo.Previous) is not null;
            call = *(byte**)(call + CallInfo.Previous))
        {
            var status = *(ushort*)(call + CallInfo.Status);
            if ((status & CallInfo.IsC) != 0)
            {
                frame.CallInfo = (nint)call;
                var catches = isProtected || call == innermost || (status & CallInfo.IsProtected) != 0;
                functions.Add((FunctionOf(thread, &frame), catches));
            }
        }

        return functions;
    }

    /// <summary>
    /// Returns true if C functions have made protected calls without a continuation. The resume of the thread is the
    /// outermost such call.
    /// </summary>
    private static bool HasProtectedCalls(nint state)
    {
        var jump = *(nint**)(state + LuaState.ErrorJump);
        return jump is not null && *jump != 0;
    }

    /// <summary>Returns the C function of a call, or 0.</summary>
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

    /// <summary>Returns the load address of the executable or library that contains a function, or 0.</summary>
    private static nint BaseOf(nint function)
    {
        LoadedObject found;
        return Libc.dladdr(function, &found) != 0 ? found.Base : 0;
    }

    /// <summary>A function of the executable, whose address gives the executable's load address.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int OfProgram(nint state) => 0;
}
