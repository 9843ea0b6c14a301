using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Makes the loop's thread call the host between two instructions of the running Lua code, on request of another OS
/// thread. Restores the script's own hook before the call.
/// </summary>
/// <remarks>
/// lua_sethook may be called while the Lua thread runs (https://www.lua.org/manual/5.4/manual.html#lua_sethook).
/// <see cref="RunningThread"/> guarantees that the Lua thread is not freed during the call. The callback must not
/// raise.
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

    /// <param name="onBreak">Called on the loop's thread with the Lua thread that was stopped.</param>
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
    /// Any thread, one at a time: sets the hook in the running Lua thread and in its fiber's thread. Both may return
    /// without running another instruction, so the caller repeats this call until the callback has run.
    /// </summary>
    /// <param name="always">True to stop finalizers and hooks as well, in which Lua normally calls no hook. The program
    /// must then end.</param>
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
            _last = new ScriptHook(
                LuaApi.lua_gethook(state), LuaApi.lua_gethookmask(state), LuaApi.lua_gethookcount(state));
            _replaced[state] = _last;
        }

        LuaApi.lua_sethook(state, EntryPoint, LuaApi.CountMask, 1);
    }

    /// <summary>
    /// Sets the field allowhook of a lua_State, if the field has the expected value in the keeper, which never runs a
    /// hook.
    /// </summary>
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
                // A coroutine that was created since Arm has inherited this hook. Such a coroutine gets its creator's
                // own hook.
                if (ByKeeper.TryGetValue(LuaApi.KeeperOf(state), out hook) && !hook._replaced.Remove(state, out before))
                {
                    before = hook._last;
                }

                LuaApi.lua_sethook(state, before.Function, before.Mask, before.Count);
                hook?._isBreaking = true; // the callback may read the script's hook
            }

            hook?._onBreak(new LuaThread(state));
            hook?._isBreaking = false;
        }
#pragma warning disable CA1031 // no exception may leave, because Lua's frames cannot be unwound by it
        catch (Exception exception)
#pragma warning restore CA1031
        {
            InternalError.Report("hook", exception);
        }
    }

    private readonly record struct ScriptHook(nint Function, int Mask, int Count);
}
