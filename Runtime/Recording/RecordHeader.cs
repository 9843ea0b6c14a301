using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Recording;

/// <summary>The kind of a recorded event.</summary>
public enum RecordKind : byte
{
    /// <summary>A datagram that the script sent, or that the kernel refused with an errno.</summary>
    Sent = 1,

    /// <summary>A datagram that the script received.</summary>
    Received = 2,

    /// <summary>
    /// A report about an earlier datagram: an ICMP message, or an errno of the socket without a message.
    /// </summary>
    Report = 3,
}

/// <summary>Facts about a recorded event.</summary>
[Flags]
public enum RecordFlags : byte
{
    None = 0,

    /// <summary>The script's buffer was smaller than the received datagram.</summary>
    Cut = 1,

    /// <summary>The datagram was held for a batch.</summary>
    Batched = 2,

    /// <summary>The remote endpoint is known.</summary>
    HasRemote = 4,

    /// <summary>The bytes are an <see cref="IcmpRecord"/>.</summary>
    HasIcmp = 8,

    /// <summary>Bytes of the datagram were hidden (--redact).</summary>
    Redacted = 16,
}

/// <summary>
/// The start of a slot of a <see cref="DatagramRing"/>. The first bytes of the datagram follow. The header fills one
/// cache line.
/// </summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct RecordHeader
{
    internal const int Size = 64;

    /// <summary>The size of an endpoint, which is a Linux sockaddr.</summary>
    internal const int EndpointSize = 28;

    /// <summary>The time in nanoseconds of the monotonic clock.</summary>
    internal long Time;

    /// <summary>The number of the event among the events of all sockets, from 1.</summary>
    internal long Sequence;

    /// <summary>The full length of the datagram.</summary>
    internal int Length;

    /// <summary>The number of bytes that follow the header.</summary>
    internal ushort Kept;

    /// <summary>The errno of a refused datagram or of a report, or 0.</summary>
    internal short Errno;

    /// <summary>The number of the script line (ScriptPlaces).</summary>
    internal int Place;

    /// <summary>The number of the fiber, or 0.</summary>
    internal int Fiber;

    internal RecordKind Kind;
    internal RecordFlags Flags;

    /// <summary>The index of the local endpoint in <see cref="DatagramRing.Locals"/>.</summary>
    internal ushort Local;

    /// <summary>The remote endpoint, if <see cref="RecordFlags.HasRemote"/> is set.</summary>
    internal fixed byte Remote[EndpointSize];
}

/// <summary>The ICMP message of a recorded report.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct IcmpRecord
{
    internal byte Type;
    internal byte Code;

    /// <summary>Not 0 if the host that sent the message is known.</summary>
    internal byte HasOffender;
    internal byte Unused;

    /// <summary>The host that sent the message, as a Linux sockaddr.</summary>
    internal fixed byte Offender[RecordHeader.EndpointSize];
}

/// <summary>The script line and the fiber that sent or received a datagram, as numbers.</summary>
/// <param name="Place">The number of the script line (ScriptPlaces).</param>
/// <param name="Fiber">The number of the fiber, or 0.</param>
public readonly record struct CallSite(int Place, int Fiber);
