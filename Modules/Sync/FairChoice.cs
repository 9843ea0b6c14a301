namespace Moonwire.Modules.Sync;

/// <summary>
/// Makes random choices with equal chances (xorshift, Marsaglia 2003). The seed is fixed, so that each run of a program
/// makes equal choices.
/// </summary>
internal sealed class FairChoice
{
    private uint _state = 2463534242;

    /// <summary>Returns a number from 0 to <paramref name="count"/> - 1.</summary>
    internal int Among(int count)
    {
        if (count == 1)
        {
            return 0;
        }

        _state ^= _state << 13;
        _state ^= _state >> 17;
        _state ^= _state << 5;
        return (int)(((ulong)_state * (uint)count) >> 32);
    }
}
