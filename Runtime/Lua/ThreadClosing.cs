using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Closing the variables of a coroutine so that their <c>__close</c> can wait: Lua's own lua_closethread calls them where
/// nothing can yield. And whether a Lua thread closes variables because of an error.
/// </summary>
/// <remarks>
/// Lua lets <c>__close</c> yield where a pcall recovers from an error. So the coroutine's outermost call is made one of a C
/// function that waits inside a pcall and whose continuation is lua_error: when the coroutine is resumed, it raises the value
/// on its top there, Lua closes what is open, and the continuation raises the error again, which ends the coroutine.
/// Invariant: nothing here is used unless <see cref="Verify"/> has found that Lua does all of this.
/// </remarks>
internal static unsafe class ThreadClosing
{
    private static nint _raise;

    /// <summary>Whether Lua does what this needs.</summary>
    internal static bool IsAvailable { get; private set; }

    /// <summary>Returns the call in which a shim's function has called the running one, valid as long as that call lasts; or 0.</summary>
    internal static nint CallerOf(LuaThread running) =>
        IsAvailable ? *(nint*)(LuaLayout.CallInfoOf(running.State) + CallInfo.Previous) : 0;

    /// <summary>
    /// Whether a pcall of the Lua thread has caught an error and is closing variables: what runs now is such a <c>__close</c>, or
    /// was called by one.
    /// </summary>
    /// <param name="since">A call, in which those that began before it do not count.</param>
    /// <param name="isInside">Whether the thread runs inside that call.</param>
    internal static bool IsUnderWay(LuaThread thread, nint since, out bool isInside)
    {
        var isUnderWay = false;
        isInside = false;
        for (var call = IsAvailable ? *(byte**)(thread.State + LuaState.CallInfo) : null; call is not null && !isInside; call = *(byte**)(call + CallInfo.Previous))
        {
            var status = *(ushort*)(call + CallInfo.Status);
            isInside = (nint)call == since;
            isUnderWay |= !isInside && (status & CallInfo.IsProtected) != 0 && (status & CallInfo.ErrorMask) != 0;
        }

        return isUnderWay;
    }

    /// <summary>
    /// Has a suspended or failed coroutine, when it is resumed without values, close its variables and fail: with nil, with
    /// its own error, or with the error of a <c>__close</c>. False if it has nothing to close, or Lua cannot do so.
    /// </summary>
    internal static bool TryPrepare(LuaThread coroutine)
    {
        var state = coroutine.State;
        var stack = *(byte**)(state + LuaState.Stack);
        var toClose = *(byte**)(state + LuaState.ToClose);
        if (!IsAvailable || stack is null || toClose <= stack)
        {
            return false;
        }

        var first = (byte*)(state + LuaState.FirstCall);
        var body = *(byte**)(first + CallInfo.Next);
        var status = *(byte*)(state + LuaState.Status);
        if (status == 0 || body is null || *(byte**)(body + CallInfo.Previous) != first || *(byte**)body != stack + TValue.Size)
        {
            return false;
        }

        if (status != LuaState.Yielded)
        {
            MakeRoom(state, toClose);
        }
        else if (coroutine.Reserve(1))
        {
            coroutine.PushNil();
            body = *(byte**)(first + CallInfo.Next);
        }
        else
        {
            return false;
        }

        LuaLayout.Set(*(byte**)body, _raise, TValue.LightFunctionTag); // so that tracebacks do not tell the body as running
        *(byte*)(state + LuaState.Status) = LuaState.Yielded;
        *(nint*)(state + LuaState.MessageHandler) = 0;
        *(byte**)(state + LuaState.CallInfo) = body;
        *(byte**)(body + CallInfo.Top) = *(byte**)(state + LuaState.Top);
        *(nint*)(body + CallInfo.Continuation) = _raise;
        *(nint*)(body + CallInfo.OlderHandler) = 0;
        *(int*)(body + CallInfo.ProtectedFrom) = TValue.Size;
        *(short*)(body + CallInfo.ExpectedResults) = LuaApi.MultipleReturns;
        *(ushort*)(body + CallInfo.Status) = CallInfo.HooksAllowed | CallInfo.IsC | CallInfo.IsProtected;
        return true;
    }

    /// <summary>True if a coroutine that has yielded did so in a C function, and not in a hook.</summary>
    internal static bool HasYieldedInC(LuaThread coroutine) =>
        (*(ushort*)(LuaLayout.CallInfoOf(coroutine.State) + CallInfo.Status) & CallInfo.IsC) != 0;

    /// <summary>Once per process: tries all of it.</summary>
    /// <param name="raise">lua_error.</param>
    /// <param name="probe">Returns true if a coroutine closes its variables as this needs.</param>
    internal static void Verify(nint raise, Func<bool> probe)
    {
        _raise = raise;
        IsAvailable = true;
        IsAvailable = probe();
    }

    /// <summary>An overflow has used up the stack: the error is put next to what is to be closed.</summary>
    private static void MakeRoom(nint state, byte* toClose)
    {
        var top = *(byte**)(state + LuaState.Top);
        if (*(byte**)(state + LuaState.StackLast) - top < TValue.Size)
        {
            LuaLayout.Copy(top - TValue.Size, toClose + TValue.Size);
            *(byte**)(state + LuaState.Top) = toClose + (2 * TValue.Size);
        }
    }
}
