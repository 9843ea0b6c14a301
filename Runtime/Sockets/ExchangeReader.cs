using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>Finds out from a recording what was sent, what was answered, and what was reported.</summary>
/// <param name="recording">The recording of the socket.</param>
/// <param name="end">The state when the receive ended, or the current state.</param>
/// <param name="peer">The connected peer, or null.</param>
internal sealed class ExchangeReader(SocketRecording recording, ReceiveEnd end, IpEndpoint? peer)
{
    private readonly IReadOnlyList<SeenDatagram> _all = SeenDatagrams.Of(recording.Ring);

    /// <summary>Returns the facts as of the end of the receive, or null without a recorder.</summary>
    internal static ExchangeFacts? Of(OpenSocket socket, in ReceiveEnd end) =>
        socket.Recording is { } recording ? new ExchangeReader(recording, end, socket.Peer).Read() : null;

    private ExchangeFacts Read()
    {
        var before = _all.Where(e => e.Sequence <= end.Sequence).ToList();
        var last = before.FindLast(static e => e.IsSent);
        var received = before.FindLast(static e => e.Kind == RecordKind.Received);
        var facts = new ExchangeFacts
        {
            Sent = end.Sent,
            Refusal = RefusalIn(before),
            LastSender = received.Remote,
            SinceReceived = Since(received),
        };
        return last.Remote is { } asked ? facts.Sent > 0 ? WithAsked(facts, before, asked, last) : facts : facts;
    }

    private ExchangeFacts WithAsked(
        ExchangeFacts facts, List<SeenDatagram> before, in IpEndpoint asked, in SeenDatagram last)
    {
        var to = asked;
        var answer = before.FindLast(e => e.Kind == RecordKind.Received && e.IsAnswerOf(to));
        var unanswered = before.FindAll(e => e.IsSent && e.Sequence > answer.Sequence && e.IsAbout(to));
        var first = unanswered.Count > 0 ? unanswered[0].Sequence : long.MaxValue;
        var isComplete = answer.Sequence > 0 || recording.Ring!.Total == _all.Count;
        var isAlone = before.TrueForAll(e => e.IsSent && e.IsAbout(to));
        return facts with
        {
            Asked = asked,
            Unanswered = isComplete || !isAlone ? unanswered.Count : end.Sent,
            IsAtLeast = !isComplete && !isAlone,
            SinceAsked = Since(last),
            SinceFirstAsked = unanswered.Count > 0 ? Since(unanswered[0]) : 0,
            HasAnswered = answer.Sequence > 0,
            Strangers = Strangers(before.Where(e => e.Sequence > first), before, to),
            Report = ReportIn(before.Where(e => e.Sequence > first), to),
            LateBy = unanswered.Count > 0 ? Lateness(end.Sequence, end.Time, to, long.MaxValue) : null,
            PreviousLateBy = end.PreviousSequence > 0
                ? Lateness(end.PreviousSequence, end.PreviousTime, to, end.Sequence)
                : null,
        };
    }

    /// <summary>
    /// Returns the time from a time limit to the first answer afterwards, or null if the socket sent another datagram
    /// to the peer before, or if no unanswered datagram preceded the limit.
    /// </summary>
    private double? Lateness(long sequence, long time, IpEndpoint asked, long until)
    {
        var earlier = _all.LastOrDefault(e => e.Sequence <= sequence
            && (e.IsSent && e.IsAbout(asked) || e.Kind == RecordKind.Received && e.IsAnswerOf(asked)));
        var next = _all.FirstOrDefault(e => e.Sequence > sequence && e.Sequence <= until
            && (e.IsSent && e.IsAbout(asked) || e.Kind == RecordKind.Received && e.IsAnswerOf(asked)));
        return earlier.IsSent && next.Kind == RecordKind.Received ? (next.Time - time) / 1e9 : null;
    }

    private double Since(in SeenDatagram seen) => Math.Max(0, (end.Time - seen.Time) / 1e9);

    private static List<(IpEndpoint Sender, int Count)> Strangers(
        IEnumerable<SeenDatagram> after, List<SeenDatagram> before, IpEndpoint asked) =>
    [
        .. after.Where(e => e.Kind == RecordKind.Received && e.Remote is not null && !e.IsAnswerOf(asked))
            .GroupBy(static e => e.Remote!.Value)
            .Where(sender => !before.Exists(e => e.IsSent && e.IsAbout(sender.Key)))
            .Select(static sender => (sender.Key, sender.Count()))
            .OrderByDescending(static sender => sender.Item2),
    ];

    private ReportFacts? ReportIn(IEnumerable<SeenDatagram> after, IpEndpoint asked)
    {
        var report = after.LastOrDefault(e => e.IsReport && (e.Remote is null || e.IsAbout(asked)));
        return report.Sequence == 0 ? null : new ReportFacts(report.Remote ?? peer, report.Errno, report.Icmp);
    }

    private static (IpEndpoint? To, int Errno)? RefusalIn(List<SeenDatagram> before) =>
        before.FindLast(static e => e.Kind == RecordKind.Sent) is { Errno: not 0 and not Errno.ECONNREFUSED } refused
            ? (refused.Remote, refused.Errno)
            : null;
}
