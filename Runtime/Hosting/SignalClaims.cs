using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Hosting;

/// <summary>The signals that a script handles itself, so that the program's own answer to them does not come. Any thread.</summary>
public sealed class SignalClaims
{
    private readonly Lock _gate = new();
    private readonly HashSet<PosixSignal> _claimed = [];

    /// <param name="signal">One of the named ones, or the system's number.</param>
    public void Claim(PosixSignal signal)
    {
        lock (_gate)
        {
            _ = _claimed.Add(signal);
        }
    }

    public void GiveUp(PosixSignal signal)
    {
        lock (_gate)
        {
            _ = _claimed.Remove(signal);
        }
    }

    public bool Includes(PosixSignal signal)
    {
        lock (_gate)
        {
            return _claimed.Contains(signal);
        }
    }
}
