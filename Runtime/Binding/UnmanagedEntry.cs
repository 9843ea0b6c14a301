using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Supports functions that Lua calls directly, without <see cref="Trampoline"/> and a delegate in between. Functions
/// that run for each datagram have such an entry, because a system call clears the processor's return predictions, so
/// that each frame between the system call and Lua costs time.
/// </summary>
/// <remarks>
/// The invariants of the trampoline apply: no exception leaves such a function, and the function raises no Lua error.
/// </remarks>
public static unsafe class UnmanagedEntry
{
    /// <summary>Returns the address of an entry, for <see cref="ModuleFunction"/>.</summary>
    public static nint Of(delegate* unmanaged[Cdecl]<nint, int> entry) => (nint)entry;

    /// <summary>
    /// Returns the object to which the registered delegate is bound, or null if a script has made the function's number
    /// invalid.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? Target(nint state) => Trampoline.Find(state)?.Target;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LuaCall Call(nint state) => new(state);

    /// <summary>
    /// Returns the value that an entry must return to Lua for <paramref name="count"/> results or
    /// <see cref="LuaCall.Raised"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Results(nint state, int count) => Trampoline.Results(state, count);

    /// <summary>
    /// Returns the value that an entry must return to Lua after an exception. <paramref name="exception"/> is null if
    /// the entry has no target.
    /// </summary>
    public static int Failed(nint state, Exception? exception) => Trampoline.Failed(state, exception);
}
