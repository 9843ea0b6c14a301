namespace Moonwire.Runtime.Sockets;

/// <summary>Gathers the facts about a receive from the state of the socket and from the recordings.</summary>
internal static class ReceiveFactsReader
{
    /// <summary>Returns the facts. The loop's thread only.</summary>
    /// <remarks>
    /// A report, which may be about thousands of waits, searches other sockets only if there are few of them.
    /// </remarks>
    /// <param name="pool">The pool of the sockets.</param>
    /// <param name="socket">The socket, which may be closed.</param>
    /// <param name="received">The number of datagrams that the socket had received.</param>
    /// <param name="end">The end of the receive, or the current state.</param>
    /// <param name="hasEnded">True if a time limit has ended the receive.</param>
    internal static ReceiveFacts Read(
        UdpSocketPool pool, OpenSocket socket, long received, in ReceiveEnd end, bool hasEnded)
    {
        var state = socket.State;
        var exchange = ExchangeReader.Of(socket, end);
        var mayReadOthers = exchange is not null && (hasEnded || pool.OpenSockets <= SiblingReader.MaxSockets);
        var facts = new ReceiveFacts
        {
            HasEnded = hasEnded,
            Local = state.Local,
            Peer = end.Peer,
            Received = received,
            ReportsErrors = socket.Reports.AreReceived || socket.Silent.IsOn,
            Drops = state.Drops,
            AreDropsChecksums = state.Drops > 0 && DropCauses.AreChecksums(state.Drops, socket.Family),
            Queued = hasEnded && state.HasQueued ? state.Queued : null,
            Exchange = exchange,
            Sibling = mayReadOthers && state.Local is { Port: not 0 } local
                ? new SiblingReader(pool, socket, local, end).Read(exchange!)
                : null,
        };
        return mayReadOthers ? facts with { Name = NameReader.Read(pool, facts) } : facts;
    }
}
