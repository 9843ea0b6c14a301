namespace Moonwire.Runtime.Lua;

/// <summary>Stops the collector, and therefore finalizers, until this object is disposed.</summary>
internal readonly ref struct CollectorPause
{
    private readonly nint _state;

    internal CollectorPause(LuaThread stack)
    {
        if (LuaApi.lua_gc(stack.State, LuaApi.IsCollectorRunning, 0) == 1)
        {
            _state = stack.State;
            _ = LuaApi.lua_gc(_state, LuaApi.StopCollector, 0);
        }
    }

    public void Dispose()
    {
        if (_state != 0)
        {
            _ = LuaApi.lua_gc(_state, LuaApi.RestartCollector, 0);
        }
    }
}
