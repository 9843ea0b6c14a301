namespace Moonwire.Runtime.Loop;

/// <summary>
/// The sources that fibers wait for and that can be tried without knowing of input, longest waiting first. A try that
/// succeeds saves the loop a wait for readiness.
/// </summary>
internal sealed class WaitingSources
{
    /// <summary>How many sources are asked whether a try is likely to succeed.</summary>
    private const int Candidates = 4;

    private readonly LinkedList<ReadinessSource> _sources = new();

    internal void Add(ReadinessSource source)
    {
        if (source.WaitingNode.List is null)
        {
            _sources.AddLast(source.WaitingNode);
        }
    }

    internal void Remove(ReadinessSource source)
    {
        if (source.WaitingNode.List is not null)
        {
            _sources.Remove(source.WaitingNode);
        }
    }

    /// <summary>Tries the first source that is likely to have input, if any; true when a fiber was woken.</summary>
    internal bool TryFirst()
    {
        for (var i = Math.Min(Candidates, _sources.Count); i > 0; i--)
        {
            var source = _sources.First!.Value;
            if (source.IsLikelyReady())
            {
                return source.TryNow();
            }

            _sources.Remove(source.WaitingNode);
            _sources.AddLast(source.WaitingNode);
        }

        return false;
    }
}
