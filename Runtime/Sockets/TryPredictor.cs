namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Guesses whether a receive that is tried at once, before anything is known of the socket's input, will get a
/// datagram: a two-bit counter, with a probe now and then while it says no.
/// </summary>
internal sealed class TryPredictor
{
    private const int Most = 3;
    private const int Confident = 2;
    private const int ProbeEvery = 16;

    private int _confidence = Confident;
    private int _skipped;

    internal bool ShouldTry()
    {
        if (_confidence >= Confident)
        {
            return true;
        }

        if (++_skipped < ProbeEvery)
        {
            return false;
        }

        _skipped = 0;
        return true;
    }

    internal void Learn(bool succeeded) =>
        _confidence = succeeded ? Most : Math.Max(0, _confidence - 1);
}
