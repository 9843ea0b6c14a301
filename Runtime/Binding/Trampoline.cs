using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// The common entry from Lua into managed code. A managed function is a C closure of <see cref="EntryPoint"/> whose
/// upvalue is the function's number.
/// </summary>
/// <remarks>
/// 1. No exception leaves <see cref="Invoke"/>, and no Lua error starts in it.
/// 2. A function returns the values that <see cref="LuaCall"/> describes. The Lua shim that called the function raises
/// its error. If scripts call the function directly, <see cref="DeferredExit"/> raises the error.
/// 3. An exception is a defect of this program and ends it through <see cref="InternalError"/>, unless it is a
/// <see cref="LuaFailure"/> or means a lack of memory.
/// 4. The upvalue is a number and not a pointer, because a script can replace upvalues through the debug library.
/// </remarks>
internal static unsafe class Trampoline
{
    private const int FirstRoom = 256;

    private static readonly Lock Gate = new();
    private static readonly Stack<int> Free = new();
    private static int _count = 1; // number 0 is the value of an invalid upvalue

    internal static nint EntryPoint => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Invoke;

    /// <param name="caller">The kind of caller.</param>
    /// <param name="entry">The function's own entry, or 0.</param>
    internal static int Register(string name, LuaFunction function, FunctionCaller caller, nint entry = 0)
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

            ManagedFunction.Table![number] = new ManagedFunction(name, function, caller, entry);
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

    /// <summary>Returns true if a C function is an entry of this program.</summary>
    internal static bool IsEntry(nint function)
    {
        lock (Gate)
        {
            return function == EntryPoint
                || (function != 0 && Array.Exists(ManagedFunction.Table!, known => known?.Entry == function));
        }
    }

    /// <summary>The address of <see cref="IsEntry"/> as a C function.</summary>
    internal static nint IsEntryFunction => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&IsEntryForC;

    /// <summary>
    /// Returns the running function. If a script has replaced the upvalue during the call, the result is a different
    /// function.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ManagedFunction FunctionOf(nint state) => Find(state) ?? Unknown();

    private static ManagedFunction Unknown() => new("?", static _ => 0, FunctionCaller.Script, entry: 0);

    /// <summary>Returns the running function, or null if its number is invalid.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static ManagedFunction? Find(nint state)
    {
        var number = LuaLayout.UpvalueNumber(state);
        var functions = ManagedFunction.Table!;
        return (ulong)number < (ulong)functions.Length ? functions[number] : null;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int IsEntryForC(nint function) => IsEntry(function) ? 1 : 0;

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
            return entry.Caller == FunctionCaller.Script
                ? Results(state, count)
                : ShimResults(state, count, entry.Caller);
        }
#pragma warning disable CA1031 // no exception may leave, because Lua's frames cannot be unwound by it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return Failed(state, exception);
        }
    }

    /// <summary>
    /// Raises the error of a running function that has thrown an exception, or that does not exist if
    /// <paramref name="exception"/> is null. Returns the number of results for Lua.
    /// </summary>
    /// <remarks>If memory runs out while the error is made, the script gets "not enough memory".</remarks>
    internal static int Failed(nint state, Exception? exception)
    {
        try
        {
            return exception is null || !MemoryShortage.IsCauseOf(exception)
                ? Raise(state, exception)
                : Shortage(state);
        }
        catch (OutOfMemoryException)
        {
            return Shortage(state);
        }
    }

    private static int Shortage(nint state) =>
        Find(state)?.IsDirect ?? DeferredExit.IsAvailable
            ? MemoryShortage.Raise(new LuaThread(state))
            : MemoryShortage.Push(new LuaThread(state));

    private static int Raise(nint state, Exception? exception)
    {
        var stack = new LuaThread(state);
        var function = Find(state);
        var isDirect = function?.IsDirect ?? DeferredExit.IsAvailable;
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

        return isDirect ? DeferredExit.RaiseOnReturn(stack) : count;
    }

    /// <summary>Returns the results of a function to the script that called it, or makes Lua raise the error.</summary>
    /// <param name="state">The Lua thread, with the results on top.</param>
    /// <param name="count">The number of results, or <see cref="LuaCall.Raised"/>.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Results(nint state, int count) =>
        count >= 0 ? count : DeferredExit.RaiseOnReturn(new LuaThread(state));

    /// <summary>
    /// Returns the results of a function to the shim that called it: nil and the results, or the error, or true if the
    /// fiber waits.
    /// </summary>
    private static int ShimResults(nint state, int count, FunctionCaller caller)
    {
        var stack = new LuaThread(state);
        switch (count)
        {
            case LuaCall.Raised:
                return 1;
            case LuaCall.Waits:
                stack.Push(value: true);
                return 1;
            default:
                if (caller == FunctionCaller.Host)
                {
                    return count;
                }

                stack.PushNil();
                stack.Insert(-count - 1);
                return count + 1;
        }
    }
}

/// <summary>The kinds of callers of a managed function. The kind decides how results and errors are passed.</summary>
internal enum FunctionCaller
{
    /// <summary>A script: Lua returns the results or raises the error.</summary>
    Script,

    /// <summary>A shim, which gets nil and the results, or the error that it has to raise.</summary>
    Shim,

    /// <summary>A shim that knows that the function does not fail: it gets the results only.</summary>
    Host,
}

/// <summary>A managed function that Lua can call.</summary>
/// <param name="name">The function's Lua name.</param>
/// <param name="function">The implementation.</param>
/// <param name="caller">The kind of caller.</param>
/// <param name="entry">The function that Lua calls directly, or 0.</param>
internal sealed class ManagedFunction(string name, LuaFunction function, FunctionCaller caller, nint entry)
{
    /// <summary>
    /// All managed functions by number, or null before the first registration. The field has no initializer, because
    /// .NET would then check before each access whether the initializer has run.
    /// </summary>
    internal static ManagedFunction?[]? Table;

    internal string Name { get; } = name;

    internal LuaFunction Function { get; } = function;

    /// <summary>The object to which the implementation is bound.</summary>
    internal object? Target { get; } = function.Target;

    internal FunctionCaller Caller { get; } = caller;

    internal bool IsDirect => Caller == FunctionCaller.Script;

    internal nint Entry { get; } = entry;
}
