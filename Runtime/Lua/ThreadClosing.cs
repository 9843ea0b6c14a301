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
    // lua_State (lstate.h)
    private const int Status = 10;
    private const int Top = 16;
    private const int CurrentCall = 32;
    private const int StackLast = 40;
    private const int Stack = 48;
    private const int ToClose = 64;
    private const int FirstCall = 96;
    private const int MessageHandler = 168;
    private const byte Yielded = 1;

    /// <summary>The tag of a C function without upvalues.</summary>
    private const byte LightFunctionTag = 6 | 0x10;

    // CallInfo
    private const int CallTop = 8;
    private const int Previous = 16;
    private const int Next = 24;
    private const int Continuation = 32;
    private const int OlderHandler = 40;
    private const int ProtectedFrom = 56;
    private const int ResultCount = 60;
    private const int CallStatus = 62;
    private const short AllResults = -1;
    private const ushort HooksAllowed = 1;
    private const ushort IsC = 1 << 1;
    private const ushort IsProtected = 1 << 4;
    private const ushort ErrorMask = 7 << 10;

    private static nint _raise;

    /// <summary>Whether Lua does what this needs.</summary>
    internal static bool IsAvailable { get; private set; }

    /// <summary>Returns the call in which a shim's function has called the running one, valid as long as that call lasts; or 0.</summary>
    internal static nint CallerOf(LuaStack running) =>
        IsAvailable ? *(nint*)(StackLayout.CallInfoOf(running.State) + Previous) : 0;

    /// <summary>
    /// Whether a pcall of the Lua thread has caught an error and is closing variables: what runs now is such a <c>__close</c>, or
    /// was called by one.
    /// </summary>
    /// <param name="since">A call, in which those that began before it do not count.</param>
    /// <param name="isInside">Whether the thread runs inside that call.</param>
    internal static bool IsUnderWay(LuaStack thread, nint since, out bool isInside)
    {
        var isUnderWay = false;
        isInside = false;
        for (var call = IsAvailable ? *(byte**)(thread.State + CurrentCall) : null; call is not null && !isInside; call = *(byte**)(call + Previous))
        {
            var status = *(ushort*)(call + CallStatus);
            isInside = (nint)call == since;
            isUnderWay |= !isInside && (status & IsProtected) != 0 && (status & ErrorMask) != 0;
        }

        return isUnderWay;
    }

    /// <summary>
    /// Has a suspended or failed coroutine, when it is resumed without values, close its variables and fail: with nil, with
    /// its own error, or with the error of a <c>__close</c>. False if it has nothing to close, or Lua cannot do so.
    /// </summary>
    internal static bool TryPrepare(LuaStack coroutine)
    {
        var state = coroutine.State;
        var stack = *(byte**)(state + Stack);
        var toClose = *(byte**)(state + ToClose);
        if (!IsAvailable || stack is null || toClose <= stack)
        {
            return false;
        }

        var first = (byte*)(state + FirstCall);
        var body = *(byte**)(first + Next);
        var status = *(byte*)(state + Status);
        if (status == 0 || body is null || *(byte**)(body + Previous) != first || *(byte**)body != stack + StackLayout.ValueSize)
        {
            return false;
        }

        if (status != Yielded)
        {
            MakeRoom(state, toClose);
        }
        else if (coroutine.Reserve(1))
        {
            coroutine.PushNil();
            body = *(byte**)(first + Next);
        }
        else
        {
            return false;
        }

        StackLayout.Set(*(byte**)body, _raise, LightFunctionTag); // so that tracebacks do not tell the body as running
        *(byte*)(state + Status) = Yielded;
        *(nint*)(state + MessageHandler) = 0;
        *(byte**)(state + CurrentCall) = body;
        *(byte**)(body + CallTop) = *(byte**)(state + Top);
        *(nint*)(body + Continuation) = _raise;
        *(nint*)(body + OlderHandler) = 0;
        *(int*)(body + ProtectedFrom) = StackLayout.ValueSize;
        *(short*)(body + ResultCount) = AllResults;
        *(ushort*)(body + CallStatus) = HooksAllowed | IsC | IsProtected;
        return true;
    }

    /// <summary>True if a coroutine that has yielded did so in a C function, and not in a hook.</summary>
    internal static bool HasYieldedInC(LuaStack coroutine) =>
        (*(ushort*)(StackLayout.CallInfoOf(coroutine.State) + CallStatus) & IsC) != 0;

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
        var top = *(byte**)(state + Top);
        if (*(byte**)(state + StackLast) - top < StackLayout.ValueSize)
        {
            StackLayout.Copy(top - StackLayout.ValueSize, toClose + StackLayout.ValueSize);
            *(byte**)(state + Top) = toClose + (2 * StackLayout.ValueSize);
        }
    }
}
