using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Adds the functions of the folder Calls, such as pcall and the coroutine library in C. A call of such a function is
/// one level of the stack, and as fast as in lua. If the C files were not compiled, shims replace the functions in Lua.
/// </summary>
internal static unsafe partial class NativeCalls
{
    private const string Library = "moonwire_calls";

    private static readonly Lazy<bool> Available = new(FindsLibrary);

    /// <summary>True if the C functions exist and may be used.</summary>
    internal static bool IsAvailable => Available.Value;

    /// <summary>
    /// Adds the functions to the table below the top. The table on top will contain the shims' helpers.
    /// </summary>
    /// <returns>False if the engine lacks a function that the C functions call.</returns>
    internal static bool TryAdd(LuaThread stack, Shared* shared, nint isManaged)
    {
        using var guard = new MemoryGuard(stack.State);
        return moonwire_calls_add(stack.State, LuaLibrary.Handle, shared, isManaged) != 0;
    }

    /// <summary>Returns true if a C function belongs to the folder Calls.</summary>
    internal static bool Has(nint function) => function != 0 && IsAvailable && moonwire_calls_has(function) != 0;

    /// <summary>Sets the line hook of <see cref="LineCoverage"/>. Returns false without the C functions.</summary>
    internal static bool TryCountLines(nint state, bool knowsLayout)
    {
        var prototype = knowsLayout ? EngineLayout.LClosure.Prototype : 0;
        return IsAvailable && moonwire_coverage_start(
            state, prototype, EngineLayout.Prototype.Source, EngineLayout.TString.Contents) != 0;
    }

    /// <summary>Returns the name of each chunk whose lines the C functions have counted, and its counts.</summary>
    internal static IReadOnlyList<(string Name, long[] Hits)> LineCounts()
    {
        var counts = new List<(string Name, long[] Hits)>();
        byte* name = null;
        long* hits = null;
        var size = 0;
        var file = IsAvailable ? moonwire_coverage_next(0, &name, &hits, &size) : 0;
        while (file != 0)
        {
            counts.Add((
                LuaText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name)),
                new ReadOnlySpan<long>(hits, size).ToArray()));
            file = moonwire_coverage_next(file, &name, &hits, &size);
        }

        return counts;
    }

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

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int moonwire_coverage_start(nint state, int prototype, int source, int contents);

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial nint moonwire_coverage_next(nint file, byte** name, long** hits, int* size);

    /// <summary>
    /// The struct <c>calls</c> of calls.h. The loop's thread writes all fields except <see cref="Held"/>.
    /// </summary>
    [StructLayout(LayoutKind.Sequential)]
    internal struct Shared
    {
        /// <summary>The attention count: not 0 while a fiber may have to raise at an interruption point.</summary>
        internal int Attention;

        /// <summary>The number of pending cleanup handlers in all coroutines.</summary>
        internal int Handlers;

        /// <summary>The number of coroutines that the fiber has resumed from code that cannot suspend.</summary>
        internal int Unsuspendable;

        /// <summary>Not 0 while another OS thread holds <see cref="Inner"/>.</summary>
        internal int Held;

        /// <summary>The Lua thread of the running fiber.</summary>
        internal nint Fiber;

        /// <summary>The running coroutine, or 0.</summary>
        internal nint Inner;

        internal nint MainFiber;
        internal nint MainThread;

        /// <summary>The block of the userdata that a Lua thread yields in order to wait for the loop.</summary>
        internal nint Token;

        /// <summary>The number of modules that are being loaded.</summary>
        internal int Loadings;

        /// <summary>
        /// The offsets in a lua_State of the stack and of the list of to-be-closed variables, or 0 if unknown.
        /// </summary>
        internal int StackOffset;
        internal int ToCloseOffset;

        /// <summary>The offset of the message handler in a lua_State; 0 if unknown.</summary>
        internal int HandlerOffset;
    }
}
