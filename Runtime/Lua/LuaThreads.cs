using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Lua;

/// <summary>Finds the coroutines that run or wait inside a Lua thread.</summary>
internal static unsafe class LuaThreads
{
    private const int Deepest = 256;

    /// <summary>
    /// Returns the thread, the coroutine that it has resumed or whose wait it passes on, and so on down to the
    /// innermost coroutine.
    /// </summary>
    internal static List<LuaThread> Chain(LuaThread outermost)
    {
        var chain = new List<LuaThread>();
        var state = outermost.State;
        while (state != 0 && chain.Count < Deepest)
        {
            chain.Add(new LuaThread(state));
            state = Inner(state);
        }

        return chain;
    }

    /// <summary>
    /// Pushes the threads of a chain, the innermost first, if the stack has room. Returns their number.
    /// </summary>
    /// <param name="running">The running Lua thread. The chain does not contain this thread if a C library has resumed
    /// it.</param>
    /// <param name="outermost">The first thread of the chain.</param>
    internal static int PushChain(LuaThread running, LuaThread outermost)
    {
        var chain = Chain(outermost);
        if (chain[^1] != running)
        {
            chain.Add(running);
        }

        var count = running.Reserve(chain.Count) ? chain.Count : 0;
        for (var i = chain.Count - 1; i >= 0 && count > 0; i--)
        {
            if (chain[i].Reserve(1))
            {
                _ = LuaApi.lua_pushthread(chain[i].State);
                chain[i].MoveTo(running, 1);
            }
            else
            {
                running.PushNil();
            }
        }

        return count;
    }

    /// <summary>
    /// Returns true if a Lua thread, or a coroutine of its chain, is closing variables because of an error.
    /// </summary>
    /// <param name="since">A CallInfo, as in <see cref="ThreadClosing.IsUnderWay"/>, or 0.</param>
    internal static bool AreClosing(LuaThread outermost, nint since = 0)
    {
        var areClosing = false;
        var state = outermost.State;
        for (var left = Deepest; state != 0 && left > 0; left--)
        {
            var here = ThreadClosing.IsUnderWay(new LuaThread(state), since, out var isInside);
            areClosing = here || (areClosing && !isInside);
            state = Inner(state);
        }

        return areClosing;
    }

    /// <summary>
    /// Returns the coroutine that a thread has resumed or is closing, or 0. The coroutine is the argument of resume or
    /// close, or an upvalue of a function that coroutine.wrap has made. In calls.lua, it is the first local "co" of the
    /// function that has called yield.
    /// </summary>
    private static nint Inner(nint state)
    {
        LuaDebug frame;
        if (!TryAsk(state, 0, &frame) || !Says(frame.What, "C"u8) || !new LuaThread(state).Reserve(1))
        {
            return 0;
        }

        if (FirstLocal(state, &frame, "(C temporary)"u8) is var resumed and not 0)
        {
            return resumed;
        }

        if (Wrapped(state, &frame) is var wrapped and not 0)
        {
            return wrapped;
        }

        return TryAsk(state, 1, &frame) && Says(frame.Source, "=[moonwire]"u8) ? FirstLocal(state, &frame, "co"u8) : 0;
    }

    /// <summary>Returns the coroutine if a frame belongs to a C function that coroutine.wrap has made, or 0.</summary>
    private static nint Wrapped(nint state, LuaDebug* frame)
    {
        const int coroutine = 2; // COROUTINE_UPVALUE in calls.h
        fixed (byte* what = "f\0"u8)
        {
            _ = LuaApi.lua_getinfo(state, what, frame);
        }

        nint found = 0;
        if (NativeCalls.Has(LuaApi.lua_tocfunction(state, -1))
            && LuaApi.lua_getupvalue(state, -1, coroutine) is not null)
        {
            found = LuaApi.lua_tothread(state, -1);
            LuaApi.lua_settop(state, -2);
        }

        LuaApi.lua_settop(state, -2);
        return found;
    }

    private static bool TryAsk(nint state, int level, LuaDebug* frame)
    {
        fixed (byte* what = "S\0"u8)
        {
            return LuaApi.lua_getstack(state, level, frame) != 0 && LuaApi.lua_getinfo(state, what, frame) != 0;
        }
    }

    private static nint FirstLocal(nint state, LuaDebug* frame, ReadOnlySpan<byte> expected)
    {
        var name = (byte*)LuaApi.lua_getlocal(state, frame, 1);
        if (name is null)
        {
            return 0;
        }

        var thread = Says(name, expected) ? LuaApi.lua_tothread(state, -1) : 0;
        LuaApi.lua_settop(state, -2);
        return thread;
    }

    private static bool Says(byte* text, ReadOnlySpan<byte> expected) =>
        MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text).SequenceEqual(expected);
}
