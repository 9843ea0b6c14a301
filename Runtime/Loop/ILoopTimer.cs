namespace Moonwire.Runtime.Loop;

/// <summary>Something that happens at a time; a node of the <see cref="TimerQueue"/>.</summary>
public interface ILoopTimer
{
    /// <summary>Where the queue keeps the timer; -1 while it is not queued. The queue's business.</summary>
    int Position { get; set; }

    /// <summary>The order of timers that are due at the same time, which may pass from the largest number to the smallest. The queue's business.</summary>
    int Sequence { get; set; }

    /// <summary>Called once, on the loop thread, after the time has come and the timer has left the queue.</summary>
    void OnDue();
}
