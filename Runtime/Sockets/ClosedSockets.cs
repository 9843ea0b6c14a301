using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Keeps the last state of the sockets that were closed last, once a receive of the program has reached a time limit.
/// The text about the receive may be made after the sockets were closed.
/// </summary>
internal sealed class ClosedSockets
{
    private const int MaxSockets = 64;

    private readonly Queue<ClosedSocket> _sockets = new();

    /// <summary>The time at which the newest socket was closed that is no longer kept, or 0.</summary>
    private long _forgotten;

    /// <summary>True if a receive has reached a time limit. Before, no state is kept.</summary>
    internal bool AreNeeded { get; set; }

    /// <summary>Keeps the state of a socket that is about to be closed.</summary>
    internal void Add(OpenSocket socket)
    {
        if (!AreNeeded || socket.LocalOrNull() is not { Port: not 0 } local)
        {
            return;
        }

        socket.Kept = new(local, socket.Peer, socket.ReadState(), socket.OpenedAt, MonotonicClock.Now);
        _sockets.Enqueue(socket.Kept);
        if (_sockets.Count > MaxSockets)
        {
            _forgotten = _sockets.Dequeue().Time;
        }
    }

    /// <summary>Returns the kept sockets that were closed after a time.</summary>
    internal IEnumerable<ClosedSocket> After(long time) => _sockets.Where(socket => socket.Time > time);

    /// <summary>Returns false if a socket that was closed after a time is no longer kept.</summary>
    internal bool HasAllAfter(long time) => _forgotten <= time;
}

/// <summary>A socket that was closed.</summary>
/// <param name="At">The local endpoint.</param>
/// <param name="Peer">The peer, or null.</param>
/// <param name="State">The state when the socket was closed.</param>
/// <param name="OpenedAt">The time of opening in nanoseconds of the monotonic clock.</param>
/// <param name="Time">The time of closing in nanoseconds of the monotonic clock.</param>
internal sealed record ClosedSocket(IpEndpoint At, IpEndpoint? Peer, SocketState State, long OpenedAt, long Time);
