using System.Globalization;

namespace Moonwire.Runtime.Sockets;

/// <summary>States the part of another socket of the program in a receive that does not end, with the remedy.</summary>
internal static class SiblingVerdict
{
    /// <summary>Returns the clause, which begins with "; ".</summary>
    /// <param name="sibling">The fact about the other socket.</param>
    /// <param name="asked">The endpoint that the socket has asked, or null.</param>
    /// <param name="own">The local endpoint of the socket that receives nothing.</param>
    /// <param name="ago">The time of the event, such as "0.2 s ago".</param>
    internal static string Of(SiblingFacts sibling, IpEndpoint? asked, IpEndpoint? own, string ago)
    {
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
            SiblingRole.Answered => $"; the peer, which is a socket of this program at {at}, answered {ago}, but its "
                + $"answer did not arrive: its sender may not be {asked}, so answer with send_from, or bind the peer "
                + "to this address",
            SiblingRole.HasNotAnswered => $"; the peer, which is a socket of this program at {at}, received the "
                + $"request {ago} and has not answered: send an answer from there",
            SiblingRole.HasUnread => $"; the peer, which is a socket of this program at {at}, has an unread datagram "
                + $"of {ReceiveVerdict.Bytes(sibling.Count)}: receive there, and answer",
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

    private static string Remedy(in IpEndpoint target, in IpEndpoint own) =>
        target.Address.IsV6 && !own.Address.IsV6
            ? "open this socket with \"v6\" and bind it to \"::\""
            : $"bind this socket to {(own.Address.IsV6 ? "\"::\"" : "\"0.0.0.0\"")}";
}
