using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Sync;

/// <summary>
/// A place in the queue of a channel: a fiber that waits in send or receive, or one case of a fiber that waits in
/// select. Keeps the value of a sender, or the value that a receiver was given, because the fiber's stack cannot be
/// reached.
/// </summary>
/// <param name="pool">The pool that takes the wait back after its outcome was taken.</param>
internal sealed class ChannelWait(ChannelWaitPool pool) : Wait(WaitTraits.None)
{
    private RegistryReference _value = RegistryReference.None;
    private Channel _channel = null!;
    private bool _hasValue;

    internal bool IsSend { get; private set; }

    /// <summary>The select that the wait is a case of, or null.</summary>
    internal SelectWait? Select { get; private set; }

    /// <summary>The position of the case in its select, from 1.</summary>
    internal int Case { get; private set; }

    public override string Operation => IsSend ? "send" : "receive";

    public override string Describe() => IsSend ? $"room in {_channel.Title}" : $"a value from {_channel.Title}";

    /// <summary>Joins the queue of a channel.</summary>
    internal void Join(Channel channel, bool isSend, SelectWait? select = null, int position = 0)
    {
        _channel = channel;
        IsSend = isSend;
        Select = select;
        Case = position;
        Waiting.Add(this);
    }

    /// <summary>Leaves the queue of the channel.</summary>
    internal void Leave() => Waiting.Remove(this);

    /// <summary>Pops the value on top and keeps it.</summary>
    internal void Keep(LuaThread stack)
    {
        _value = stack.PopReference(_value);
        _hasValue = true;
    }

    /// <summary>Pushes the value that the wait keeps, or nil.</summary>
    internal void PushValue(LuaThread stack)
    {
        if (_hasValue)
        {
            _ = stack.Push(_value);
        }
        else
        {
            stack.PushNil();
        }
    }

    /// <summary>Drops the value, and gives the wait back to the pool.</summary>
    internal void Recycle()
    {
        if (_hasValue)
        {
            _hasValue = false;
            pool.Clear(_value);
        }

        Select = null;
        pool.Return(this);
    }

    protected override int PushValues(LuaThread stack)
    {
        if (IsSend)
        {
            return 0;
        }

        PushValue(stack);
        return 1;
    }

    protected override void Reset() => Recycle();

    private WaitQueue Waiting => IsSend ? _channel.Senders : _channel.Receivers;
}
