namespace Moonwire.Runtime.Loop;

/// <summary>A timer of the loop, which the <see cref="TimerQueue"/> stores.</summary>
public interface ILoopTimer
{
    /// <summary>The timer's position in the queue, or -1 while it is not queued. Only the queue sets it.</summary>
    int Position { get; set; }

    /// <summary>
    /// A number that orders timers with equal due times. It may wrap from the largest number to the smallest. Only the
    /// queue sets it.
    /// </summary>
    int Sequence { get; set; }

    /// <summary>The loop's thread: called when the timer is due, after the queue has removed it.</summary>
    void OnDue();
}
