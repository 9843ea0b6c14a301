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
/// and its values, or an error value alone, which a Lua shim raises; an exception that is not a
/// <see cref="LuaFailure"/> is a defect of this program and ends it through <see cref="Unexpected"/>.
/// The number, unlike a pointer, is safe against a script that exchanges upvalues with the debug library.
/// </remarks>
internal static unsafe class Trampoline
{
    private static readonly Lock Gate = new();
    private static readonly Stack<int> Free = new();
    private static RegisteredFunction?[] _functions = new RegisteredFunction?[256];
    private static int _count = 1; // number 0 is what a tampered upvalue reads as

    internal static nint EntryPoint => (nint)(delegate* unmanaged[Cdecl]<nint, int>)&Invoke;

    /// <summary>Called with an exception that no function should let out; must not return.</summary>
    internal static Action<string, Exception> Unexpected { get; set; } =
        static (name, exception) => Environment.FailFast($"moonwire: unexpected exception in '{name}'", exception);

    internal static int Register(string name, LuaFunction function)
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

            _functions[number] = new RegisteredFunction(name, function);
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
        try
        {
            return entry is null
                ? LuaFailure.PushMessage(new LuaStack(state), "call of a function that this program does not have")
                : entry.Function(new LuaCall(state, entry.Name));
        }
        catch (LuaFailure failure)
        {
            return failure.Push(new LuaStack(state), entry!.Name);
        }
#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
        catch (Exception exception)
#pragma warning restore CA1031
        {
            Unexpected(entry!.Name, exception);
            return 0;
        }
    }

    private sealed record RegisteredFunction(string Name, LuaFunction Function);
}
