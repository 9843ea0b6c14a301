using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Processes;

/// <summary>A timer that checks for the end of a child, for kernels without pidfd_open(2).</summary>
internal sealed class ChildLook(EventLoop loop, ChildProcess child) : ILoopTimer
{
    private const long First = 500_000;
    private const long Longest = 20_000_000;

    private long _interval = First;

    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    public void OnDue()
    {
        _interval = Math.Min(Longest, _interval * 2);
        if (!child.TryReap())
        {
            Update(child.WantsInput);
        }
    }

    internal void Update(bool isWanted)
    {
        if (isWanted && Position < 0)
        {
            loop.Add(this, MonotonicClock.Now + _interval);
        }
        else if (!isWanted && Position >= 0)
        {
            loop.Remove(this);
            _interval = First;
        }
    }
}
