using System.Diagnostics;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Lets a managed function raise an error or yield, although Lua's longjmp must not cross a managed frame. The function
/// returns and leaves a to-be-closed variable (lua_toclose). Lua closes the variable when no managed frame is left, and
/// raises or yields there. Scripts can therefore call managed functions without a Lua function in between.
/// </summary>
/// <remarks>
/// <para>A function that fails leaves a table that holds the error, and the table's <c>__close</c> raises the error. A
/// function that waits leaves the token, whose <c>__close</c> is Lua's own <c>coroutine.yield</c>. The slots of the
/// results are below the frame of the yield. The code that resumes the Lua thread fills these slots, or makes the yield
/// continue with lua_error.</para>
/// <para>Invariant: this class is used only if <see cref="Verify"/> has found that Lua does all of this. Otherwise, Lua
/// functions of prelude.lua replace it.</para>
/// </remarks>
internal static unsafe class DeferredExit
{
    /// <summary>
    /// The maximum number of values that a function can return after it has waited. The values also use the slots of
    /// its arguments.
    /// </summary>
    internal const int MaxResults = 4;

    /// <summary>The metatable of the tables that raise the error they hold.</summary>
    private static readonly RegistryReference Raiser = new(HostReference.Raiser);

    private static readonly Lock Gate = new();

    /// <summary>lua_error, which raises the value on top when it is the continuation of a yield.</summary>
    private static nint _raise;
    private static bool _isVerified;

    /// <summary>True if Lua does everything that this class needs.</summary>
    internal static bool IsAvailable { get; set; }

    /// <summary>Pushes a new token, which waiting Lua threads yield, and keeps it alive.</summary>
    internal static void PushToken(LuaThread stack, RootedValue token)
    {
        // the token keeps the metatable, which belongs to this Lua state alone
        var type = new UserdataType<nint>("moonwire.wait");
        type.PushNewMetatable(stack);
        PushFunction(stack, "coroutine", "yield");
        stack.SetField(-2, "__close");
        PushFunction(stack, "_G", "rawequal");
        stack.SetField(-2, "__eq"); // a comparison of the token with another value must not call the script
        stack.Pop();
        _ = type.Push(stack);
        token.Keep(stack);
    }

    /// <summary>Pops the metatable of the tables that raise the error they hold. prelude.lua has created it.</summary>
    internal static void PopRaiser(LuaThread stack)
    {
        MemoryShortage.Keep(stack);
        stack.PopInto(Raiser);
    }

    /// <summary>
    /// Raises the value on top after the running function has returned. The function must return this method's result.
    /// </summary>
    internal static int RaiseOnReturn(LuaThread stack)
    {
        stack.PushTable(array: 1);
        stack.Insert(-2);
        stack.SetElement(-2, 1);
        _ = stack.Push(Raiser);
        stack.SetMetatable(-2);
        stack.MarkToClose(-1);
        return 0;
    }

    /// <summary>
    /// Yields after the running function has returned. The function must return this method's result.
    /// </summary>
    internal static int YieldOnReturn(LuaThread stack, RootedValue token)
    {
        var state = stack.State;
        token.Push(stack);
        LuaLayout.MarkToClose(state);
        var places = 0;
        for (var i = LuaLayout.Count(state); i < MaxResults; i++)
        {
            LuaLayout.Push(state, 0, TValue.NilTag);
            places++;
        }

        return places; // IsWaiting finds the token below these results
    }

    /// <summary>
    /// Returns true if an existing Lua thread is still suspended where <see cref="YieldOnReturn"/> has left it. A C
    /// library that resumes coroutines itself may have resumed it despite its wait.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsWaiting(LuaThread thread, RootedValue token)
    {
        var call = LuaLayout.CallInfoOf(thread.State);
        var function = *(byte**)(call + CallInfo.Previous);
        if (((byte*)thread.State)[LuaState.Status] != LuaState.Yielded || function is null)
        {
            return false;
        }

        var closed = *(byte**)call - ((*(int*)(function + CallInfo.ResultCount) + 1) * TValue.Size);
        return closed > *(byte**)function && closed < *(byte**)call && token.IsAt(closed);
    }

    /// <summary>
    /// Moves the values on top of a waiting Lua thread to the slots from which its function returns them when the
    /// thread is resumed.
    /// </summary>
    internal static void Deliver(LuaThread waiting, int values)
    {
        var from = LuaLayout.TopOf(waiting.State) - (values * TValue.Size);
        var to = ResultFrame(waiting, values);
        for (var i = 0; i < values; i++)
        {
            LuaLayout.Copy(from + (i * TValue.Size), to + (i * TValue.Size));
        }

        LuaLayout.Pop(waiting.State, values);
    }

    /// <summary>
    /// Returns the first of the slots from which the function of a waiting Lua thread returns its values when the
    /// thread is resumed.
    /// </summary>
    internal static byte* ResultFrame(LuaThread waiting, int values)
    {
        var call = LuaLayout.CallInfoOf(waiting.State);
        Debug.Assert(values <= MaxResults, "there are places for these results");
        *(int*)(*(byte**)(call + CallInfo.Previous) + CallInfo.ResultCount) = values;
        return *(byte**)call - (values * TValue.Size);
    }

    /// <summary>Makes a waiting Lua thread raise the value on its top when it is resumed.</summary>
    internal static void DeliverError(LuaThread waiting) =>
        *(nint*)(LuaLayout.CallInfoOf(waiting.State) + CallInfo.Continuation) = _raise;

    /// <summary>
    /// Makes a Lua thread call no message handler for the next error that it raises, because the error is the end of
    /// the program.
    /// </summary>
    internal static void SkipMessageHandler(LuaThread thread) => *(nint*)(thread.State + LuaState.MessageHandler) = 0;

    /// <summary>
    /// Makes a coroutine that has yielded raise the value with which it is resumed. Returns false if it has yielded in
    /// a hook.
    /// </summary>
    internal static bool TryRaiseIn(LuaThread coroutine)
    {
        var isC = ThreadClosing.HasYieldedInC(coroutine);
        if (isC)
        {
            DeliverError(coroutine);
        }

        return isC;
    }

    /// <summary>Verifies that Lua does everything that this class needs, once in each process.</summary>
    internal static void Verify(LuaThread stack, RootedValue token)
    {
        lock (Gate)
        {
            if (!_isVerified)
            {
                _isVerified = true;
                if (LuaLayout.HasAgreed && LuaLibrary.TryFindError(out _raise))
                {
                    IsAvailable = LuaLayout.IsVerified && Shortcuts.Allow(Shortcut.DeferredExit)
                        && DeferredExitProbe.Succeeds(stack, token);
                    ThreadClosing.Verify(_raise, () => ThreadClosingProbe.Succeeds(stack, token));
                }
            }
        }
    }

    private static void PushFunction(LuaThread stack, string module, string name)
    {
        _ = LuaNames.TryPushModule(stack, module);
        _ = stack.PushField(-1, name);
        stack.Insert(-2);
        stack.Pop();
    }
}
