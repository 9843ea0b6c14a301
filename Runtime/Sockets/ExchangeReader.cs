using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>Finds out from a recording what was sent, what was answered, and what was reported.</summary>
internal sealed class ExchangeReader
{
    private readonly DatagramRing? _ring;
    private readonly ReceiveEnd _end;
    private readonly IpEndpoint? _peer;
    private readonly bool _mayBroadcast;
    private readonly IReadOnlyList<SeenDatagram> _all;

    /// <summary>The events until the end of the receive.</summary>
    private readonly List<SeenDatagram> _before;

    private ExchangeReader(SocketRecording recording, OpenSocket socket, ReceiveEnd end)
    {
        _ring = recording.Ring;
        _end = end;
        _peer = end.Peer;
        _mayBroadcast = socket.State.MayBroadcast;
        _all = SeenDatagrams.Of(_ring);
        _before = [.. _all.Where(e => e.Sequence <= end.Sequence)];
    }

    /// <summary>Returns the facts as of the end of the receive, or null without a recorder.</summary>
    internal static ExchangeFacts? Of(OpenSocket socket, in ReceiveEnd end) =>
        socket.Recording is { } recording ? new ExchangeReader(recording, socket, end).Read() : null;

    private ExchangeFacts Read()
    {
        var received = _before.FindLast(static e => e.Kind == RecordKind.Received) ?? SeenDatagram.None;
        var facts = new ExchangeFacts
        {
            Sent = _end.Sent,
            Refusal = Refusal(),
            LastSender = received.Remote,
            SinceReceived = Since(received),
        };
        var open = OpenRequests();
        return open.Count > 0 ? WithAsked(facts, open[0], open.Count - 1) : facts;
    }

    /// <summary>
    /// Returns the last unanswered datagram to each destination that has not answered its last datagram, the last
    /// destination first.
    /// </summary>
    private List<SeenDatagram> OpenRequests()
    {
        var open = new List<SeenDatagram>();
        var senders = new HashSet<IpEndpoint>();
        var known = new HashSet<IpEndpoint>();
        for (var i = _before.Count - 1; i >= 0; i--)
        {
            if (_before[i] is not { Remote: { } remote } seen)
            {
                continue;
            }

            var other = SeenDatagram.Plain(remote);
            if (seen.Kind == RecordKind.Received)
            {
                _ = senders.Add(other);
            }
            else if (seen.IsSent && known.Add(other)
                && !(AnybodyMayAnswer(remote) ? senders.Count > 0 : senders.Contains(other)))
            {
                open.Add(seen);
            }
        }

        return open;
    }

    private ExchangeFacts WithAsked(ExchangeFacts facts, SeenDatagram last, int others)
    {
        var asked = last.Remote!.Value;
        var answer = _before.FindLast(e => IsAnswer(e, asked)) ?? SeenDatagram.None;
        var unanswered = _before.FindAll(e => e.IsSent && e.Sequence > answer.Sequence && e.IsAbout(asked));
        if (unanswered.Count == 0)
        {
            return facts;
        }

        var isComplete = answer.Sequence > 0 || _ring!.Total == _all.Count;
        var isAlone = _before.TrueForAll(e => e.IsSent && e.IsAbout(asked));
        var since = _before.Where(e => e.Sequence > unanswered[0].Sequence);
        return facts with
        {
            Asked = asked,
            IsGroup = AnybodyMayAnswer(asked),
            Unanswered = isComplete || !isAlone ? unanswered.Count : _end.Sent,
            IsAtLeast = !isComplete && !isAlone,
            OthersAsked = others,
            SinceAsked = Since(last),
            SinceFirstAsked = Since(unanswered[0]),
            HasAnswered = answer.Sequence > 0,
            Strangers = Strangers(since, asked),
            StrangersAreAtLeast = _ring!.Total != _all.Count,
            Report = ReportIn(since, asked),
            LateBy = Lateness(_end.Sequence, _end.Time, asked, long.MaxValue),
            PreviousLateBy = _end.PreviousSequence > 0
                ? Lateness(_end.PreviousSequence, _end.PreviousTime, asked, _end.Sequence)
                : null,
        };
    }

    /// <summary>
    /// Returns the time from a time limit to the first answer afterwards, or null if the socket sent another datagram
    /// to the peer before, or if no unanswered datagram preceded the limit.
    /// </summary>
    private double? Lateness(long sequence, long time, IpEndpoint asked, long until)
    {
        var earlier = _all.LastOrDefault(e => e.Sequence <= sequence && IsExchange(e, asked));
        var next = _all.FirstOrDefault(e => e.Sequence > sequence && e.Sequence <= until && IsExchange(e, asked));
        return earlier is { IsSent: true } && next is { Kind: RecordKind.Received } ? (next.Time - time) / 1e9 : null;
    }

    private bool IsExchange(SeenDatagram seen, in IpEndpoint asked) =>
        (seen.IsSent && seen.IsAbout(asked)) || IsAnswer(seen, asked);

    private bool IsAnswer(SeenDatagram seen, in IpEndpoint asked) =>
        seen is { Kind: RecordKind.Received, Remote: not null } && (AnybodyMayAnswer(asked) || seen.IsAbout(asked));

    /// <summary>
    /// Returns true for a multicast address. Also returns true for an address that may be a broadcast address, because
    /// the socket may send to such addresses.
    /// </summary>
    private bool AnybodyMayAnswer(in IpEndpoint asked) => asked.Address.IsMulticast
        || (_mayBroadcast && !asked.Address.IsV6 && !asked.Address.IsLoopback);

    private double Since(SeenDatagram seen) => Math.Max(0, (_end.Time - seen.Time) / 1e9);

    /// <summary>Returns the senders to which the socket has sent nothing, with the number of their datagrams.</summary>
    private List<Stranger> Strangers(IEnumerable<SeenDatagram> since, IpEndpoint asked)
    {
        var strangers = new List<Stranger>();
        foreach (var seen in since)
        {
            if (seen is not { Kind: RecordKind.Received, Remote: { } sender } || IsAnswer(seen, asked)
                || _before.Exists(e => e.IsSent && e.IsAbout(sender)))
            {
                continue;
            }

            var index = strangers.FindIndex(stranger => stranger.Sender == sender);
            if (index < 0)
            {
                strangers.Add(new Stranger(sender, 1));
            }
            else
            {
                strangers[index] = new Stranger(sender, strangers[index].Count + 1);
            }
        }

        return [.. strangers.OrderByDescending(static stranger => stranger.Count)];
    }

    /// <summary>
    /// Returns the last report about the destination. Otherwise returns the last report about another destination, if
    /// the report arrived after the last datagram was sent.
    /// </summary>
    private ReportFacts? ReportIn(IEnumerable<SeenDatagram> since, IpEndpoint asked)
    {
        var report = since.LastOrDefault(e => e.IsReport && (e.Remote is null || e.IsAbout(asked)));
        report ??= _before[^1] is { IsReport: true } last ? last : null;
        return report is null
            ? null
            : new ReportFacts(report.Remote ?? _peer, report.Errno, report.Icmp, Since(report));
    }

    private (IpEndpoint? To, int Errno)? Refusal() =>
        _before.FindLast(static e => e.Kind == RecordKind.Sent) is { Errno: not 0 and not Errno.ECONNREFUSED } refused
            ? (refused.Remote, refused.Errno)
            : null;
}
