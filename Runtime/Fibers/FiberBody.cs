using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The function that every fiber runs: Lua's <c>xpcall(f, trace, ...)</c>, which returns <c>true, results...</c> or
/// <c>false, error</c>. If cleanup handlers remain, the shim's <c>finish_fiber(error)</c> then runs above these values.
/// </summary>
internal sealed class FiberBody
{
    private RegistryReference _xpcall = RegistryReference.None;
    private RegistryReference _program = RegistryReference.None;
    private RegistryReference _trace = RegistryReference.None;
    private RegistryReference _finish = RegistryReference.None;

    /// <summary>Pops xpcall, its message handler, and the function that runs the remaining cleanup handlers.</summary>
    internal void Pop(LuaThread stack)
    {
        _finish = stack.PopReference();
        _trace = stack.PopReference();
        _xpcall = stack.PopReference();
    }

    /// <summary>
    /// Pops the function that the main fiber runs instead of xpcall. Both functions have the same arguments and
    /// results.
    /// </summary>
    internal void PopProgram(LuaThread stack) => _program = stack.PopReference();

    /// <summary>
    /// Moves a function and its <paramref name="arguments"/> to the fiber's thread, for its first run.
    /// </summary>
    /// <returns>False, with nothing moved, if the thread's stack is too small.</returns>
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

    /// <summary>
    /// Pushes <c>finish_fiber</c> above the results of xpcall, followed by the error if xpcall has failed.
    /// </summary>
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
