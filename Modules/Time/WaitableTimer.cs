using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Time;

/// <summary>
/// A timer with a moment of a clock, for which fibers wait. The loop has it in its queue exactly while a fiber waits.
/// </summary>
internal sealed class WaitableTimer(EventLoop loop, Clock clock, string name) : ILoopTimer
{
    private readonly WaitQueue _waits = new();

    internal Clock Clock => clock;

    /// <summary>The moment on <see cref="Clock"/>. A new timer has expired.</summary>
    internal long Expiry { get; private set; }

    /// <summary>
    /// The time, on the loop's clock, at which the loop reads the timer's clock again, while a fiber waits.
    /// </summary>
    internal long Due { get; private set; }

    public int Position { get; set; } = -1;

    public int Sequence { get; set; }

    private bool HasExpired => Expiry <= clock.Now;

    /// <summary>Sets the moment, and cancels the waits for the old moment.</summary>
    /// <returns>The number of cancelled waits.</returns>
    internal int ExpireAt(long expiry)
    {
        var cancelled = Cancel();
        Expiry = expiry;
        return cancelled;
    }

    /// <summary>Ends every wait with "operation aborted".</summary>
    /// <returns>The number of waits.</returns>
    internal int Cancel() => WakeAll(LuaError.Aborted("wait"));

    /// <summary>True if the moment has passed and no fiber waits any more, so a new wait can end at once.</summary>
    internal bool IsOver => _waits.IsEmpty && HasExpired;

    /// <summary>True if a fiber waits for the timer.</summary>
    internal bool IsAwaited => !_waits.IsEmpty;

    /// <summary>Makes a wait for the moment, at the end of the queue.</summary>
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
            Queue(); // the clock was set, or is slower than the loop's clock
        }
    }

    private void Queue()
    {
        Due = HasExpired
            ? MonotonicClock.Now
            : Duration.After(MonotonicClock.Now, Math.Max(0, clock.MayWait(Expiry)));
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

    /// <summary>The wait of a fiber for the timer.</summary>
    internal sealed class TimerWait(WaitableTimer? timer, string name) : Wait(WaitTraits.None)
    {
        public override string Operation => "wait";

        public override string Describe() => name;

        protected override void Withdraw() => timer?.Remove(this);

        protected override int PushValues(LuaThread stack) => 0;
    }
}
