using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Has the loop's thread call the host between two instructions of the Lua code that it runs, at the wish of another
/// thread. A hook of the script's own is put back before that.
/// </summary>
/// <remarks>
/// lua_sethook may be called while the Lua thread runs (https://www.lua.org/manual/5.4/manual.html#lua_sethook); that
/// the Lua thread is not freed meanwhile is <see cref="RunningThread"/>'s invariant. What is called must not raise.
/// </remarks>
internal sealed unsafe class InterruptHook : IDisposable
{
    private static readonly Lock Gate = new();
    private static readonly Dictionary<nint, InterruptHook> ByKeeper = [];

    private readonly LuaThread _main;
    private readonly RunningThread _running;
    private readonly Action<LuaThread> _onBreak;
    private readonly Dictionary<nint, ScriptHook> _replaced = [];
    private ScriptHook _last;
    private bool _isBreaking;

    /// <param name="onBreak">Gets the Lua thread that was stopped, on the loop's thread.</param>
    internal InterruptHook(LuaThread main, RunningThread running, Action<LuaThread> onBreak)
    {
        _main = main;
        _running = running;
        _onBreak = onBreak;
        lock (Gate)
        {
            ByKeeper[LuaApi.KeeperOf(main.State)] = this;
        }
    }

    private static nint EntryPoint => (nint)(delegate* unmanaged[Cdecl]<nint, LuaDebug*, void>)&OnHook;

    /// <summary>
    /// Any thread, one at a time: hooks the Lua thread that runs now, and its fiber's. They may come back without running
    /// another instruction, so this is done again until the call has come.
    /// </summary>
    /// <param name="always">Also in finalizers and hooks, where Lua allows no hook; the program must end then.</param>
    internal void Arm(bool always)
    {
        if (!_running.TryHold(out var innermost, out var fiber))
        {
            return;
        }

        lock (Gate)
        {
            if (!_isBreaking)
            {
                Set(innermost.State);
                Set(fiber.State);
                if (always)
                {
                    AllowHooks(innermost.State);
                }
            }
        }

        _running.Release();
    }

    public void Dispose()
    {
        lock (Gate)
        {
            _ = ByKeeper.Remove(LuaApi.KeeperOf(_main.State));
        }
    }

    private void Set(nint state)
    {
        if (LuaApi.lua_gethook(state) != EntryPoint)
        {
            _last = new ScriptHook(LuaApi.lua_gethook(state), LuaApi.lua_gethookmask(state), LuaApi.lua_gethookcount(state));
            _replaced[state] = _last;
        }

        LuaApi.lua_sethook(state, EntryPoint, LuaApi.CountMask, 1);
    }

    /// <summary>Sets the allowhook of a lua_State, if it is where it is expected: 1 in a Lua thread that never ran a hook.</summary>
    private static void AllowHooks(nint state)
    {
        var keeper = LuaApi.KeeperOf(state);
        var allowed = (byte*)(state + LuaState.AllowHook);
        if (LuaLayout.HasAgreed && *(byte*)(keeper + LuaState.AllowHook) == 1 && Volatile.Read(ref *allowed) == 0)
        {
            Volatile.Write(ref *allowed, 1);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnHook(nint state, LuaDebug* activation)
    {
        try
        {
            InterruptHook? hook;
            ScriptHook before = default;
            lock (Gate)
            {
                // A coroutine that was made meanwhile has inherited the hook: it gets what its maker had.
                if (ByKeeper.TryGetValue(LuaApi.KeeperOf(state), out hook) && !hook._replaced.Remove(state, out before))
                {
                    before = hook._last;
                }

                LuaApi.lua_sethook(state, before.Function, before.Mask, before.Count);
                hook?._isBreaking = true; // what is called may look at the script's hook
            }

            hook?._onBreak(new LuaThread(state));
            hook?._isBreaking = false;
        }
#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
        catch (Exception exception)
#pragma warning restore CA1031
        {
            InternalError.Report("hook", exception);
        }
    }

    private readonly record struct ScriptHook(nint Function, int Mask, int Count);
}
