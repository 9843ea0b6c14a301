using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>The values that the shims leave in their host table for C#. Each is handed to the class that keeps it.</summary>
/// <param name="native">The index of the table that the shims were given.</param>
/// <param name="host">The index of the table that they share with each other.</param>
internal readonly struct HostValues(LuaThread stack, int native, int host)
{
    /// <summary>Hands out the values of <c>prelude.lua</c> that errors are raised with.</summary>
    internal void HandOutRaising()
    {
        DeferredExit.PopRaiser(Push("raiser"));
        ErrorRegistry.PopEnding(Push("ENDING"));
    }

    /// <summary>Hands out the values that are there when every adapting shim has run. Their order does not matter.</summary>
    internal void HandOutRest(LuaInstance lua, FiberScheduler fibers)
    {
        _ = Push("interrupt");
        lua.PopInterrupt();
        if (!lua.Running.SeesCoroutines)
        {
            lua.Running.TryWatch(Push("watched"));
        }

        fibers.ShimState.Pop(Push("state"));
        ErrorRegistry.PopAndKeep(Push("errors"));
        _ = Push("xpcall");
        _ = stack.PushField(native, "trace");
        fibers.Body.Pop(Push("finish_fiber"));
        if (lua.Running.HasCalls)
        {
            fibers.Body.PopProgram(Push("main"));
            ProgramLoader.PopMain(Push("steps"));
        }
        else
        {
            ProgramLoader.PopMain(Push("main"));
        }
    }

    private LuaThread Push(string name)
    {
        _ = stack.PushField(host, name);
        return stack;
    }
}
