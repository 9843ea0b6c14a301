namespace Moonwire.Runtime.Sockets;

/// <summary>The facts about a socket on which a receive waits, or waited until a time limit.</summary>
internal sealed record ReceiveFacts
{
    /// <summary>True if a time limit has ended the receive. False if the receive still waits.</summary>
    public bool HasEnded { get; init; }

    /// <summary>The local endpoint, or null if it is not known.</summary>
    public IpEndpoint? Local { get; init; }

    /// <summary>The connected peer, or null.</summary>
    public IpEndpoint? Peer { get; init; }

    /// <summary>The number of received datagrams.</summary>
    public long Received { get; init; }

    /// <summary>True if the recording has the ICMP reports of the socket.</summary>
    public bool ReportsErrors { get; init; }

    /// <summary>The drops that SO_MEMINFO reports, or a negated errno.</summary>
    public int Drops { get; init; }

    /// <summary>True if the dropped datagrams had wrong checksums.</summary>
    public bool AreDropsChecksums { get; init; }

    /// <summary>The length of a datagram that is in the receive queue after the time limit, or null.</summary>
    public int? Queued { get; init; }

    /// <summary>The facts from the recording, or null without a recorder.</summary>
    public ExchangeFacts? Exchange { get; init; }

    /// <summary>A fact about another socket of the program, or null.</summary>
    public SiblingFacts? Sibling { get; init; }

    /// <summary>A fact about the name of the peer, or null.</summary>
    public NameFacts? Name { get; init; }
}

/// <summary>The facts about the datagrams of a socket, from its recording. Times are in seconds.</summary>
internal sealed record ExchangeFacts
{
    /// <summary>The number of all datagrams that the socket has sent.</summary>
    public long Sent { get; init; }

    /// <summary>The destination of the last unanswered datagram, or null.</summary>
    public IpEndpoint? Asked { get; init; }

    /// <summary>
    /// True if anybody may answer, because <see cref="Asked"/> may be a multicast or broadcast address.
    /// </summary>
    public bool IsGroup { get; init; }

    /// <summary>The number of other destinations that have not answered the last datagram to them.</summary>
    public int OthersAsked { get; init; }

    /// <summary>The number of datagrams to <see cref="Asked"/> since its last answer.</summary>
    public long Unanswered { get; init; }

    /// <summary>True if there were more unanswered datagrams, which are no longer recorded.</summary>
    public bool IsAtLeast { get; init; }

    /// <summary>The time since the last datagram to <see cref="Asked"/>.</summary>
    public double SinceAsked { get; init; }

    /// <summary>The time since the first unanswered datagram to <see cref="Asked"/>.</summary>
    public double SinceFirstAsked { get; init; }

    /// <summary>True if <see cref="Asked"/> has answered an earlier datagram.</summary>
    public bool HasAnswered { get; init; }

    /// <summary>The sender of the last received datagram, or null.</summary>
    public IpEndpoint? LastSender { get; init; }

    /// <summary>The time since the last received datagram.</summary>
    public double SinceReceived { get; init; }

    /// <summary>
    /// The senders, since the first unanswered datagram, to which the socket has sent nothing, with the number of their
    /// datagrams.
    /// </summary>
    public IReadOnlyList<Stranger> Strangers { get; init; } = [];

    /// <summary>True if more datagrams were recorded since then, which are no longer recorded.</summary>
    public bool StrangersAreAtLeast { get; init; }

    /// <summary>The last report about an unanswered datagram, or null.</summary>
    public ReportFacts? Report { get; init; }

    /// <summary>The datagram that the kernel refused last, if no datagram was sent afterwards.</summary>
    public (IpEndpoint? To, int Errno)? Refusal { get; init; }

    /// <summary>
    /// The time from the time limit to an answer that was received later, or null.
    /// </summary>
    public double? LateBy { get; init; }

    /// <summary>
    /// The time from the socket's previous time limit to an answer that was received later, or null.
    /// </summary>
    public double? PreviousLateBy { get; init; }
}

/// <summary>A sender to which the socket has sent nothing.</summary>
/// <param name="Sender">The endpoint.</param>
/// <param name="Count">The number of its datagrams.</param>
internal sealed record Stranger(IpEndpoint Sender, int Count);

/// <summary>A report that a datagram did not arrive.</summary>
/// <param name="About">The destination of the datagram, or null.</param>
/// <param name="Errno">The errno of the report.</param>
/// <param name="Icmp">The type and the code of the ICMP message, and its sender, or null.</param>
/// <param name="Since">The time in seconds since the report was read.</param>
internal sealed record ReportFacts(
    IpEndpoint? About, int Errno, (int Type, int Code, IpAddress? Offender)? Icmp, double Since)
{
    /// <summary>
    /// True if the kernel refused a datagram that was held for a batch, so that no message of the network is the cause.
    /// </summary>
    public bool IsRefusal => Icmp is null && !PendingErrors.MayBe(Errno);

    /// <summary>
    /// True if a filter has rejected the datagram (RFC 1122, 3.2.2.1; RFC 1812, 5.2.7.1; RFC 4443, 3.1).
    /// </summary>
    public bool IsOfFilter => Icmp is (3, 9 or 10 or 13, _) or (1, 1 or 5 or 6, _);
}
