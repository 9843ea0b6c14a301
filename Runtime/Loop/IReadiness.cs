namespace Moonwire.Runtime.Loop;

/// <summary>
/// How the loop waits until a socket has input, a time has passed, or another thread has something for it.
/// Level-triggered: a watched source that still has input is reported again by the next wait.
/// </summary>
internal interface IReadiness : IDisposable
{
    void Watch(ReadinessSource source);

    void Unwatch(ReadinessSource source);

    /// <summary>
    /// Waits up to <paramref name="nanoseconds"/> (0: only looks; -1: no limit), as exactly as the system can, and calls
    /// <see cref="ReadinessSource.OnReady"/> of each source that has input or an error. Also returns after
    /// <see cref="Wake"/>, or when a signal interrupted it.
    /// </summary>
    void Wait(long nanoseconds);

    /// <summary>Makes the current or the next wait return. The only member that any thread may call.</summary>
    void Wake();
}
