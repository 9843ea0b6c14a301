using System.Net.Sockets;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>The state that messages about earlier receives show.</summary>
public sealed partial class OpenSocket
{
    private static readonly (int Level, int Number) Broadcast = (1, 6); // linux/socket.h

    private SocketState? _lastState;

    /// <summary>The position of the socket in the pool's list of open sockets.</summary>
    internal int Position { get; set; }

    /// <summary>The time in nanoseconds of the monotonic clock at which the socket was opened.</summary>
    internal long OpenedAt { get; } = MonotonicClock.Now;

    /// <summary>The end of the last receive that a time limit has ended, or null.</summary>
    internal ReceiveEnd? LastEnd { get; set; }

    /// <summary>The state that the pool has kept of the socket when it was closed, or null.</summary>
    internal ClosedSocket? Kept { get; set; }

    /// <summary>The current state, or the last state of a closed socket.</summary>
    internal SocketState State => _lastState ?? ReadState();

    /// <summary>
    /// Keeps the state of a socket that is about to be closed, if a message may need the state later.
    /// </summary>
    internal void KeepState()
    {
        if (LastEnd is not null)
        {
            _lastState = ReadState() with { Queued = 0, HasQueued = false };
        }
    }

    /// <summary>Returns the local endpoint of an open socket, or null if the kernel does not tell it.</summary>
    internal IpEndpoint? LocalOrNull()
    {
        Span<byte> sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        return SocketNames.ReadLocal(Socket, sockaddr) == 0 ? RawEndPoint.Read(sockaddr, Family) : null;
    }

    /// <summary>Reads the state of an open socket from the kernel.</summary>
    internal SocketState ReadState()
    {
        var queued = Channel.Stashed?.Bytes.Length
            ?? (OperatingSystem.IsLinux() ? Math.Max(0, SocketCalls.BytesReadable(Socket)) : 0);
        return new(
            LocalOrNull(),
            SocketCalls.Drops(Socket),
            queued,
            HasQueued: queued > 0 || Channel.Stashed is not null || HasEmptyDatagram(),
            SocketCalls.GetOption(Socket, Broadcast.Level, Broadcast.Number, out var value) == 0 && value != 0);
    }

    /// <summary>
    /// Returns true if the socket is readable. Only an empty datagram makes a socket readable that has no byte to read
    /// and was not shut.
    /// </summary>
    private bool HasEmptyDatagram() =>
        OperatingSystem.IsLinux() && !IsReceiveShut && Socket.Poll(0, SelectMode.SelectRead);
}

/// <summary>The state of a socket for messages.</summary>
/// <param name="Local">The local endpoint, or null.</param>
/// <param name="Drops">The drops that SO_MEMINFO reports, or a negated errno.</param>
/// <param name="Queued">The length of the next datagram in the receive queue, or 0.</param>
/// <param name="HasQueued">True if the receive queue has a datagram, which may be empty.</param>
/// <param name="MayBroadcast">True if the socket may send to broadcast addresses (the option broadcast).</param>
internal sealed record SocketState(IpEndpoint? Local, int Drops, int Queued, bool HasQueued, bool MayBroadcast);
