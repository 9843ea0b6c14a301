using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Fibers;

/// <summary>The table that the shims share with the scheduler: what they look at without a call into C#.</summary>
internal sealed class ShimState(LuaThread main, RunningThread running)
{
    /// <summary>The index of the flag "a fiber is interrupted, past a deadline, or ending".</summary>
    private const int AttentionIndex = 1;

    /// <summary>The index of the number of cleanup handlers that wait in any fiber or coroutine.</summary>
    private const int HandlersIndex = 2;

    private RegistryReference _table = RegistryReference.None;
    private int _attention;

    /// <summary>True if cleanup handlers wait in any fiber or coroutine.</summary>
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

    /// <summary>Pops the table.</summary>
    internal void Pop(LuaThread stack) => _table = stack.PopReference();

    /// <summary>Counts the reasons for attention, and sets the flag while there is one.</summary>
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
