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

    /// <summary>True if a function of a C library has called what the fiber runs.</summary>
    internal static bool AreAround(LuaThread fiber)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var engine = NativeLibrary.TryGetExport(LuaLibrary.Handle, "lua_pcallk", out var function) ? BaseOf(function) : 0;
        var program = BaseOf((nint)(delegate* unmanaged[Cdecl]<nint, int>)&OfProgram);
        foreach (var thread in LuaThreads.Chain(fiber))
        {
            foreach (var called in CalledBy(thread))
            {
                // Code without a file is .NET's, compiled as it runs.
                if (BaseOf(called) is var library and not 0 && library != engine && library != program)
                {
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The C functions that a Lua thread is in, the innermost first.</summary>
    private static List<nint> CalledBy(LuaThread thread)
    {
        var functions = new List<nint>();
        if (!thread.Reserve(1))
        {
            return functions;
        }

        LuaDebug frame;
        if (!LuaLayout.HasAgreed)
        {
            for (var level = 0; level < Deepest && LuaApi.lua_getstack(thread.State, level, &frame) != 0; level++)
            {
                Add(functions, thread, &frame);
            }

            return functions;
        }

        for (var call = *(byte**)(thread.State + LuaState.CallInfo); *(byte**)(call + CallInfo.Previous) is not null; call = *(byte**)(call + CallInfo.Previous))
        {
            if ((*(ushort*)(call + CallInfo.Status) & CallInfo.IsC) != 0)
            {
                frame.CallInfo = (nint)call;
                Add(functions, thread, &frame);
            }
        }

        return functions;
    }

    private static void Add(List<nint> functions, LuaThread thread, LuaDebug* frame)
    {
        fixed (byte* what = "f\0"u8)
        {
            _ = LuaApi.lua_getinfo(thread.State, what, frame);
        }

        if (thread.ToCFunction(-1) is var function and not 0)
        {
            functions.Add(function);
        }

        thread.Pop();
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
