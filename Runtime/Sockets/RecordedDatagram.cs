using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>One event of a recording: a datagram, or a report about an earlier datagram.</summary>
public sealed class RecordedDatagram
{
    /// <summary>The number of the recording in the order in which the sockets were used first.</summary>
    public required int Socket { get; init; }

    /// <summary>The number of the event among the events of all sockets, from 1.</summary>
    public required long Sequence { get; init; }

    /// <summary>The time in nanoseconds since 1970-01-01 UTC.</summary>
    public required long Time { get; init; }

    public required RecordKind Kind { get; init; }

    public required RecordFlags Flags { get; init; }

    /// <summary>The local endpoint, or null if it is not known.</summary>
    public required IpEndpoint? Local { get; init; }

    /// <summary>
    /// The receiver of a sent datagram, the sender of a received one, or the destination of the datagram that a report
    /// is about. Null if it is not known.
    /// </summary>
    public required IpEndpoint? Remote { get; init; }

    /// <summary>The full length of the datagram, or 0 for a report.</summary>
    public required int Length { get; init; }

    /// <summary>The first bytes of the datagram. Empty for a report.</summary>
    public required byte[] Bytes { get; init; }

    /// <summary>The errno of a refused datagram or of a report, or 0.</summary>
    public required int Errno { get; init; }

    /// <summary>The type and the code of the ICMP message, and the host that sent the message.</summary>
    public (int Type, int Code, IpAddress? Offender)? Icmp { get; init; }

    /// <summary>The number of the fiber, or 0.</summary>
    public required int Fiber { get; init; }

    /// <summary>The script line as "file:line", or null.</summary>
    public required string? Place { get; init; }
}

/// <summary>The recording of one socket, from its opening to its closing.</summary>
/// <param name="Number">The number of the recording in the order in which the sockets were used first.</param>
/// <param name="IsClosed">True if the socket was closed.</param>
/// <param name="Total">The number of events, including the events that are no longer kept.</param>
/// <param name="Events">The kept events, the oldest first.</param>
/// <param name="Local">
/// The last known local endpoint of the socket, or null. An event may have the destination of its datagram instead.
/// </param>
public sealed record RecordedSocket(
    int Number, bool IsClosed, long Total, IReadOnlyList<RecordedDatagram> Events, IpEndpoint? Local);
