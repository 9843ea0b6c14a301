using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Native;

/// <summary>
/// The one way from Lua into managed code. A managed function is a C closure of <see cref="EntryPoint"/> whose
/// upvalue is its number here.
/// </summary>
/// <remarks>
/// Invariants: no exception leaves <see cref="Invoke"/>, and no Lua error starts in it. A function returns nil
/// and its values, or an error value alone, which a Lua shim raises; or, if scripts call the function itself, Lua
/// by way of <see cref="DirectCall"/>. An exception that is not a
/// <see cref="LuaFailure"/> is a defect of this program and ends it through <see cref="Unexpected"/>.
/// The number, unlike a pointer, is safe against a script that exchanges upvalues with the debug library.
/// </remarks>
internal static unsafe class Trampoline
{
    private static readonly Lock Gate = new();
    private static readonly Stack<int> Free = new();
    private static ManagedFunction?[] _functions = new ManagedFunction?[256];
    private static int _count = 1; // number 0 is what a tampered upvalue reads as

    internal static nint EntryPoint => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Invoke;

    /// <summary>Called with an exception that no function should let out; must not return.</summary>
    internal static Action<string, Exception> Unexpected { get; set; } =
        static (name, exception) => Environment.FailFast($"moonwire: unexpected exception in '{name}'", exception);

    /// <param name="isDirect">Whether scripts call the function itself, and no shim.</param>
    /// <param name="places">How many results it may return after it has waited.</param>
    internal static int Register(string name, LuaFunction function, bool isDirect = false, int places = 0)
    {
        lock (Gate)
        {
            if (!Free.TryPop(out var number))
            {
                number = _count++;
                if (number == _functions.Length)
                {
                    Array.Resize(ref _functions, number * 2);
                }
            }

            _functions[number] = new ManagedFunction(name, function, isDirect, places);
            return number;
        }
    }

    internal static void Unregister(int number)
    {
        lock (Gate)
        {
            _functions[number] = null;
            Free.Push(number);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int Invoke(nint state)
    {
        var number = StackLayout.UpvalueNumber(state);
        var functions = _functions;
        var entry = (ulong)number < (ulong)functions.Length ? functions[number] : null;
        if (entry is null)
        {
            var count = LuaFailure.PushMessage(new LuaStack(state), "call of a function that this program does not have");
            return DirectCall.IsAvailable ? DirectCall.Raise(new LuaStack(state)) : count;
        }

        try
        {
            var count = entry.Function(new LuaCall(state, entry));
            return entry.IsDirect ? Results(state, count) : count;
        }
        catch (LuaFailure failure)
        {
            var stack = new LuaStack(state);
            var count = failure.Push(stack, entry.Name);
            return entry.IsDirect ? DirectCall.Raise(stack) : count;
        }
#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Unexpected(entry.Name, exception);
            return 0;
        }
    }

    /// <summary>What Lua takes of what a direct function returned: nil and values, an error, or the complement of their number.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int Results(nint state, int count) => count < 0 ? ~count
        : StackLayout.TagOf(StackLayout.At(state, -count)) == StackLayout.NilTag ? count - 1
        : DirectCall.Raise(new LuaStack(state));
}

/// <summary>A managed function that Lua can call.</summary>
/// <param name="Name">Its Lua name.</param>
/// <param name="Function">What it does.</param>
/// <param name="IsDirect">Whether scripts call it, and no shim.</param>
/// <param name="Places">How many results it may return after it has waited.</param>
internal sealed record ManagedFunction(string Name, LuaFunction Function, bool IsDirect, int Places);
