namespace Moonwire.Runtime.Lua;

/// <summary>
/// A function of a Lua file, in a Lua state of its own with few libraries. Each call runs a bounded number of
/// instructions, and the state has a memory limit. The process keeps the state until its end.
/// </summary>
/// <remarks>
/// 1. A call neither uses nor changes the state of the script.
/// 2. The hook that ends a call is Lua's own function for hooks (debug.sethook), because a longjmp must not cross a
/// managed frame. sandbox.lua sets the hook, and takes away what the hook does not stop: finalizers and message
/// handlers.
/// </remarks>
internal sealed unsafe class LuaSandbox
{
    /// <summary>The maximum number of instructions of a call.</summary>
    internal const int MaxInstructions = 10_000_000;

    /// <summary>The memory limit in bytes.</summary>
    internal const long MaxMemory = 64 * 1024 * 1024;

    private const int MaxText = 500;

    /// <summary>The slots of the function, and of a value that the owner keeps.</summary>
    private const int Function = 1;
    private const int Kept = 2;

    private readonly nint _hook;

    private LuaSandbox(LuaThread stack)
    {
        Stack = stack;
        stack.PushNil();
        _hook = LuaApi.lua_gethook(stack.State);
    }

    /// <summary>The stack of the state. Only the owner of the sandbox uses this stack.</summary>
    internal LuaThread Stack { get; }

    /// <summary>Runs a file, which must return a function. Returns null if this fails.</summary>
    /// <param name="shim">The compiled shim sandbox.lua.</param>
    /// <param name="source">The text of the file.</param>
    /// <param name="path">The path of the file, for messages.</param>
    /// <param name="problem">The reason of a failure.</param>
    internal static LuaSandbox? Load(
        ReadOnlySpan<byte> shim, ReadOnlySpan<byte> source, string path, out string problem)
    {
        var state = LuaInstance.NewState(out var account);
        LuaApi.SetKeeper(state, 0);
        var stack = new LuaThread(state);
        using (new MemoryGuard(state))
        {
            LuaApi.luaL_openlibs(state);
        }

        LuaAllocator.SetLimit(state, account, MaxMemory, (LuaApi.lua_gc(state, LuaApi.Count, 0) + 1L) * 1024);
        if (!stack.TryLoadBinary(shim))
        {
            throw new InvalidOperationException(LuaText.Decode(stack.ToBytes(-1)));
        }

        stack.Push(source);
        stack.Push(path);
        stack.Push((long)MaxInstructions);
        if (stack.TryCall(3, 1))
        {
            problem = "";
            return new LuaSandbox(stack);
        }

        problem = ErrorOf(stack);
        LuaApi.lua_close(state);
        LuaAllocator.Close(account);
        return null;
    }

    /// <summary>Pushes the function. The arguments follow.</summary>
    internal void PushFunction() => Stack.PushCopy(Function);

    /// <summary>Pushes the value of <see cref="Keep"/>.</summary>
    internal void PushKept() => Stack.PushCopy(Kept);

    /// <summary>Pops the value on top, and keeps it instead of the value before.</summary>
    internal void Keep()
    {
        LuaApi.lua_copy(Stack.State, -1, Kept);
        Stack.Pop();
    }

    /// <summary>Calls the function below the arguments. Pushes one result, or returns false and the error.</summary>
    internal bool TryCall(int arguments, out string problem)
    {
        LuaApi.lua_sethook(Stack.State, _hook, LuaApi.CountMask, MaxInstructions);
        if (Stack.TryCall(arguments, 1))
        {
            problem = "";
            return true;
        }

        problem = ErrorOf(Stack);
        Stack.Pop();
        return false;
    }

    /// <summary>Returns the text of the error on top, or the beginning of a long text.</summary>
    private static string ErrorOf(LuaThread stack)
    {
        var text = stack.TypeOf(-1) switch
        {
            LuaType.String => LuaText.Decode(stack.ToBytes(-1)),
            LuaType.Number => stack.NumberText(-1),
            _ => stack.TryDescribe(out var description) ? description : "the error object is not a string",
        };
        return text.Length > MaxText ? text[..MaxText] + "..." : text;
    }
}
