namespace Moonwire.Runtime.Fibers;

/// <summary>
/// The description of a wait that a deadline has ended. The texts are made when they are needed, as of the end of the
/// wait.
/// </summary>
public abstract class WaitAccount
{
    /// <summary>Returns the text of <see cref="Wait.Describe"/>.</summary>
    public abstract string Describe();

    /// <summary>Returns the text of <see cref="Wait.Progress"/>.</summary>
    public abstract string Progress();

    /// <summary>
    /// Sets the time of the time limit that has ended the wait. The loop may end the wait some time after the limit.
    /// </summary>
    /// <param name="time">The time in nanoseconds of the monotonic clock.</param>
    internal virtual void EndedAt(long time)
    {
    }
}
