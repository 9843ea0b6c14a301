using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// What every fiber runs: Lua's <c>xpcall(f, trace, ...)</c>, which ends with <c>true, results...</c> or <c>false, error</c>,
/// and then, if cleanup handlers wait, the shim's <c>finish_fiber(error)</c> above these values.
/// </summary>
internal sealed class FiberBody
{
    private RegistryReference _xpcall = RegistryReference.None;
    private RegistryReference _program = RegistryReference.None;
    private RegistryReference _trace = RegistryReference.None;
    private RegistryReference _finish = RegistryReference.None;

    /// <summary>Pops xpcall, its message handler, and the function that runs the cleanup handlers that are left.</summary>
    internal void Pop(LuaThread stack)
    {
        _finish = stack.PopReference();
        _trace = stack.PopReference();
        _xpcall = stack.PopReference();
    }

    /// <summary>Pops the function that the main fiber runs in place of xpcall, with the same arguments and results.</summary>
    internal void PopProgram(LuaThread stack) => _program = stack.PopReference();

    /// <summary>Moves a function and its <paramref name="arguments"/> to the fiber's thread, for its first run.</summary>
    /// <returns>False, and nothing is moved, if the thread has no room for them.</returns>
    internal bool TryMoveStart(LuaThread from, LuaThread thread, int arguments, bool isMain)
    {
        if (!thread.Reserve(arguments + 3))
        {
            return false;
        }

        _ = thread.Push(isMain && _program != RegistryReference.None ? _program : _xpcall);
        from.MoveTo(thread, arguments + 1);
        _ = thread.Push(_trace);
        thread.Insert(-arguments - 1);
        return true;
    }

    /// <summary>Pushes <c>finish_fiber</c> above what xpcall returned, and the error if there is one.</summary>
    /// <returns>The number of arguments.</returns>
    internal int PushFinish(LuaThread thread, int results)
    {
        _ = thread.Reserve(2);
        _ = thread.Push(_finish);
        if (thread.ToBoolean(-results - 1))
        {
            return 0;
        }

        thread.PushCopy(-2);
        return 1;
    }
}
