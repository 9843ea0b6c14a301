using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Lua;

/// <summary>A Lua state with the standard libraries open, from creation to closing.</summary>
internal sealed unsafe class LuaInstance : IDisposable
{
    /// <summary>
    /// The one stack slot of the keeper: a Lua thread that never runs, lies on the main thread's stack, where the debug
    /// library does not reach, and is known to every thread through its extra space. It holds a table of the values
    /// that the host keeps alive.
    /// </summary>
    internal const int ReferenceTable = 1;

    /// <summary>What lua's option -E leaves in the registry for its libraries; require.lua asks for it as well.</summary>
    private const string NoEnvironment = "LUA_NOENV";

    private readonly LuaAllocator.Account* _account;
    private RegistryReference _interrupt = RegistryReference.None;

    private static readonly Lock Gate = new();
    private static bool _isVerified;

    static LuaInstance() => LuaLibrary.Register();

    /// <param name="ignoreEnvironment">Whether LUA_PATH and LUA_CPATH are not read, as with lua's own option -E.</param>
    internal LuaInstance(bool ignoreEnvironment)
    {
        var state = LuaApi.luaL_newstate();
        if (state == 0)
        {
            MemoryShortage.End();
        }

        _account = LuaAllocator.Open(state);
        VerifyLayout(state);
        Stack = new LuaThread(state);
        using var guard = new MemoryGuard(state);
        var keeper = LuaApi.lua_newthread(state);
        LuaApi.lua_createtable(keeper, 0, 0);
        LuaApi.SetKeeper(state, keeper);
        if (ignoreEnvironment)
        {
            Stack.Push(true);
            Stack.SetField(LuaApi.RegistryIndex, NoEnvironment);
        }

        LuaApi.luaL_openlibs(state);
    }

    /// <summary>Before the first state does anything else.</summary>
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

    /// <summary>The library's own identification: its release and who made it.</summary>
    internal static string Copyright
    {
        get
        {
            const string Prefix = "$LuaVersion: ";
            var ident = LuaText.Decode(Ident);
            var end = ident.IndexOf(" $", StringComparison.Ordinal);
            return ident.StartsWith(Prefix, StringComparison.Ordinal) && end > 0 ? ident[Prefix.Length..end] : "Lua 5.4";
        }
    }

    /// <summary>What the library says of itself, such as "$LuaVersion: Lua 5.4.9  Copyright".</summary>
    private static ReadOnlySpan<byte> Ident => NativeLibrary.TryGetExport(LuaLibrary.Handle, "lua_ident", out var address)
        ? MemoryMarshal.CreateReadOnlySpanFromNullTerminated((byte*)address)
        : default;

    /// <summary>The main thread's stack, which only the host uses.</summary>
    internal LuaThread Stack { get; private set; }

    /// <summary>Which Lua thread runs now.</summary>
    internal RunningThread Running { get; } = new();

    /// <summary>Pops the shim's function that has the next instruction of its Lua thread raise "interrupted!".</summary>
    internal void PopInterrupt() => _interrupt = Stack.PopReference();

    /// <summary>Inside a hook of the Lua thread: its next instruction raises "interrupted!". False for want of memory.</summary>
    internal bool RaiseInterrupted(LuaThread stopped) => TryInterrupt(stopped, isEnd: false);

    /// <summary>
    /// Inside a hook of the Lua thread: its next instruction that is a script's, and in no cleanup handler, raises the end of
    /// the program. False for want of memory.
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

    /// <summary>Collects as lua's main program does: what is new often, everything seldom. The shims are made by then.</summary>
    internal void CollectByGenerations() => _ = LuaApi.lua_gc(Stack.State, LuaApi.Generational, 0, 0);

    internal void SetMemoryLimit(long limit)
    {
        var kibibytes = LuaApi.lua_gc(Stack.State, LuaApi.Count, 0);
        LuaAllocator.SetLimit(Stack.State, _account, limit, (kibibytes + 1L) * 1024);
    }

    private static readonly Lock FlushGate = new();
    private static Action? _flushFirst;

    /// <summary>
    /// Any thread: adds an action that runs, on any thread, before each flush of the script's output, because the process may end
    /// next. The action hands the datagrams to the kernel that scripts were told are sent.
    /// </summary>
    internal static void FlushFirst(Action action)
    {
        lock (FlushGate)
        {
            _flushFirst += action;
        }
    }

    /// <summary>Any thread: takes <see cref="FlushFirst"/> back.</summary>
    internal static void ForgetFlush(Action action)
    {
        lock (FlushGate)
        {
            _flushFirst -= action;
        }
    }

    /// <summary>Any thread: runs the actions of <see cref="FlushFirst"/>.</summary>
    internal static void FlushHeld() => Volatile.Read(ref _flushFirst)?.Invoke();

    /// <summary>Writes out every C stream that scripts write to. Every end of the process that moonwire controls comes here before.</summary>
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
    /// Has a write to a pipe that nobody reads end the process, as filters expect; .NET ignores the signal, so that an
    /// endless writer would go on. A process that was started with the signal ignored goes on ignoring it.
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
