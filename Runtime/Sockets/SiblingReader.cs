using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Finds out from the recordings and the state of the program's other sockets, and from the kernel's tables, why a
/// socket receives nothing.
/// </summary>
/// <param name="pool">The pool of the sockets.</param>
/// <param name="socket">The socket that receives nothing.</param>
/// <param name="local">The local endpoint of the socket.</param>
/// <param name="end">The end of the receive.</param>
internal sealed class SiblingReader(UdpSocketPool pool, OpenSocket socket, IpEndpoint local, ReceiveEnd end)
{
    /// <summary>
    /// The maximum number of other open sockets, and of other closed sockets, that are searched. It bounds the time of
    /// a text in a program with thousands of sockets.
    /// </summary>
    internal const int MaxSockets = 64;

    private readonly int _number = socket.Recording?.Ring?.Number ?? int.MaxValue;

    /// <summary>Returns the fact that explains most, or null.</summary>
    internal SiblingFacts? Read(ExchangeFacts exchange)
    {
        var open = pool.LastOpened(MaxSockets).Select(static other => other.Recording?.Ring).OfType<DatagramRing>();
        var since = exchange.Unanswered > 0 ? end.Time - (long)(exchange.SinceFirstAsked * 1e9) : 0;
        var recordings = pool.Recorder!.ClosedRings.Concat(open)
            .Where(ring => ring != socket.Recording?.Ring && ring.LastTime >= since)
            .OrderByDescending(static ring => ring.Number)
            .Select(ring => new SeenRecording(ring, Until(SeenDatagrams.Of(ring))));
        if (exchange is { Asked: { } asked, Unanswered: > 0 })
        {
            var all = recordings.Where(static recording => recording.Events.Count > 0).ToList();
            return OfPeer(asked, since, all) ?? OfAnswers(asked, since, all)
                ?? OfQueues(asked) ?? OfNobody(exchange, asked)
                ?? OfSharedEndpoint();
        }

        return exchange is { Sent: 0, LastSender: null }
            ? OfOtherAddress(recordings) ?? OfSharedEndpoint()
            : null;
    }

    private List<SeenDatagram> Until(IEnumerable<SeenDatagram> events) =>
        [.. events.Where(e => e.Sequence <= end.Sequence)];

    /// <summary>Returns the fact about the socket that is the peer, if it was used.</summary>
    private SiblingFacts? OfPeer(IpEndpoint asked, long since, List<SeenRecording> all)
    {
        foreach (var (_, events) in all)
        {
            var request = events.FindLast(e => e.Kind == RecordKind.Received && e.Time >= since && IsFrom(e, asked));
            if (request is not null)
            {
                var answer = events.Find(e => e.Sequence > request.Sequence && e.IsSent && IsToThis(e));
                return answer is not null
                    ? new(SiblingRole.Answered, answer.Local, Since(answer))
                    : new(SiblingRole.HasNotAnswered, request.Local, Since(request));
            }
        }

        return null;
    }

    /// <summary>Returns true if this socket sent the datagram to the endpoint.</summary>
    private bool IsFrom(SeenDatagram received, in IpEndpoint asked) =>
        IsToThis(received) && received.Local is { } at && at.Port == asked.Port;

    /// <summary>Returns true if the other endpoint of the datagram is this socket.</summary>
    private bool IsToThis(SeenDatagram seen) => seen.Remote is { } remote && Covers(local, remote);

    /// <summary>Returns the fact about a socket that the peer has answered.</summary>
    private SiblingFacts? OfAnswers(IpEndpoint asked, long since, List<SeenRecording> all)
    {
        foreach (var (ring, events) in all)
        {
            var answer = events.FindLast(
                e => e.Kind == RecordKind.Received && e.Time >= since && e.IsAbout(asked));
            if (answer is not null)
            {
                var hasAsked = events.Exists(e => e.IsSent && e.Sequence < answer.Sequence && e.IsAbout(asked));
                var role = !hasAsked ? SiblingRole.GotAnswer
                    : ring.Number > _number ? SiblingRole.IsAnsweredAndNewer
                    : SiblingRole.IsAnswered;
                return new(role, answer.Local, Since(answer));
            }
        }

        return null;
    }

    /// <summary>Returns the fact about the socket that is the peer, if it has received nothing.</summary>
    private SiblingFacts? OfQueues(IpEndpoint asked)
    {
        if (!IsOfThisMachine(asked))
        {
            return null;
        }

        foreach (var (other, at) in Others().Where(other => Covers(other.At, asked)))
        {
            var state = other.State;
            if (state.Queued > 0)
            {
                return new(SiblingRole.HasUnread, at, Count: state.Queued);
            }

            if (state.Drops > 0)
            {
                return new(SiblingRole.HasDrops, at, Count: state.Drops);
            }
        }

        var closed = pool.Recorder!.ClosedRings.LastOrDefault(
            ring => SeenDatagrams.LocalOf(ring) is { } was && Covers(was, asked));
        return closed is null || Others().Any(other => Covers(other.At, asked))
            ? null
            : new(SiblingRole.IsClosed, null);
    }

    /// <summary>
    /// Returns the fact that no program of this machine has the peer's endpoint, unless the network has reported a
    /// cause.
    /// </summary>
    private static SiblingFacts? OfNobody(ExchangeFacts exchange, in IpEndpoint asked) =>
        exchange.Report is null && IsOfThisMachine(asked) && BoundPorts.Has(SeenDatagram.Plain(asked)) == false
            ? new(SiblingRole.IsNobody, null)
            : null;

    /// <summary>Returns the fact about a socket with the local endpoint of this socket.</summary>
    /// <remarks>A connected socket gets only the datagrams of its peer.</remarks>
    private SiblingFacts? OfSharedEndpoint() => Others().FirstOrDefault(other => other.Socket.Peer is null
        && (Covers(other.At, local) || Covers(local, other.At))) is { } found
            ? new(SiblingRole.SharesEndpoint, found.At)
            : null;

    /// <summary>Returns the fact about a socket that sent to the port of this socket, but to another address.</summary>
    private SiblingFacts? OfOtherAddress(IEnumerable<SeenRecording> all)
    {
        foreach (var (_, events) in all)
        {
            var sent = events.FindLast(e => e.IsSent && e.Remote is { } to && to.Port == local.Port && !Hears(to));
            if (sent is { Remote: { } to })
            {
                return new(SiblingRole.SentToOtherAddress, sent.Local, Since(sent), to);
            }
        }

        return null;
    }

    /// <summary>Returns true if this socket receives datagrams to the address.</summary>
    private bool Hears(in IpEndpoint to) =>
        to.Address.IsMulticast || to.Address == IpAddress.BroadcastV4 || Covers(local, to)
        || !IsOfThisMachine(to);

    private static bool IsOfThisMachine(in IpEndpoint endpoint)
    {
        var address = SeenDatagram.Plain(endpoint).Address;
        return address.IsLoopback || NetworkInterfaces.TryIndexOf(address, out _);
    }

    /// <summary>Returns other open sockets with their local endpoints.</summary>
    private IEnumerable<Sibling> Others() =>
        pool.LastOpened(MaxSockets).Where(other => other != socket)
            .Select(static other => new Sibling(other, other.LocalOrNull() ?? default))
            .Where(static other => other.At.Port != 0);

    private double Since(SeenDatagram seen) => Math.Max(0, (end.Time - seen.Time) / 1e9);

    /// <summary>Returns true if a socket with a local endpoint receives datagrams to an endpoint.</summary>
    private static bool Covers(in IpEndpoint at, in IpEndpoint to)
    {
        var from = SeenDatagram.Plain(to);
        return at.Port == to.Port && (at.Address.IsUnspecified
            ? at.Address.IsV6 || !from.Address.IsV6
            : SeenDatagram.Plain(at) == from);
    }

    /// <summary>A recording and its events until the end of the receive.</summary>
    private sealed record SeenRecording(DatagramRing Ring, List<SeenDatagram> Events);

    /// <summary>Another open socket and its local endpoint.</summary>
    private sealed record Sibling(OpenSocket Socket, IpEndpoint At);
}
