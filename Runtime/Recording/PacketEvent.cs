namespace Moonwire.Runtime.Recording;

/// <summary>An event for a file.</summary>
internal readonly unsafe ref struct PacketEvent
{
    /// <summary>The time in nanoseconds since 1970-01-01 UTC.</summary>
    internal required long Time { get; init; }

    internal required RecordKind Kind { get; init; }

    internal required RecordFlags Flags { get; init; }

    /// <summary>The full length of the datagram.</summary>
    internal required int Length { get; init; }

    internal required int Errno { get; init; }

    /// <summary>The first bytes of the datagram, or an <see cref="IcmpRecord"/>.</summary>
    internal required byte* Bytes { get; init; }

    /// <summary>The number of these bytes.</summary>
    internal required int Count { get; init; }

    /// <summary>The local endpoint as a Linux sockaddr, or an empty span.</summary>
    internal required ReadOnlySpan<byte> Local { get; init; }

    /// <summary>The remote endpoint as a Linux sockaddr with 28 readable bytes, or null.</summary>
    internal required byte* Remote { get; init; }

    internal required CallSite Site { get; init; }
}
