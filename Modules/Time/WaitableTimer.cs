using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Time;

/// <summary>
/// A moment of a clock that fibers wait for. The loop has the timer in its queue exactly while a fiber waits for it.
/// </summary>
internal sealed class WaitableTimer(EventLoop loop, Clock clock, string name) : ILoopTimer
{
    private readonly WaitQueue _waits = new();

    internal Clock Clock => clock;

    /// <summary>The moment on <see cref="Clock"/>; a new timer has expired.</summary>
    internal long Expiry { get; private set; }

    /// <summary>When the loop looks at the clock again, while a fiber waits.</summary>
    internal long Due { get; private set; }

    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    private bool HasExpired => Expiry <= clock.Now;

    /// <summary>Sets the moment; the fibers that wait for the one before are cancelled.</summary>
    /// <returns>Their number.</returns>
    internal int ExpireAt(long expiry)
    {
        var cancelled = Cancel();
        Expiry = expiry;
        return cancelled;
    }

    /// <summary>Ends every wait with "operation aborted".</summary>
    /// <returns>Their number.</returns>
    internal int Cancel() => WakeAll(LuaError.Aborted("wait"));

    /// <summary>Whether nothing is left to wait for: the moment has come, and so have those who waited for it.</summary>
    internal bool IsOver => _waits.IsEmpty && HasExpired;

    /// <summary>Makes a wait for the moment, behind those that there are.</summary>
    internal Wait Add()
    {
        var wait = new TimerWait(this, name);
        if (_waits.IsEmpty)
        {
            Queue();
        }

        _waits.Add(wait);
        return wait;
    }

    public void OnDue()
    {
        if (HasExpired)
        {
            _ = WakeAll(error: null);
        }
        else
        {
            Queue(); // the clock was set, or runs slower than the loop's
        }
    }

    private void Queue()
    {
        Due = HasExpired ? MonotonicClock.Now : Duration.After(MonotonicClock.Now, Math.Max(0, clock.MayWait(Expiry)));
        loop.Add(this, Due);
    }

    private int WakeAll(LuaError? error)
    {
        var count = 0;
        while (_waits.First is { } wait)
        {
            Remove(wait);
            wait.Error = error;
            loop.Fibers.Wake(wait);
            count++;
        }

        return count;
    }

    private void Remove(Wait wait)
    {
        _waits.Remove(wait);
        if (_waits.IsEmpty)
        {
            loop.Remove(this);
        }
    }

    /// <summary>One fiber's wait for the timer.</summary>
    internal sealed class TimerWait(WaitableTimer? timer, string name) : Wait(WaitTraits.None)
    {
        public override string Operation => "wait";

        public override string Describe() => name;

        protected override void Withdraw() => timer?.Remove(this);

        protected override int PushValues(LuaThread stack) => 0;
    }
}
