using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>The Lua table from which shims read the scheduler's state without a call into C#.</summary>
internal sealed class ShimState(LuaThread main, RunningThread running)
{
    /// <summary>
    /// The index of the attention flag, which is true while any fiber is interrupted, past a deadline, or ending.
    /// </summary>
    private const int AttentionIndex = 1;

    /// <summary>The index of the number of pending cleanup handlers in all fibers and coroutines.</summary>
    private const int HandlersIndex = 2;

    private RegistryReference _table = RegistryReference.None;
    private int _attention;

    /// <summary>True if a cleanup handler is pending in any fiber or coroutine.</summary>
    internal bool HasHandlers
    {
        get
        {
            _ = main.Push(_table);
            main.PushElement(-1, HandlersIndex);
            var has = main.TryInteger(-1, out var count) && count > 0;
            main.Pop(2);
            return has;
        }
    }

    /// <summary>Pops the shared table and keeps a reference to it.</summary>
    internal void Pop(LuaThread stack) => _table = stack.PopReference();

    /// <summary>
    /// Adds <paramref name="change"/> to the attention count. The flag is true while the count is above 0.
    /// </summary>
    internal void ChangeAttention(int change)
    {
        _attention += change;
        running.Calls.Attention = _attention;
        if (main.Push(_table) == LuaType.Table)
        {
            main.Push(_attention > 0);
            main.SetElement(-2, AttentionIndex);
        }

        main.Pop();
    }
}
