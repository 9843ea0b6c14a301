namespace Moonwire.Runtime.Loop;

/// <summary>
/// How the loop waits until a socket has input, a time has passed, or another thread has something for it.
/// Level-triggered: a watched source that still has input is reported again by the next wait.
/// </summary>
internal interface IPoller : IDisposable
{
    void Watch(ReadinessSource source);

    void Unwatch(ReadinessSource source);

    /// <summary>A watched source now wants other things: input, room for output, or both.</summary>
    void UpdateInterest(ReadinessSource source)
    {
    }

    /// <summary>
    /// Waits up to <paramref name="nanoseconds"/> (0: only looks; -1: no limit), as exactly as the system can, and calls
    /// <see cref="ReadinessSource.OnReady"/> of each source that has input, room for output if that is wanted, or an error. Also returns after
    /// <see cref="Wake"/>, or when a signal interrupted it.
    /// </summary>
    void Wait(long nanoseconds);

    /// <summary>
    /// Waits in the same way until this source alone, which need not be watched, has input. False at once where that
    /// cannot be or another source is wanted, and when something else ended the wait, which the next one meets again.
    /// </summary>
    bool WaitFor(ReadinessSource source, long nanoseconds) => false;

    /// <summary>Makes the current or the next wait return. The only member that any thread may call.</summary>
    void Wake();
}
