using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Processes;

/// <summary>A fiber that waits for the end of a child.</summary>
public class ChildWait : Wait
{
    private readonly ChildProcess _child;

    public ChildWait(ChildProcess child)
        : this(child, WaitTraits.External)
    {
    }

    private protected ChildWait(ChildProcess child, WaitTraits traits)
        : base(traits) => _child = child;

    public override string Operation => "wait";

    private protected ChildProcess Child => _child;

    public override string Describe() => $"the end of the program {_child.Number}";

    /// <summary>Queues the wait. The caller must park the fiber.</summary>
    public virtual void Begin() => _child.Add(this);

    /// <summary>Called when the child has been reaped.</summary>
    internal virtual void Stop()
    {
    }

    protected internal override void Withdraw() => _child.Remove(this);

    protected override int PushValues(LuaThread stack)
    {
        Push(stack, _child.ExitCode);
        Push(stack, _child.ExitSignal);
        return 2;
    }

    private static void Push(LuaThread stack, int? value)
    {
        if (value is { } number)
        {
            stack.Push((long)number);
        }
        else
        {
            stack.PushNil();
        }
    }
}

/// <summary>
/// A fiber that waits for the end of a child after SIGTERM. The child gets SIGKILL if it is still running when the
/// time is over.
/// </summary>
public sealed class ChildEnd(ChildProcess child, EventLoop loop, double patience)
    : ChildWait(child, WaitTraits.External | WaitTraits.Lock), ILoopTimer
{
    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    public override string Operation => "close";

    public override void Begin()
    {
        base.Begin();
        loop.Add(this, MonotonicClock.Later(patience));
    }

    public void OnDue() => Child.KillNow();

    internal override void Stop() => loop.Remove(this);

    protected internal override void Withdraw()
    {
        Stop();
        base.Withdraw();
    }

    protected override int PushValues(LuaThread stack) => 0;
}
