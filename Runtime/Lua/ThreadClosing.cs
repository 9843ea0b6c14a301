using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Closes the variables of a coroutine in such a way that their <c>__close</c> can wait. In lua_closethread,
/// <c>__close</c> cannot yield. Also finds out whether a Lua thread is closing variables because of an error.
/// </summary>
/// <remarks>
/// Lua lets <c>__close</c> yield while a pcall recovers from an error. <see cref="TryPrepare"/> therefore turns the
/// coroutine's outermost call into a call of a C function that waits inside a pcall, with lua_error as its
/// continuation. When the coroutine is resumed, it raises the value on top of its stack. Lua closes the open variables,
/// and the continuation raises the error again, which ends the coroutine. Invariant: this class is used only if
/// <see cref="Verify"/> has found that Lua does all of this.
/// </remarks>
internal static unsafe class ThreadClosing
{
    private static nint _raise;

    /// <summary>True if Lua does everything that this class needs.</summary>
    internal static bool IsAvailable { get; private set; }

    /// <summary>
    /// Returns the CallInfo of the shim's function that has called the running function, or 0. The result is valid
    /// until the shim's function returns.
    /// </summary>
    internal static nint CallerOf(LuaThread running) =>
        IsAvailable ? *(nint*)(LuaLayout.CallInfoOf(running.State) + CallInfo.Previous) : 0;

    /// <summary>
    /// Returns true if a pcall of the Lua thread has caught an error and is closing variables, so that the running code
    /// belongs to a <c>__close</c>.
    /// </summary>
    /// <param name="since">A CallInfo. Closing that began before this call does not count.</param>
    /// <param name="isInside">True if the thread runs inside that call.</param>
    internal static bool IsUnderWay(LuaThread thread, nint since, out bool isInside)
    {
        var isUnderWay = false;
        isInside = false;
        for (var call = IsAvailable ? *(byte**)(thread.State + LuaState.CallInfo) : null;
            call is not null && !isInside;
            call = *(byte**)(call + CallInfo.Previous))
        {
            var status = *(ushort*)(call + CallInfo.Status);
            isInside = (nint)call == since;
            isUnderWay |= !isInside && (status & CallInfo.IsProtected) != 0 && (status & CallInfo.ErrorMask) != 0;
        }

        return isUnderWay;
    }

    /// <summary>
    /// Makes a suspended or failed coroutine close its variables and fail when it is resumed without values. The
    /// coroutine then fails with nil, with its own error, or with the error of a <c>__close</c>. Returns false if there
    /// are no variables to close, or if this is impossible.
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
        if (status == 0 || body is null || *(byte**)(body + CallInfo.Previous) != first
            || *(byte**)body != stack + TValue.Size)
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

        // hides the coroutine's body from tracebacks
        LuaLayout.Set(*(byte**)body, _raise, TValue.LightFunctionTag);
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

    /// <summary>Returns true if a coroutine that has yielded did so in a C function, and not in a hook.</summary>
    internal static bool HasYieldedInC(LuaThread coroutine) =>
        (*(ushort*)(LuaLayout.CallInfoOf(coroutine.State) + CallInfo.Status) & CallInfo.IsC) != 0;

    /// <summary>Verifies that Lua does everything that this class needs, once in each process.</summary>
    /// <param name="raise">lua_error.</param>
    /// <param name="probe">Returns true if a coroutine closes its variables as this class expects.</param>
    internal static void Verify(nint raise, Func<bool> probe)
    {
        _raise = raise;
        IsAvailable = true;
        IsAvailable = probe();
    }

    /// <summary>
    /// Makes room on a stack that an overflow has filled, by moving the error next to the variable to be closed.
    /// </summary>
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
