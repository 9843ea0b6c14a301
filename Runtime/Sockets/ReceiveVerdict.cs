using System.Globalization;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// States the likely causes of a receive that does not end, the likeliest first, each with its remedy, as clauses for
/// messages.
/// </summary>
internal static class ReceiveVerdict
{
    private const string BufferCause = "most often because its receive buffer was full; receive faster or set a larger "
        + "receive_buffer_size";

    private const string ChecksumRemedy =
        "look for the program or the device on the path that damages datagrams";

    private const int MaxCauses = 3;
    private const int MaxStrangers = 2;

    /// <summary>Returns the clauses about a socket. Each begins with "; ".</summary>
    internal static string Of(ReceiveFacts facts) =>
        facts.Local is { Port: 0 } && facts.Exchange is not { Refusal: not null }
            ? "; the socket is not bound, so nobody can send to it; bind it first"
            : Arrivals(facts.Received) + string.Concat(Causes(facts).Take(MaxCauses));

    /// <summary>Returns the clause about the number of received datagrams.</summary>
    internal static string Arrivals(long count) => count switch
    {
        0 => "; the socket has received nothing so far",
        1 => "; the socket has received one datagram so far",
        _ => string.Create(CultureInfo.InvariantCulture, $"; the socket has received {count} datagrams so far"),
    };

    /// <summary>
    /// Returns a clause about the datagrams that the kernel dropped at the socket, or "" if it dropped none.
    /// </summary>
    /// <param name="drops">The drops that SO_MEMINFO reports, or a negated errno if the number is unknown.</param>
    /// <param name="areChecksums">True if the dropped datagrams had wrong checksums.</param>
    internal static string OfDrops(int drops, bool areChecksums) => drops switch
    {
        <= 0 => "",
        1 => "; the kernel has dropped one datagram at this socket so far, " + (areChecksums
            ? "because the checksum of the datagram was wrong; " + ChecksumRemedy
            : BufferCause),
        _ => string.Create(
            CultureInfo.InvariantCulture, $"; the kernel has dropped {drops} datagrams at this socket so far, ")
            + (areChecksums
                ? "because the checksums of the datagrams were wrong; " + ChecksumRemedy
                : BufferCause),
    };

    /// <summary>Returns the causes, the likeliest first.</summary>
    private static IEnumerable<string> Causes(ReceiveFacts facts)
    {
        var drops = OfDrops(facts.Drops, facts.AreDropsChecksums);
        if (facts.Exchange is not { } exchange)
        {
            return [drops];
        }

        if (exchange.LateBy is { } late)
        {
            return
            [
                $"; an answer from {exchange.Asked} was received {Seconds(late)} after the time limit: wait longer",
                drops,
            ];
        }

        var found = Found(facts, exchange).Where(static clause => clause.Length > 0).ToList();
        IEnumerable<string> all = found.Count > 0
            ? [.. found, OfQueue(facts), drops, OfName(facts)]
            : [OfQueue(facts), OfSilence(facts, exchange), drops, OfName(facts)];
        return all.Prepend(OfLateness(exchange)).Where(static clause => clause.Length > 0);
    }

    /// <summary>Returns the causes that explain the silence, or "" for each other cause.</summary>
    private static IEnumerable<string> Found(ReceiveFacts facts, ExchangeFacts exchange) =>
    [
        exchange.Report is not { } report ? ""
            : report.IsRefusal ? OfRefusal(facts, report.About, report.Errno)
            : OfReport(report, Ago(facts, report.Since)),
        exchange.Refusal is { } refusal ? OfRefusal(facts, refusal.To, refusal.Errno) : "",
        facts.Sibling is { } sibling
            ? SiblingVerdict.Of(sibling, exchange.Asked, facts, Ago(facts, sibling.Since))
            : "",
        OfStrangers(exchange),
    ];

    /// <summary>Returns the clause about the receive queue. The sender of the datagram is not known.</summary>
    private static string OfQueue(ReceiveFacts facts) => facts.Queued is { } queued
        ? $"; a datagram of {Bytes(queued)} is in the receive queue now: receive again"
        : "";

    private static string OfLateness(ExchangeFacts exchange) => exchange.PreviousLateBy is { } late
        ? $"; the answer to the previous request was received {Seconds(late)} after its time limit: wait longer"
        : "";

    /// <param name="report">The report.</param>
    /// <param name="ago">The words that say when the report arrived.</param>
    private static string OfReport(ReportFacts report, string ago)
    {
        var reporter = report.Icmp?.Offender is { } offender ? offender.ToString() : "the network";
        var beginning = $"; {reporter} reported {ago}";
        var about = report.About;
        var icmp = report.Icmp is { } message
            ? string.Create(CultureInfo.InvariantCulture, $" (ICMP type {message.Type}, code {message.Code})")
            : "";
        return beginning + report.Errno switch
        {
            Errno.ECONNREFUSED => $" that the port of {Name(about)} is unreachable{icmp}: start a program there, or "
                + "correct the address and the port",
            _ when report.IsOfFilter => $" that a filter rejects the datagrams to {Name(about)}{icmp}: change the "
                + "filter, or correct the address and the port",
            Errno.EHOSTUNREACH or Errno.EHOSTDOWN => $" that the host of {Name(about)} is unreachable{icmp}: correct "
                + "the address, or look for a filter on the path",
            Errno.ENETUNREACH or Errno.ENONET => $" that the network of {Name(about)} is unreachable{icmp}: correct "
                + "the address, or add a route",
            Errno.EMSGSIZE => $" that a datagram is too long for the path to {Name(about)}{icmp}: send shorter "
                + "datagrams",
            var errno => $" about {Name(about)}: {Words(errno)}{icmp}",
        };
    }

    private static string OfRefusal(ReceiveFacts facts, IpEndpoint? to, int errno)
    {
        var remedy = errno == Errno.EINVAL && facts.Local is { Address.IsLoopback: true } local
            ? $"the socket is bound to {local}, from where only this machine can be reached; bind it to another address"
            : Remedies.For(ErrorCategory.System, errno, "send_to", to?.Address.ToString());
        return $"; the last datagram, to {Name(to)}, was not sent, because of {Words(errno)}"
            + (remedy is null ? "" : ": " + remedy);
    }

    private static string OfStrangers(ExchangeFacts exchange)
    {
        if (exchange.Strangers.Count == 0)
        {
            return "";
        }

        var names = exchange.Strangers.Take(MaxStrangers).Select(static stranger => stranger.Sender.ToString());
        var senders = exchange.Strangers.Count > MaxStrangers
            ? string.Join(", ", names) + " and others"
            : string.Join(" and ", names);
        var count = exchange.Strangers.Sum(static stranger => (long)stranger.Count);
        var least = exchange.StrangersAreAtLeast ? "at least " : "";
        return $"; {least}{Datagrams(count)} arrived from {senders}, but the socket sent to {exchange.Asked}: the peer "
            + "may answer from another endpoint, so accept its datagrams from there, or make the peer answer from the "
            + "endpoint that was asked";
    }

    /// <summary>Returns the clause about an address of the other family that was not asked.</summary>
    private static string OfName(ReceiveFacts facts)
    {
        if (facts.Name is not { } name)
        {
            return "";
        }

        var (family, option) = name.Address.IsV6 ? ("IPv6", "\"v6\"") : ("IPv4", "\"v4\"");
        var remedy = name.NeedsSocket ? $"open a socket with {option}, and send there" : "send there, too";
        return $"; the name {name.Name} also has the {family} address {name.Address}, where this socket has sent "
            + $"nothing: {remedy}";
    }

    private static string OfSilence(ReceiveFacts facts, ExchangeFacts exchange) => exchange switch
    {
        { Asked: { } asked, Unanswered: > 0 } =>
            $"; the socket sent {(exchange.IsAtLeast ? "at least " : "")}{Datagrams(exchange.Unanswered)} to {asked}, "
                + $"{(exchange.Unanswered == 1 ? "" : "the last ")}{Ago(facts, exchange.SinceAsked)}, without an answer"
                + $"{Others(exchange.OthersAsked)}{Advice(facts, exchange)}",
        { LastSender: { } sender } =>
            $"; the last datagram was received from {sender} {Ago(facts, exchange.SinceReceived)}, and the socket has "
                + "sent nothing since: send the next request, or wait longer",
        { Sent: > 0 } => $"; the socket sent {Datagrams(exchange.Sent)}, which the recorder has not kept",
        _ when facts.Peer is { } peer =>
            $"; the socket has sent nothing to its peer {peer}: send a request first, or make the peer send",
        _ => "; the socket has sent nothing: send a request first, or make the peer send to "
            + Destination(facts.Local),
    };

    private static string Others(int count) => count switch
    {
        0 => "",
        1 => ", and one more endpoint has not answered",
        _ => string.Create(CultureInfo.InvariantCulture, $", and {count} more endpoints have not answered"),
    };

    private static string Advice(ReceiveFacts facts, ExchangeFacts exchange) => exchange switch
    {
        { Asked: { } asked, IsGroup: false } when facts.Peer is { } peer && !SiblingVerdict.IsSame(peer, asked) =>
            $": this socket is connected to {peer}, so the kernel drops the datagrams of {asked}; connect to {asked}, "
                + "or disconnect",
        { IsGroup: true } when facts.Peer is { } peer =>
            $": this socket is connected to {peer}, so the kernel drops answers from other endpoints; disconnect, and "
                + "use send_to",
        { HasAnswered: true } =>
            ", although an earlier one was answered: send the request again, because datagrams can be lost",
        { IsGroup: true, Asked.Address.IsMulticast: true } => ": make sure that a program there has joined the group, "
            + "and set multicast_interface to the interface that leads there",
        { IsGroup: true } => ": make sure that a program answers broadcasts there",
        _ => ": make sure that a program answers there" + Reports(facts),
    };

    private static string Reports(ReceiveFacts facts) =>
        facts.ReportsErrors ? "" : ", or set the option receive_errors, which shows reports by ICMP";

    private static string Destination(IpEndpoint? local) => local switch
    {
        null => "this socket",
        { Address.IsUnspecified: true, Port: var port } =>
            string.Create(CultureInfo.InvariantCulture, $"port {port} of this machine"),
        { Address.IsLoopback: true } => $"{local}, which only this machine can reach",
        _ => local.ToString()!,
    };

    private static string Datagrams(long count) => count == 1
        ? "one datagram"
        : string.Create(CultureInfo.InvariantCulture, $"{count} datagrams");

    /// <summary>Returns a length with its unit.</summary>
    internal static string Bytes(int count) => string.Create(
        CultureInfo.InvariantCulture, $"{count} {(count == 1 ? "byte" : "bytes")}");

    private static string Ago(ReceiveFacts facts, double seconds) =>
        Seconds(seconds) + (facts.HasEnded ? " before the time limit" : " ago");

    /// <summary>Returns a time in whole milliseconds with its unit.</summary>
    internal static string Seconds(double seconds) => seconds < 0.0005
        ? "less than 0.001 s"
        : string.Create(CultureInfo.InvariantCulture, $"{seconds:0.###} s");

    private static string Name(IpEndpoint? endpoint) => endpoint?.ToString() ?? "the peer";

    /// <summary>Returns the text of an errno with its symbol.</summary>
    internal static string Words(int errno) =>
        LuaError.System(errno).Message + (Errno.Symbol(errno) is { } symbol ? $" ({symbol})" : "");
}
