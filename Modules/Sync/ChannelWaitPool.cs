using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary>Keeps idle waits of channels, and reuses them, because passing a value must not allocate.</summary>
/// <param name="main">The stack of the main Lua thread.</param>
internal sealed class ChannelWaitPool(LuaThread main)
{
    private readonly Stack<ChannelWait> _idle = new();

    internal ChannelWait Rent() => _idle.TryPop(out var wait) ? wait : new ChannelWait(this);

    internal void Return(ChannelWait wait) => _idle.Push(wait);

    /// <summary>
    /// Replaces the value that a wait keeps by false, because Lua's registry would reuse a place that holds nil.
    /// </summary>
    internal void Clear(RegistryReference value)
    {
        main.Push(value: false);
        _ = main.PopReference(value);
    }
}
