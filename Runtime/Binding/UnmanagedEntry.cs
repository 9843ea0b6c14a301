using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// What a function does that Lua calls without <see cref="Trampoline"/> and a delegate between: it is an unmanaged entry of
/// its own. For those that run for each datagram: after a system call the processor no longer knows where frames return to,
/// so that each frame between that and Lua costs time.
/// </summary>
/// <remarks>What holds for the trampoline holds for such a function: no exception leaves it, and no Lua error starts in it.</remarks>
public static unsafe class UnmanagedEntry
{
    /// <summary>The address of an entry, for <see cref="ModuleFunction"/>.</summary>
    public static nint Of(delegate* unmanaged[Cdecl]<nint, int> entry) => (nint)entry;

    /// <summary>What the delegate that the function was registered with is bound to; null if a script has exchanged the function's number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static object? Target(nint state) => Trampoline.Find(state)?.Target;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static LuaCall Call(nint state) => new(state);

    /// <summary>What the function returns to Lua when its call has ended so.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Results(nint state, int count) => Trampoline.Results(state, count);

    /// <summary>The same when it has thrown, or has no target, for which the exception is null.</summary>
    public static int Failed(nint state, Exception? exception) => Trampoline.Failed(state, exception);
}
