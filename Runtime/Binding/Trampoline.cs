using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// The one way from Lua into managed code. A managed function is a C closure of <see cref="EntryPoint"/> whose
/// upvalue is its number here.
/// </summary>
/// <remarks>
/// Invariants: no exception leaves <see cref="Invoke"/>, and no Lua error starts in it. A function returns nil and its
/// values; or the complement of their number, and no nil; or an error value alone. The error is raised by the Lua shim
/// that called it, or, if scripts call the function itself, by way of <see cref="DirectCall"/>. An exception that is not
/// a <see cref="LuaFailure"/> is a defect of this program and ends it through <see cref="InternalError"/>.
/// The number, unlike a pointer, is safe against a script that exchanges upvalues with the debug library.
/// </remarks>
internal static unsafe class Trampoline
{
    private const int FirstRoom = 256;

    private static readonly Lock Gate = new();
    private static readonly Stack<int> Free = new();
    private static int _count = 1; // number 0 is what a tampered upvalue reads as

    internal static nint EntryPoint => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Invoke;

    /// <param name="isDirect">Whether scripts call the function itself, and no shim.</param>
    /// <param name="entry">The function's own entry, or 0.</param>
    internal static int Register(string name, LuaFunction function, bool isDirect = false, nint entry = 0)
    {
        lock (Gate)
        {
            if (!Free.TryPop(out var number))
            {
                number = _count++;
                if (number >= (ManagedFunction.Table?.Length ?? 0))
                {
                    Array.Resize(ref ManagedFunction.Table, Math.Max(FirstRoom, number * 2));
                }
            }

            ManagedFunction.Table![number] = new ManagedFunction(name, function, isDirect, entry);
            return number;
        }
    }

    internal static void Unregister(int number)
    {
        lock (Gate)
        {
            ManagedFunction.Table![number] = null;
            Free.Push(number);
        }
    }

    /// <summary>Whether a C function is one of this program's.</summary>
    internal static bool IsEntry(nint function)
    {
        lock (Gate)
        {
            return function == EntryPoint || (function != 0 && Array.Exists(ManagedFunction.Table!, known => known?.Entry == function));
        }
    }

    /// <summary>The function that runs. It has another number when a script exchanges the upvalue meanwhile.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ManagedFunction FunctionOf(nint state) => Find(state) ?? Unknown();

    private static ManagedFunction Unknown() => new("?", static _ => 0, isDirect: true, entry: 0);

    /// <summary>The same, or null if its number is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ManagedFunction? Find(nint state)
    {
        var number = StackLayout.UpvalueNumber(state);
        var functions = ManagedFunction.Table!;
        return (ulong)number < (ulong)functions.Length ? functions[number] : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Invoke(nint state)
    {
        if (Find(state) is not { } entry)
        {
            return Failed(state, null);
        }

        try
        {
            var count = entry.Function(new LuaCall(state));
            return entry.IsDirect ? Results(state, count) : ShimResults(state, count);
        }
#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed(state, exception);
        }
    }

    /// <summary>What the running function returns when it has thrown, or is none, for which the exception is null.</summary>
    internal static int Failed(nint state, Exception? exception)
    {
        var stack = new LuaStack(state);
        var function = Find(state);
        var isDirect = function?.IsDirect ?? DirectCall.IsAvailable;
        var count = 0;
        if (exception is LuaFailure failure)
        {
            count = failure.Push(stack, function?.Name ?? "?");
        }
        else if (exception is null)
        {
            count = LuaFailure.PushMessage(stack, "call of a function that this program does not have");
        }
        else
        {
            InternalError.Report(function?.Name ?? "?", exception);
            return 0;
        }

        return isDirect ? DirectCall.Raise(stack) : count;
    }

    /// <summary>How many values on top a direct function returns, which may have nil before them instead of an error.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Results(nint state, int count) => count < 0 ? ~count
        : StackLayout.TagOf(StackLayout.TopOf(state) - (count * TValue.Size)) == TValue.NilTag ? count - 1
        : DirectCall.Raise(new LuaStack(state));

    private static int ShimResults(nint state, int count) =>
        count < 0 ? new LuaCall(state).ReturnTop(~count) : count;
}

/// <summary>A managed function that Lua can call.</summary>
/// <param name="name">Its Lua name.</param>
/// <param name="function">What it does.</param>
/// <param name="isDirect">Whether scripts call it, and no shim.</param>
/// <param name="entry">What Lua calls directly, or 0.</param>
internal sealed class ManagedFunction(string name, LuaFunction function, bool isDirect, nint entry)
{
    /// <summary>All of them by number; null before the first. Without an initializer, nothing has to be initialized before each look.</summary>
    internal static ManagedFunction?[]? Table;

    internal string Name { get; } = name;

    internal LuaFunction Function { get; } = function;

    /// <summary>What the function is bound to.</summary>
    internal object? Target { get; } = function.Target;

    internal bool IsDirect { get; } = isDirect;

    internal nint Entry { get; } = entry;
}
