using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// pcall, xpcall and the coroutine library in C (the folder Calls): a call is one level of the stack, as in lua, and as fast.
/// Where the C files were not compiled, scopes.lua and coroutines.lua do the same in Lua.
/// </summary>
internal static unsafe partial class NativeCalls
{
    private const string Library = "moonwire_calls";

    private static readonly Lazy<bool> Available = new(FindsLibrary);

    /// <summary>Whether the C functions are there and may be used.</summary>
    internal static bool IsAvailable => Available.Value;

    /// <summary>Adds the functions to the table below the top. The table on top is the one of what shims do.</summary>
    /// <returns>False if the engine lacks a function that they call.</returns>
    internal static bool TryAdd(LuaThread stack, Shared* shared, nint isManaged)
    {
        using var guard = new MemoryGuard(stack.State);
        return moonwire_calls_add(stack.State, LuaLibrary.Handle, shared, isManaged) != 0;
    }

    /// <summary>Whether a C function is one of them.</summary>
    internal static bool Has(nint function) => function != 0 && IsAvailable && moonwire_calls_has(function) != 0;

    private static bool FindsLibrary()
    {
        if (!OperatingSystem.IsLinux() || !Shortcuts.Allow(Shortcut.NativeCalls))
        {
            return false;
        }

        try
        {
            return moonwire_calls_has(0) == 0;
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            return false;
        }
    }

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int moonwire_calls_add(nint state, nint engine, Shared* shared, nint isManaged);

    [LibraryImport(Library), SuppressGCTransition, UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int moonwire_calls_has(nint function);

    /// <summary>The struct calls of calls.h, field for field. The loop's thread writes all but <see cref="Held"/>.</summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Shared
    {
        /// <summary>Not 0 while a fiber may have to raise at an interruption point.</summary>
        internal int Attention;

        /// <summary>How many cleanup handlers wait in all coroutines.</summary>
        internal int Handlers;

        /// <summary>How many coroutines were resumed from places where the fiber cannot suspend.</summary>
        internal int Unsuspendable;

        /// <summary>Not 0 while another thread holds on to <see cref="Inner"/>.</summary>
        internal int Held;

        /// <summary>The Lua thread of the running fiber.</summary>
        internal nint Fiber;

        /// <summary>The coroutine that runs, or 0.</summary>
        internal nint Inner;

        internal nint MainFiber;
        internal nint MainThread;

        /// <summary>The block of what a thread yields to wait for the loop.</summary>
        internal nint Token;

        /// <summary>How many modules are being loaded.</summary>
        internal int Loadings;

        /// <summary>Where a lua_State has its stack, and its list of variables to close; 0 if that is not known.</summary>
        internal int StackOffset;
        internal int ToCloseOffset;
    }
}
