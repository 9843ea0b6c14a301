namespace Moonwire.Runtime.Sockets;

/// <summary>How the datagrams of one open socket are moved. Used on the loop thread only.</summary>
/// <remarks>
/// Invariant: a datagram that the system no longer has was delivered to a receiver or is stashed for the next one, so that
/// a receiver that gives up loses none.
/// </remarks>
internal abstract class DatagramChannel
{
    /// <summary>What a receive gets before anything that the system has.</summary>
    internal virtual StashedDatagram? Stashed => null;

    /// <summary>Whether a receive is under way that will be completed elsewhere; until then there is nothing to watch.</summary>
    internal virtual bool IsReceivePending => false;

    /// <summary>Tries to receive into the wait, without waiting.</summary>
    /// <returns>True when the outcome is set; false when there is nothing yet, and the wait's fiber waits.</returns>
    internal abstract bool Receive(ReceiveWait wait);

    /// <summary>Sends a datagram to <see cref="SendWait.Destination"/>, or to the connected peer when that is null. Never waits.</summary>
    internal abstract SendProgress Send(SendWait wait, ReadOnlySpan<byte> datagram);

    /// <summary>The socket was closed. What is pending ends without effect.</summary>
    internal virtual void Close()
    {
    }

    /// <summary>As <see cref="Close"/>, after a release: gives away the stashed datagram, or what a pending receive got.</summary>
    internal virtual StashedDatagram? CloseReleased() => null;

    /// <summary>The socket is new, made of a released one: its stashed datagram comes first.</summary>
    internal virtual void Inherit(StashedDatagram stashed) => throw new NotSupportedException();
}

/// <summary>The outcome of an attempt to send a datagram.</summary>
internal enum SendProgress
{
    /// <summary>The outcome is set on the wait.</summary>
    Done,

    /// <summary>The socket's send buffer has no room. Nothing was done.</summary>
    NoRoom,

    /// <summary>The operation ends elsewhere; then <see cref="UdpTransport.OnSent"/> is called.</summary>
    Pending,
}
