namespace Moonwire.Runtime.Loop;

/// <summary>
/// Waits until a source is ready, a time-out expires, or another thread wakes the loop. It is level-triggered: each
/// wait reports every watched source that has input.
/// </summary>
internal interface IPoller : IDisposable
{
    void Watch(ReadinessSource source);

    void Unwatch(ReadinessSource source);

    /// <summary>Updates the watch of a source whose interest in input or output has changed.</summary>
    void UpdateInterest(ReadinessSource source)
    {
    }

    /// <summary>
    /// Waits up to <paramref name="nanoseconds"/>: 0 polls without waiting, -1 means no limit. Calls
    /// <see cref="ReadinessSource.OnReady"/> of each source that has an error or an event that the source waits for.
    /// Returns early after <see cref="Wake"/>, or when a signal interrupts the wait.
    /// </summary>
    void Wait(long nanoseconds);

    /// <summary>
    /// Waits like <see cref="Wait"/>, but only for input of one source, which need not be watched. Returns true if the
    /// source has input. Returns false at once if the poller does not support this method, or if another source waits
    /// for an event. Also returns false if another event ended the wait; the next wait then reports that event.
    /// </summary>
    bool WaitFor(ReadinessSource source, long nanoseconds) => false;

    /// <summary>
    /// Any thread: ends the current wait, or the next wait if the loop is not waiting. Only the loop's thread may call
    /// the other members.
    /// </summary>
    void Wake();
}
