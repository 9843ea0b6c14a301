namespace Moonwire.Runtime.Sockets;

/// <summary>How the datagrams of one open socket are moved. Used on the loop thread only.</summary>
/// <remarks>
/// Invariant: a datagram that the system no longer has was delivered to a receiver or is held for the next one, so that
/// one who gives up loses none.
/// </remarks>
internal abstract class DatagramChannel
{
    /// <summary>What a receive gets before anything that the system has.</summary>
    internal virtual HeldDatagram? Held => null;

    /// <summary>Whether a receive is under way that will be completed elsewhere; until then there is nothing to watch.</summary>
    internal virtual bool IsReceivePending => false;

    /// <summary>Receives as <see cref="Receive"/> does, but without knowing that the socket has input.</summary>
    internal abstract bool TryReceive(ReceiveWait wait);

    /// <summary>
    /// Receives into the wait when the socket has input: done, its outcome being set, or else its fiber goes on waiting.
    /// </summary>
    internal abstract bool Receive(ReceiveWait wait);

    /// <summary>Sends a datagram to <see cref="SendWait.Destination"/>, or to the connected peer when that is null. Never waits.</summary>
    internal abstract SendProgress Send(SendWait wait, ReadOnlySpan<byte> datagram);

    /// <summary>The socket was closed. What is pending ends without effect.</summary>
    internal virtual void Close()
    {
    }

    /// <summary>As <see cref="Close"/>, after a release: gives away what is held, or what a pending receive got.</summary>
    internal virtual HeldDatagram? CloseReleased() => null;

    /// <summary>The socket is new, made of a released one: what was held then comes first.</summary>
    internal virtual void Inherit(HeldDatagram held) => throw new NotSupportedException();
}

/// <summary>The outcome of an attempt to send a datagram.</summary>
internal enum SendProgress
{
    /// <summary>The outcome is set on the wait.</summary>
    Done,

    /// <summary>The socket's send buffer has no room. Nothing was done.</summary>
    NoRoom,

    /// <summary>The operation ends elsewhere; then <see cref="UdpSocket.OnSent"/> is called.</summary>
    Pending,
}
