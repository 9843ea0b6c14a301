using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>How the datagrams of one open socket are moved. Used on the loop thread only.</summary>
internal abstract class DatagramChannel
{
    /// <summary>Whether a receive would get something that the system no longer has.</summary>
    internal abstract bool HasHeld { get; }

    /// <summary>The length of what is held, or null.</summary>
    internal virtual int? HeldBytes => null;

    /// <summary>Whether a receive is under way that will be completed elsewhere; until then there is nothing to watch.</summary>
    internal abstract bool IsReceivePending { get; }

    /// <summary>Receives as <see cref="Receive"/> does, but without knowing that the socket has input.</summary>
    internal abstract bool TryReceive(ReceiveWait wait);

    /// <summary>
    /// Receives into the wait when the socket has input: done, its outcome being set, or else its fiber goes on waiting.
    /// </summary>
    internal abstract bool Receive(ReceiveWait wait);

    /// <summary>Sends a datagram, to the peer when <paramref name="to"/> is null.</summary>
    /// <returns>True when the outcome is set; false when <see cref="UdpSocket.OnSent"/> will be called.</returns>
    internal abstract bool Send(SendWait wait, ReadOnlySpan<byte> datagram, IpEndpoint? to, SocketFlags flags);

    /// <summary>The socket is about to be closed: gives back what the channel holds.</summary>
    internal abstract void Close();
}
