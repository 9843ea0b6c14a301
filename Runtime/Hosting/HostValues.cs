using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Takes the values that the shims leave for C# in their host table, and passes each value to the class that keeps it.
/// </summary>
/// <param name="native">The index of the table that every shim gets from C#.</param>
/// <param name="host">The index of the table that the shims share with each other.</param>
internal readonly struct HostValues(LuaThread stack, int native, int host)
{
    /// <summary>Hands out the values of <c>prelude.lua</c> that are needed to raise errors.</summary>
    internal void HandOutRaising()
    {
        DeferredExit.PopRaiser(Push("raiser"));
        ErrorRegistry.PopEnding(Push("ENDING"));
    }

    /// <summary>
    /// Hands out the remaining values, in any order. Called after all shims that adapt Lua's libraries have run.
    /// </summary>
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
