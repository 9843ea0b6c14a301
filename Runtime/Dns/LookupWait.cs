using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Dns;

/// <summary>The wait of a fiber for the answer to a query.</summary>
public abstract class LookupWait : Wait
{
    private readonly QueryLookup? _lookup;

    /// <summary>
    /// Answers a numeric query at once. For any other query, starts a lookup, and the caller must then park the running
    /// fiber.
    /// </summary>
    protected LookupWait(NameResolver resolver, NameQuery query)
        : base(WaitTraits.External)
    {
        if (query.IsNumeric)
        {
            Take(query, query.Ask());
            return;
        }

        _lookup = new QueryLookup(this, query, resolver);
        resolver.Start(_lookup);
    }

    /// <summary>True if the query was answered at once.</summary>
    public bool IsAnswered => _lookup is null;

    /// <summary>The endpoints of the answer. Empty if the query failed.</summary>
    protected IReadOnlyList<NamedEndpoint> Found { get; private set; } = [];

    protected internal override void Withdraw() => _lookup?.Drop();

    private void Take(NameQuery query, NameAnswer answer)
    {
        Found = answer.Found;
        Error = answer.Error is { } error ? query.Explain(error) : null;
    }

    private sealed class QueryLookup(LookupWait wait, NameQuery query, NameResolver resolver) : Lookup
    {
        private NameAnswer? _answer;

        internal override bool IsLocal => query.IsLocal;

        internal override void Work() => _answer = query.Ask();

        protected override void Finish()
        {
            wait.Take(query, _answer!);
            KeepNames();
            resolver.Loop.Fibers.Wake(wait);
        }

        private void KeepNames()
        {
            if (query.Name is not { } name || wait.Found.Count == 0)
            {
                return;
            }

            var addresses = new IpAddress[wait.Found.Count];
            for (var i = 0; i < addresses.Length; i++)
            {
                addresses[i] = wait.Found[i].Endpoint.Address;
            }

            resolver.Known?.Keep(name, addresses);
        }
    }
}
