using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>The state of a socket's recording when a receive ended.</summary>
/// <param name="Time">The time in nanoseconds of the monotonic clock.</param>
/// <param name="Sequence">The number of the last event.</param>
/// <param name="Sent">The number of datagrams that the socket had sent.</param>
/// <param name="Peer">The peer of a connected socket, or null.</param>
/// <param name="PreviousTime">The time at which the socket's previous receive with a time limit ended, or 0.</param>
/// <param name="PreviousSequence">The number of the last event at that time, or 0.</param>
internal readonly record struct ReceiveEnd(
    long Time, long Sequence, long Sent, IpEndpoint? Peer, long PreviousTime = 0, long PreviousSequence = 0)
{
    /// <summary>Returns the current state.</summary>
    internal static ReceiveEnd Now(OpenSocket socket)
    {
        socket.Silent.Read();
        var last = socket.LastEnd ?? default;
        var recording = socket.Recording;
        return new(
            MonotonicClock.Now,
            recording?.Sequence ?? 0,
            recording?.Ring?.Sent ?? 0,
            socket.Peer,
            last.Time,
            last.Sequence);
    }
}
