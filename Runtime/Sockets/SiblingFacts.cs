namespace Moonwire.Runtime.Sockets;

/// <summary>The part of another socket of the program in a receive that does not end.</summary>
internal enum SiblingRole
{
    /// <summary>The other socket, which has not asked the peer, received a datagram from the peer.</summary>
    GotAnswer,

    /// <summary>The peer answered the other socket, which was used first after this socket.</summary>
    IsAnsweredAndNewer,

    /// <summary>The peer answered the other socket, which was used first before this socket.</summary>
    IsAnswered,

    /// <summary>The other socket is the peer. Its answer did not arrive.</summary>
    Answered,

    /// <summary>The other socket is the peer. It received the request, and has not answered.</summary>
    HasNotAnswered,

    /// <summary>The other socket is the peer. It answered after the time limit.</summary>
    AnsweredLate,

    /// <summary>The other socket is the peer. It received the request, and then sent to another endpoint.</summary>
    SentElsewhere,

    /// <summary>The other socket is the peer. The kernel refused what it sent after the request.</summary>
    WasRefused,

    /// <summary>The other socket is the peer, and its receive queue has a datagram.</summary>
    HasUnread,

    /// <summary>The other socket was the peer. A datagram was in its receive queue when it was closed.</summary>
    HadUnread,

    /// <summary>The other socket is the peer, and the kernel dropped datagrams at it.</summary>
    HasDrops,

    /// <summary>The other socket was the peer, and was closed before the end of the receive.</summary>
    IsClosed,

    /// <summary>The peer would be a socket of this machine, but no program has a socket there.</summary>
    IsNobody,

    /// <summary>The other socket has the local endpoint of this socket.</summary>
    SharesEndpoint,

    /// <summary>The other socket sent to the port of this socket, but to another address.</summary>
    SentToOtherAddress,
}

/// <summary>A fact about another socket of the program that concerns a receive.</summary>
/// <param name="Role">The part of the other socket.</param>
/// <param name="Socket">The local endpoint of the other socket, or null if it is not known.</param>
/// <param name="Since">The time in seconds since the event.</param>
/// <param name="Target">The destination of a datagram that was sent to another endpoint, or null.</param>
/// <param name="Count">The number of dropped datagrams, or the length of a datagram.</param>
/// <param name="Errno">The errno of a datagram that the kernel refused, or 0.</param>
internal sealed record SiblingFacts(
    SiblingRole Role, IpEndpoint? Socket, double Since = 0, IpEndpoint? Target = null, int Count = 0, int Errno = 0);
