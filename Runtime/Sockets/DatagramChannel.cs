using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>How the datagrams of one open socket are moved. Used on the loop thread only.</summary>
/// <remarks>
/// Invariant: a datagram that the system no longer has was delivered to a receiver, so that one who gives up, closes or
/// releases loses none.
/// </remarks>
internal abstract class DatagramChannel
{
    /// <summary>Receives as <see cref="Receive"/> does, but without knowing that the socket has input.</summary>
    internal abstract bool TryReceive(ReceiveWait wait);

    /// <summary>
    /// Receives into the wait when the socket has input: done, its outcome being set, or else its fiber goes on waiting.
    /// </summary>
    internal abstract bool Receive(ReceiveWait wait);

    /// <summary>Sends a datagram, to the peer when <paramref name="to"/> is null.</summary>
    /// <returns>True when the outcome is set; false when <see cref="UdpSocket.OnSent"/> will be called.</returns>
    internal abstract bool Send(SendWait wait, ReadOnlySpan<byte> datagram, IpEndpoint? to, SocketFlags flags);
}
