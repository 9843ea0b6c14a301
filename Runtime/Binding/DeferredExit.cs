using System.Diagnostics;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// How a managed function raises an error or waits although nothing may leave it but its return: it returns with a
/// to-be-closed variable (lua_toclose), and Lua, which closes that when no managed frame is left, raises or yields there.
/// So scripts call managed functions themselves, without a Lua function between.
/// </summary>
/// <remarks>
/// <para>An error is raised by the <c>__close</c> of a table that holds it. A function that waits leaves the token, whose
/// <c>__close</c> is Lua's own <c>coroutine.yield</c>. Below that call's frame lie the places of the results: whoever
/// resumes the thread fills them, or has the yield go on with lua_error.</para>
/// <para>Invariant: nothing here is used unless <see cref="Verify"/> has found that Lua does all of this; otherwise Lua
/// functions of prelude.lua do the same.</para>
/// </remarks>
internal static unsafe class DeferredExit
{
    /// <summary>How many values a function can return that has waited. They take the places of its arguments as well.</summary>
    internal const int MaxResults = 4;

    /// <summary>The metatable of the tables that raise what they hold.</summary>
    private static readonly RegistryReference Raiser = new(HostReference.Raiser);

    private static readonly Lock Gate = new();

    /// <summary>lua_error, which as the continuation of a yield raises what is on top.</summary>
    private static nint _raise;
    private static bool _isVerified;

    /// <summary>Whether Lua does what this needs.</summary>
    internal static bool IsAvailable { get; set; }

    /// <summary>Pushes a new token, what a waiting thread yields, and keeps it.</summary>
    internal static void PushToken(LuaThread stack, RootedValue token)
    {
        var type = new UserdataType<nint>("moonwire.wait"); // it keeps the metatable, which is this Lua state's alone
        type.PushNewMetatable(stack);
        PushFunction(stack, "coroutine", "yield");
        stack.SetField(-2, "__close");
        PushFunction(stack, "_G", "rawequal");
        stack.SetField(-2, "__eq"); // comparing it with a value of the script's must not call the script
        stack.Pop();
        _ = type.Push(stack);
        token.Keep(stack);
    }

    /// <summary>Pops the metatable, made by prelude.lua, of the tables that raise what they hold.</summary>
    internal static void PopRaiser(LuaThread stack)
    {
        MemoryShortage.Keep(stack);
        stack.PopInto(Raiser);
    }

    /// <summary>The running function ends: Lua raises the value on top once it has returned what this returns.</summary>
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

    /// <summary>The running function ends: Lua yields once it has returned what this returns.</summary>
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

        return places; // so that the token is found below them
    }

    /// <summary>
    /// Whether a thread, which exists, is where <see cref="YieldOnReturn"/> has left it. A C library that resumes coroutines itself
    /// may have resumed this one in spite of its wait.
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

    /// <summary>Moves the values on top of a thread that waits to where its function returns them, when it is resumed.</summary>
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

    /// <summary>Where the function of a thread that waits returns so many values from, when it is resumed.</summary>
    internal static byte* ResultFrame(LuaThread waiting, int values)
    {
        var call = LuaLayout.CallInfoOf(waiting.State);
        Debug.Assert(values <= MaxResults, "there are places for these results");
        *(int*)(*(byte**)(call + CallInfo.Previous) + CallInfo.ResultCount) = values;
        return *(byte**)call - (values * TValue.Size);
    }

    /// <summary>Has a thread that waits raise the value on its top when it is resumed.</summary>
    internal static void DeliverError(LuaThread waiting) => *(nint*)(LuaLayout.CallInfoOf(waiting.State) + CallInfo.Continuation) = _raise;

    /// <summary>Has a coroutine that has yielded raise the value which it is resumed with. False where it has yielded in a hook.</summary>
    internal static bool TryRaiseIn(LuaThread coroutine)
    {
        var isC = ThreadClosing.HasYieldedInC(coroutine);
        if (isC)
        {
            DeliverError(coroutine);
        }

        return isC;
    }

    /// <summary>Once per process: tries all of it.</summary>
    internal static void Verify(LuaThread stack, RootedValue token)
    {
        lock (Gate)
        {
            if (!_isVerified)
            {
                _isVerified = true;
                if (LuaLayout.HasAgreed && LuaLibrary.TryFindError(out _raise))
                {
                    IsAvailable = LuaLayout.IsVerified && Shortcuts.Allow(Shortcut.DeferredExit) && DeferredExitProbe.Succeeds(stack, token);
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
