using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>A recorded event without the bytes of its datagram.</summary>
/// <param name="Sequence">The number of the event, from 1.</param>
/// <param name="Time">The time in nanoseconds of the monotonic clock.</param>
/// <param name="Kind">The kind of the event.</param>
/// <param name="Errno">The errno of a refusal or a report, or 0.</param>
/// <param name="Local">The local endpoint, or null.</param>
/// <param name="Remote">The other endpoint, or null.</param>
/// <param name="Icmp">The type and the code of the ICMP message of a report, and its sender, or null.</param>
internal readonly record struct SeenDatagram(
    long Sequence,
    long Time,
    RecordKind Kind,
    int Errno,
    IpEndpoint? Local,
    IpEndpoint? Remote,
    (int Type, int Code, IpAddress? Offender)? Icmp)
{
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
