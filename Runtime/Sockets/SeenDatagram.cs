using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// A recorded event without the bytes of its datagram. It is a class, because a list of structures would take 50 KB of
/// code for its own copies of the methods of lists and queries.
/// </summary>
internal sealed class SeenDatagram
{
    /// <summary>Stands for an event that was not found. Its sequence is 0.</summary>
    internal static SeenDatagram None { get; } = new();

    /// <summary>The number of the event, from 1.</summary>
    internal long Sequence { get; init; }

    /// <summary>The time in nanoseconds of the monotonic clock.</summary>
    internal long Time { get; init; }

    internal RecordKind Kind { get; init; }

    /// <summary>The full length of the datagram.</summary>
    internal int Length { get; init; }

    /// <summary>The errno of a refusal or a report, or 0.</summary>
    internal int Errno { get; init; }

    /// <summary>The local endpoint, or null.</summary>
    internal IpEndpoint? Local { get; init; }

    /// <summary>The other endpoint, or null.</summary>
    internal IpEndpoint? Remote { get; init; }

    /// <summary>The type and the code of the ICMP message of a report, and its sender, or null.</summary>
    internal (int Type, int Code, IpAddress? Offender)? Icmp { get; init; }

    /// <summary>True if the kernel has taken a datagram to <see cref="Remote"/>.</summary>
    internal bool IsSent => Kind == RecordKind.Sent && Errno == 0;

    /// <summary>
    /// True for a report, or for a send to a connected peer that failed because of a report about an earlier datagram.
    /// </summary>
    internal bool IsReport => Kind == RecordKind.Report
        || (Kind == RecordKind.Sent && Errno == Moonwire.Runtime.Errors.Errno.ECONNREFUSED);

    /// <summary>Returns true if the other endpoint is this endpoint.</summary>
    internal bool IsAbout(in IpEndpoint endpoint) => Remote is { } remote && Plain(remote) == Plain(endpoint);

    /// <summary>
    /// Returns the endpoint without its scope, with an IPv4 address instead of a mapped address, and with a loopback
    /// address instead of an unspecified address.
    /// </summary>
    internal static IpEndpoint Plain(in IpEndpoint endpoint)
    {
        var address = endpoint.Address;
        address = address.IsV4Mapped ? address.ToUnmapped() : address.WithoutScope();
        return endpoint with
        {
            Address = !address.IsUnspecified ? address : address.IsV6 ? IpAddress.LoopbackV6 : IpAddress.LoopbackV4,
        };
    }
}
