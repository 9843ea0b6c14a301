using Moonwire.Runtime.Fibers;

namespace Moonwire.Runtime.Dns;

/// <summary>A fiber that waits for the answer to a query. If it gives up, the answer is dropped.</summary>
public abstract class LookupWait : Wait
{
    private readonly QueryLookup? _lookup;

    /// <summary>Asks at once where that takes no time, and starts asking otherwise; the caller parks the running fiber next.</summary>
    protected LookupWait(NameResolver resolver, NameQuery query)
        : base(WaitTraits.External)
    {
        if (query.IsNumeric)
        {
            Take(query, query.Ask());
            return;
        }

        _lookup = new QueryLookup(this, query, resolver.Loop);
        resolver.Start(_lookup);
    }

    /// <summary>True if the answer is there.</summary>
    public bool IsAnswered => _lookup is null;

    /// <summary>What was found.</summary>
    protected IReadOnlyList<NamedEndpoint> Found { get; private set; } = [];

    protected internal override void Withdraw() => _lookup?.Drop();

    private void Take(NameQuery query, NameAnswer answer)
    {
        Found = answer.Found;
        Error = answer.Error is { } error ? query.Explain(error) : null;
    }

    private sealed class QueryLookup(LookupWait wait, NameQuery query, EventLoop loop) : Lookup
    {
        private NameAnswer? _answer;

        internal override bool IsLocal => query.IsLocal;

        internal override void Work() => _answer = query.Ask();

        protected override void Finish()
        {
            wait.Take(query, _answer!);
            loop.Fibers.Wake(wait);
        }
    }
}
