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
        var since = exchange.Unanswered > 0 ? end.Time - (long)(exchange.SinceFirstAsked * 1e9) : socket.OpenedAt;
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
        foreach (var (ring, events) in all)
        {
            var request = events.FindLast(e => e.Kind == RecordKind.Received && e.Time >= since && IsFrom(e, asked));
            if (request is not null)
            {
                return OfRequest(ring, events, request);
            }
        }

        return null;
    }

    /// <summary>Returns the fact about the events of the peer after it received a request.</summary>
    private SiblingFacts? OfRequest(DatagramRing ring, List<SeenDatagram> events, SeenDatagram request)
    {
        var later = events.FindAll(e => e.Sequence > request.Sequence);
        if (later.Find(e => IsRefused(e) && (e.Remote is null || IsToThis(e))) is { } refused)
        {
            return new(SiblingRole.WasRefused, request.Local, Since(request), Errno: refused.Errno);
        }

        if (later.Find(e => e.IsSent && IsToThis(e)) is { } answer)
        {
            return new(SiblingRole.Answered, answer.Local, Since(answer));
        }

        var all = SeenDatagrams.Of(ring);
        if (ring.Total != all.Count && events.IndexOf(request) < Recorder.First)
        {
            return null; // the events after the request are no longer recorded
        }

        if (all.FirstOrDefault(e => e.Sequence > end.Sequence && e.IsSent && IsToThis(e)) is { } late)
        {
            return new(SiblingRole.AnsweredLate, late.Local, Math.Max(0, (late.Time - end.Time) / 1e9));
        }

        return later.Find(static e => e is { IsSent: true, Remote: not null }) is { } sent
            ? new(SiblingRole.SentElsewhere, sent.Local, Since(request), sent.Remote, sent.Length)
            : new(SiblingRole.HasNotAnswered, request.Local, Since(request));
    }

    /// <summary>Returns true if the kernel has refused the datagram, also if it was held for a batch.</summary>
    private static bool IsRefused(SeenDatagram seen) => seen.Errno != 0
        && (seen.Kind == RecordKind.Sent
            || (seen is { Kind: RecordKind.Report, Icmp: null } && !PendingErrors.MayBe(seen.Errno)));

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

        foreach (var other in OthersAtEnd().Where(other => Covers(other.At, asked)))
        {
            var state = other.State;
            if (state.HasQueued)
            {
                var role = other.Socket is null ? SiblingRole.HadUnread : SiblingRole.HasUnread;
                return new(role, other.At, Count: state.Queued);
            }

            if (state.Drops > 0)
            {
                return new(SiblingRole.HasDrops, other.At, Count: state.Drops);
            }
        }

        var closed = pool.Recorder!.ClosedRings.LastOrDefault(
            ring => SeenDatagrams.LocalOf(ring) is { } was && Covers(was, asked));
        return closed is null || closed.ClosedAt > end.Time || WasOpen(asked)
            || BoundPorts.Has(SeenDatagram.Plain(asked)) == true // another program has the port now
            ? null
            : new(SiblingRole.IsClosed, null);
    }

    /// <summary>
    /// Returns true if a socket of this program may have had the endpoint at the end of the receive or later.
    /// </summary>
    private bool WasOpen(IpEndpoint asked) =>
        !pool.Closed.HasAllAfter(end.Time) || Others().Any(other => Covers(other.At, asked));

    /// <summary>
    /// Returns the fact that no program of this machine has the peer's endpoint, unless the network has reported a
    /// cause.
    /// </summary>
    private SiblingFacts? OfNobody(ExchangeFacts exchange, in IpEndpoint asked) =>
        exchange.Report is null && IsOfThisMachine(asked) && !WasOpen(asked)
            && BoundPorts.Has(SeenDatagram.Plain(asked)) == false
            ? new(SiblingRole.IsNobody, null)
            : null;

    /// <summary>Returns the fact about a socket with the local endpoint of this socket.</summary>
    /// <remarks>A connected socket gets only the datagrams of its peer.</remarks>
    private SiblingFacts? OfSharedEndpoint() => OthersAtEnd().FirstOrDefault(other => other.Peer is null
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

    /// <summary>Returns true if the address is an address of this machine.</summary>
    internal static bool IsOfThisMachine(in IpEndpoint endpoint)
    {
        var address = SeenDatagram.Plain(endpoint).Address;
        return address.IsLoopback || NetworkInterfaces.TryIndexOf(address, out _);
    }

    /// <summary>
    /// Returns the other sockets that are open, or were closed after the end of the receive.
    /// </summary>
    private IEnumerable<Sibling> Others() =>
        pool.LastOpened(MaxSockets).Where(other => other != socket)
            .Select(static other => new Sibling(
                other.LocalOrNull() ?? default, other.Peer, other.OpenedAt, other, null))
            .Concat(pool.Closed.After(end.Time)
                .Where(closed => closed != socket.Kept)
                .Select(static closed => new Sibling(closed.At, closed.Peer, closed.OpenedAt, null, closed.State)))
            .Where(static other => other.At.Port != 0);

    /// <summary>Returns the other sockets that were open at the end of the receive.</summary>
    private IEnumerable<Sibling> OthersAtEnd() => Others().Where(other => other.OpenedAt <= end.Time);

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

    /// <summary>Another socket, which is null if it was closed, with its last state.</summary>
    private sealed record Sibling(
        IpEndpoint At, IpEndpoint? Peer, long OpenedAt, OpenSocket? Socket, SocketState? Last)
    {
        internal SocketState State => Last ?? Socket!.State;
    }
}
