namespace Moonwire.Runtime.Loop;

/// <summary>
/// Predicts whether a receive would find a datagram although the kernel has not reported input. It is a two-bit
/// counter. While it predicts failure, it still allows occasional tries, at growing intervals. It is a struct inside
/// the socket, because with very many sockets, access to a separate object would be a cache miss.
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
