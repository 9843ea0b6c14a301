using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary>
/// A fiber that waits in <c>channel.select</c>. It has a place in the queue of each case's channel. The first case that
/// is served ends all cases.
/// </summary>
internal sealed class SelectWait : Wait
{
    private readonly List<ChannelWait> _cases = [];
    private ChannelWait? _chosen;

    internal SelectWait()
        : base(WaitTraits.None)
    {
    }

    public override string Operation => "select";

    public override string Describe() => string.Join(", or for ", _cases.Select(static wait => wait.Describe()));

    internal void Add(ChannelWait wait) => _cases.Add(wait);

    /// <summary>Ends the select by one of its cases.</summary>
    internal void Choose(ChannelWait wait)
    {
        _chosen = wait;
        Withdraw();
    }

    /// <summary>Removes every case from its queue.</summary>
    protected override void Withdraw() => _cases.ForEach(static wait => wait.Leave());

    /// <summary>Pushes the position of the case, and the value that it has received or nil.</summary>
    protected override int PushValues(LuaThread stack)
    {
        stack.Push((long)_chosen!.Case);
        if (_chosen.IsSend)
        {
            stack.PushNil();
        }
        else
        {
            _chosen.PushValue(stack);
        }

        return 2;
    }

    protected override void Reset()
    {
        _cases.ForEach(static wait => wait.Recycle());
        _cases.Clear();
    }
}
