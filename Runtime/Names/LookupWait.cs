using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Names;

/// <summary>A fiber that waits for the answer to a query. If it leaves, the answer is dropped.</summary>
public abstract class LookupWait : Wait
{
    private readonly QueryLookup _lookup;

    /// <summary>Starts asking; the caller parks the running fiber next.</summary>
    protected LookupWait(NameResolver resolver, NameQuery query)
    {
        _lookup = new QueryLookup(this, query, resolver.Loop);
        resolver.Start(_lookup);
    }

    public override bool IsExternal => true;

    /// <summary>What was found.</summary>
    protected IReadOnlyList<NamedEndpoint> Found { get; private set; } = [];

    protected internal override void Leave() => _lookup.Drop();

    private sealed class QueryLookup(LookupWait wait, NameQuery query, EventLoop loop) : Lookup
    {
        private NameAnswer? _answer;

        internal override void Work() => _answer = query.Ask();

        protected override void Finish()
        {
            wait.Found = _answer!.Found;
            wait.Error = _answer.Error is { } error ? query.Explain(error) : null;
            loop.Fibers.Wake(wait);
        }
    }
}
