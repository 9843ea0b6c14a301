using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>A Lua state with its standard libraries, from creation to closing.</summary>
internal sealed unsafe class LuaInstance : IDisposable
{
    /// <summary>
    /// The only stack slot of the keeper, a Lua thread that never runs. The slot contains a table of the values that
    /// the host keeps alive. Every Lua thread has the keeper's address in its extra space.
    /// </summary>
    internal const int ReferenceTable = 1;

    /// <summary>
    /// The registry field that lua's option -E sets for the libraries. require.lua reads this field as well.
    /// </summary>
    private const string NoEnvironment = "LUA_NOENV";

    private readonly LuaAllocator.Account* _account;
    private RegistryReference _interrupt = RegistryReference.None;

    private static readonly Lock Gate = new();
    private static bool _isVerified;

    static LuaInstance() => LuaLibrary.Register();

    /// <param name="ignoreEnvironment">True to ignore LUA_PATH and LUA_CPATH, as with lua's own option -E.</param>
    internal LuaInstance(bool ignoreEnvironment)
    {
        var state = NewState(out _account);
        Stack = new LuaThread(state);
        using var guard = new MemoryGuard(state);
        var keeper = LuaApi.lua_newthread(state);
        LuaApi.lua_createtable(keeper, 0, 0);
        LuaApi.SetKeeper(state, keeper);
        KeepBelowStack(state);
        if (ignoreEnvironment)
        {
            Stack.Push(true);
            Stack.SetField(LuaApi.RegistryIndex, NoEnvironment);
        }

        LuaApi.luaL_openlibs(state);
    }

    /// <summary>Creates a Lua state without libraries.</summary>
    internal static nint NewState(out LuaAllocator.Account* account)
    {
        var state = LuaApi.luaL_newstate();
        if (state == 0)
        {
            MemoryShortage.End();
        }

        account = LuaAllocator.Open(state);
        VerifyLayout(state);
        return state;
    }

    /// <summary>
    /// Copies the keeper from the top of the main thread's stack into the slot below the stack, which is empty in a
    /// main thread. The copy keeps the keeper alive while lua_close runs finalizers, because lua_close first empties
    /// the stack, but not this slot. The stack itself must also contain a value, because a thread with an empty stack
    /// is "dead" and a script could close it.
    /// </summary>
    private static void KeepBelowStack(nint main) =>
        LuaApi.lua_copy(main, -1, -LuaApi.lua_gettop(main) - 1);

    /// <summary>Verifies the layout, before the first state is used.</summary>
    private static void VerifyLayout(nint state)
    {
        lock (Gate)
        {
            if (!_isVerified)
            {
                LuaLayout.Verify(state, Ident);
                _isVerified = true;
            }
        }
    }

    /// <summary>The release, such as "Lua 5.4.9".</summary>
    internal static string Version => Copyright.Split("  ")[0];

    /// <summary>The release and the authors, such as "Lua 5.4.9 Copyright (C) ...".</summary>
    internal static string Copyright
    {
        get
        {
            const string Prefix = "$LuaVersion: ";
            var ident = LuaText.Decode(Ident);
            var end = ident.IndexOf(" $", StringComparison.Ordinal);
            return ident.StartsWith(Prefix, StringComparison.Ordinal) && end > 0
                ? ident[Prefix.Length..end]
                : "Lua 5.4";
        }
    }

    /// <summary>The library's identification, such as "$LuaVersion: Lua 5.4.9  Copyright".</summary>
    private static ReadOnlySpan<byte> Ident =>
        NativeLibrary.TryGetExport(LuaLibrary.Handle, "lua_ident", out var address)
        ? MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)address)
        : default;

    /// <summary>The main thread's stack. Only the host uses this stack.</summary>
    internal LuaThread Stack { get; private set; }

    /// <summary>Records which Lua thread is running.</summary>
    internal RunningThread Running { get; } = new();

    /// <summary>
    /// Pops the function of interrupt.lua that makes the next instruction of a Lua thread raise "interrupted!".
    /// </summary>
    internal void PopInterrupt() => _interrupt = Stack.PopReference();

    /// <summary>
    /// Inside a hook of the Lua thread: makes the thread's next instruction raise "interrupted!". Returns false if
    /// memory is lacking.
    /// </summary>
    internal bool RaiseInterrupted(LuaThread stopped) => TryInterrupt(stopped, isEnd: false);

    /// <summary>
    /// Inside a hook of the Lua thread: makes the thread's next instruction of the script, outside cleanup handlers,
    /// raise the error that ends the program. Returns false if memory is lacking.
    /// </summary>
    internal bool RaiseEnding(LuaThread stopped) => TryInterrupt(stopped, isEnd: true);

    private bool TryInterrupt(LuaThread stopped, bool isEnd)
    {
        _ = stopped.Push(_interrupt);
        stopped.Push(isEnd);
        if (stopped.TryCall(1, 0))
        {
            return true;
        }

        stopped.Pop();
        return false;
    }

    /// <summary>
    /// Switches to generational collection, as lua's main program does. Called after the shims are loaded, so that
    /// their objects count as old.
    /// </summary>
    internal void CollectByGenerations() => _ = LuaApi.lua_gc(Stack.State, LuaApi.Generational, 0, 0);

    internal void SetMemoryLimit(long limit)
    {
        var kibibytes = LuaApi.lua_gc(Stack.State, LuaApi.Count, 0);
        LuaAllocator.SetLimit(Stack.State, _account, limit, (kibibytes + 1L) * 1024);
    }

    private static readonly Lock FlushGate = new();
    private static Action? _flushFirst;

    /// <summary>
    /// Any thread: adds an action that runs, on any thread, before each flush of the script's output, because the
    /// process may end next. The action sends batched datagrams, which have already been reported as sent.
    /// </summary>
    internal static void FlushFirst(Action action)
    {
        lock (FlushGate)
        {
            _flushFirst += action;
        }
    }

    /// <summary>Any thread: removes an action of <see cref="FlushFirst"/>.</summary>
    internal static void ForgetFlush(Action action)
    {
        lock (FlushGate)
        {
            _flushFirst -= action;
        }
    }

    /// <summary>Any thread: runs the actions of <see cref="FlushFirst"/>.</summary>
    internal static void FlushHeld() => Volatile.Read(ref _flushFirst)?.Invoke();

    /// <summary>
    /// Flushes every C stream to which scripts write. Called before every end of the process that moonwire controls.
    /// </summary>
    internal static void FlushOutput()
    {
        FlushHeld();
        if (!OperatingSystem.IsWindows())
        {
            DeferredStdout.Write();
            _ = Libc.fflush(0);
        }
    }

    /// <summary>
    /// Makes a write to a pipe without a reader end the process, as users of filters expect. .NET ignores SIGPIPE, so
    /// an endless writer would continue. If the process was started with SIGPIPE ignored, the signal stays ignored.
    /// </summary>
    internal static void EndOnBrokenPipe()
    {
        const int SIGPIPE = 13;
        if (!OperatingSystem.IsWindows() && !ProgramStart.IgnoresBrokenPipe)
        {
            _ = Libc.signal(SIGPIPE, 0);
        }
    }

    /// <summary>Ends the process without running exit handlers.</summary>
    internal static void EndProcess(int status)
    {
        if (!OperatingSystem.IsWindows())
        {
            _ = TerminalDevice.EndEditing();
            Libc._exit(status);
        }

        Environment.FailFast(message: null);
    }

    public void Dispose()
    {
        if (Stack.State == 0)
        {
            return;
        }

        LuaApi.lua_close(Stack.State);
        Stack = default;
        LuaAllocator.Close(_account);
    }
}
