namespace Moonwire.Runtime.Sockets;

/// <summary>Sends and receives the datagrams of one open socket. Only the loop's thread may call the members.</summary>
/// <remarks>
/// Invariant: a datagram that was taken from the kernel is either delivered to a receiver or stashed for the next
/// receiver. A receiver that gives up therefore loses no datagram.
/// </remarks>
internal abstract class DatagramChannel
{
    /// <summary>
    /// The stashed datagram or failure, which the next receive gets before any datagram from the kernel, or null.
    /// </summary>
    internal virtual StashedDatagram? Stashed => null;

    /// <summary>
    /// True while a receive is pending. The loop then need not watch the socket for input, because .NET completes the
    /// receive.
    /// </summary>
    internal virtual bool IsReceivePending => false;

    /// <summary>Tries to receive into the wait's buffer. Never blocks.</summary>
    /// <returns>True if the outcome is set; false if the fiber must wait for a datagram.</returns>
    internal abstract bool Receive(ReceiveWait wait);

    /// <summary>
    /// Tries to send a datagram to <see cref="SendWait.Destination"/>, or to the connected peer if the destination is
    /// null. Never blocks.
    /// </summary>
    internal abstract SendProgress Send(SendWait wait, ReadOnlySpan<byte> datagram);

    /// <summary>Drops the stashed datagram and the pending receive. Called after the socket has been closed.</summary>
    internal virtual void Close()
    {
    }

    /// <summary>
    /// Closes the channel of a released socket. Returns the datagram that was stashed or that a pending receive got, or
    /// null.
    /// </summary>
    internal virtual StashedDatagram? CloseReleased() => null;

    /// <summary>
    /// Stashes the datagram of a released socket. Called when this channel's socket takes over the released descriptor.
    /// </summary>
    internal virtual void Inherit(StashedDatagram stashed) => throw new NotSupportedException();
}

/// <summary>The outcome of an attempt to send a datagram.</summary>
internal enum SendProgress
{
    /// <summary>The outcome is set on the wait.</summary>
    Done,

    /// <summary>The socket's send buffer has no room, and nothing was sent.</summary>
    NoRoom,

    /// <summary>The operation is pending. <see cref="UdpTransport.OnSent"/> is called when it ends.</summary>
    Pending,
}
