using System.Globalization;

namespace Moonwire.Runtime.Sockets;

/// <summary>States the part of another socket of the program in a receive that does not end, with the remedy.</summary>
internal static class SiblingVerdict
{
    /// <summary>Returns the clause, which begins with "; ".</summary>
    /// <param name="sibling">The fact about the other socket.</param>
    /// <param name="asked">The endpoint that the socket has asked, or null.</param>
    /// <param name="facts">The facts about the receive.</param>
    /// <param name="ago">The time of the event, such as "0.2 s ago".</param>
    internal static string Of(SiblingFacts sibling, IpEndpoint? asked, ReceiveFacts facts, string ago)
    {
        var own = facts.Local;
        var at = sibling.Socket?.ToString() ?? "another endpoint";
        var count = sibling.Count.ToString(CultureInfo.InvariantCulture);
        return sibling.Role switch
        {
            SiblingRole.GotAnswer => $"; a datagram from {asked} arrived at {at}, another socket of this program, "
                + $"{ago}: receive there, or send the request from that socket",
            SiblingRole.IsAnsweredAndNewer => $"; {asked} answered a newer socket of this program, {at}, {ago}: the "
                + "peer or a NAT may have forgotten the port of this socket, so open a new socket",
            SiblingRole.IsAnswered => $"; {asked} answered another socket of this program, {at}, {ago}: compare the "
                + "requests of the two sockets",
            SiblingRole.Answered when facts.Peer is { } peer && asked is { } other && !IsSame(peer, other) =>
                $"; the peer, which is a socket of this program at {at}, answered {ago}, but this socket is connected "
                    + $"to {peer}, so the kernel drops the datagrams of {asked}: connect to {asked}, or disconnect",
            SiblingRole.Answered => $"; the peer, which is a socket of this program at {at}, answered {ago}, but its "
                + $"answer did not arrive: its sender may not be {asked}, so answer with send_from, or bind the peer "
                + "to this address",
            SiblingRole.AnsweredLate => $"; the peer, which is a socket of this program at {at}, answered "
                + $"{ReceiveVerdict.Seconds(sibling.Since)} after the time limit: wait longer",
            SiblingRole.SentElsewhere => $"; the peer, which is a socket of this program at {at}, received the request "
                + $"{ago}, and then sent {ReceiveVerdict.Bytes(sibling.Count)} to {sibling.Target}, but nothing to "
                + "this socket: answer to the endpoint that receive_from returns",
            SiblingRole.WasRefused => $"; the peer, which is a socket of this program at {at}, received the request "
                + $"{ago}, but its answer was not sent, because of {ReceiveVerdict.Words(sibling.Errno)}",
            SiblingRole.HasNotAnswered => $"; the peer, which is a socket of this program at {at}, received the "
                + $"request {ago} and {(facts.HasEnded ? "had not answered by then" : "has not answered")}: send an "
                + "answer from there",
            SiblingRole.HasUnread => $"; the peer, which is a socket of this program at {at}, has an unread datagram "
                + $"of {ReceiveVerdict.Bytes(sibling.Count)}: receive there, and answer",
            SiblingRole.HadUnread => $"; the peer, which was a socket of this program at {at}, had an unread datagram "
                + $"of {ReceiveVerdict.Bytes(sibling.Count)} when it was closed after the time limit: receive there, "
                + "and answer",
            SiblingRole.HasDrops => $"; the kernel dropped datagrams ({count}) at the peer, which is a socket of this "
                + $"program at {at}, most often because its receive buffer was full: receive faster there, or set a "
                + "larger receive_buffer_size",
            SiblingRole.IsClosed => $"; {asked} was the endpoint of a socket of this program that is closed or "
                + "released: open a socket there again, or send to another endpoint",
            SiblingRole.IsNobody => $"; no socket of this machine is bound to {asked} now: start the program there, or "
                + "correct the address and the port",
            SiblingRole.SharesEndpoint => $"; another socket of this program, at {at}, has the port of this socket "
                + "and may get its datagrams: receive there, or bind the sockets to different ports",
            _ => $"; {at}, another socket of this program, sent to {sibling.Target} {ago}, but this socket is bound "
                + $"to {own}: {Remedy(sibling.Target!.Value, own!.Value)}, or send to {own}",
        };
    }

    /// <summary>Returns true if both names mean the same endpoint.</summary>
    internal static bool IsSame(in IpEndpoint one, in IpEndpoint other) =>
        SeenDatagram.Plain(one) == SeenDatagram.Plain(other);

    private static string Remedy(in IpEndpoint target, in IpEndpoint own) =>
        target.Address.IsV6 && !own.Address.IsV6
            ? "open this socket with \"v6\" and bind it to \"::\""
            : $"bind this socket to {(own.Address.IsV6 ? "\"::\"" : "\"0.0.0.0\"")}";
}
