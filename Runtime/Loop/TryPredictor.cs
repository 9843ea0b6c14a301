namespace Moonwire.Runtime.Loop;

/// <summary>
/// Guesses whether a receive that is tried at once, before anything is known of the socket's input, will get a
/// datagram: a two-bit counter, with a probe now and then, less and less often, while it says no. A part of the socket: among
/// very many sockets, each further object that a datagram touches is one that the processor has to fetch.
/// </summary>
internal struct TryPredictor()
{
    private const int MaxConfidence = 3;
    private const int Confident = 2;
    private const int ProbeFirst = 16;
    private const int ProbeLast = 256;

    private int _confidence = Confident;
    private int _skipped;
    private int _probeEvery = ProbeFirst;

    internal bool ShouldTry()
    {
        if (_confidence >= Confident)
        {
            return true;
        }

        if (++_skipped < _probeEvery)
        {
            return false;
        }

        _skipped = 0;
        return true;
    }

    internal void Learn(bool succeeded)
    {
        if (succeeded)
        {
            _confidence = MaxConfidence;
            _probeEvery = ProbeFirst;
        }
        else if (_confidence > 0)
        {
            _confidence--;
        }
        else
        {
            _probeEvery = Math.Min(_probeEvery * 2, ProbeLast);
        }
    }
}
