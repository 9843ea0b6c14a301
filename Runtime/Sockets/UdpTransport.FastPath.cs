using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The fast path, which most datagrams take: one syscall without a wait or an allocation. The general path is
/// <see cref="ReceiveGeneral"/> and <see cref="Send"/>.
/// </summary>
public abstract unsafe partial class UdpTransport
{
    /// <summary>Returned when the caller must take the general path.</summary>
    public const int NotFast = int.MinValue;

    /// <summary>Returned when there is no datagram, or when recent receives make a datagram unlikely.</summary>
    public const int WouldBlock = -Errno.EAGAIN;

    // Copies of the open socket's fields. With them, the fast path accesses only one object for each datagram.

    /// <summary>The descriptor if a plain receive may take the fast path, otherwise -1.</summary>
    private int _fastReceive = -1;

    /// <summary>The descriptor if a send to an endpoint may take the fast path, otherwise -1.</summary>
    private int _fastSend = -1;

    private SocketBatching? _batching;

    /// <summary>The recording of the open socket, or null if the socket is closed or the recorder is off.</summary>
    private SocketRecording? _recording;

    /// <summary>
    /// The wait that the socket reuses for its receives, so that the wait's references rarely change.
    /// </summary>
    public ReceiveWait? KeptWait { get; set; }

    /// <summary>Updates the copies of the open socket's state. Called after each change of this state.</summary>
    internal void UpdateFastPath()
    {
        var descriptor = _open is { IsDirect: true } direct ? direct.Descriptor : -1;
        _fastReceive = _open is { IsReceiveShut: false, Reports: { AreReceived: false, HasPeerError: false } }
            ? descriptor
            : -1;
        _fastSend = _open is { Peer: null, Sends: null or { IsEmpty: true }, Silent.MustAsk: false } ? descriptor : -1;
        _batching = _open?.Batching;
    }

    /// <summary>Tries to receive a datagram without flags, for a fiber that has not begun to wait.</summary>
    /// <returns>The full length, a negated errno, <see cref="WouldBlock"/> or <see cref="NotFast"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryReceiveFast(byte* buffer, int capacity, SenderRoom* sender, LuaThread caller = default)
    {
        if (_fastReceive < 0 || !_receivers.IsEmpty)
        {
            return NotFast;
        }

        if (!_callPredictor.ShouldTry())
        {
            return WouldBlock;
        }

        var length = ReceiveFast(buffer, capacity, sender, caller);
        _callPredictor.Learn(length != WouldBlock);
        return length;
    }

    /// <summary>
    /// Receives a datagram with one syscall, for a call or for a <paramref name="wait"/> of a fiber that has waited.
    /// </summary>
    /// <returns>The full length of the datagram, a negated errno, or <see cref="WouldBlock"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReceiveFast(
        byte* buffer, int capacity, SenderRoom* sender, LuaThread caller = default, ReceiveWait? wait = null)
    {
        var length = _recording is null
            ? DatagramCalls.Receive(_fastReceive, buffer, capacity, 0, sender)
            : _recording.Receive(_fastReceive, buffer, capacity, sender, caller, wait);
        Arrived += length >= 0 ? 1 : 0;
        return length;
    }

    /// <summary>Returns the error of a receive that failed on the fast path.</summary>
    public LuaError ReceiveFailed(int errno) => EndpointErrors.About(LuaError.System(errno), _open?.Peer);

    /// <summary>Tries to send a datagram. The port must not be 0.</summary>
    /// <returns>0 if the datagram was sent, an errno, or <see cref="NotFast"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TrySendFast(
        byte* datagram, int length, in IpAddress address, int port, SocketFlags flags, LuaThread caller = default)
    {
        if ((_fastSend < 0 && !AskForReports()) || (address.IsV6 && _open!.Family == AddressFamily.InterNetwork))
        {
            return NotFast;
        }

        if (_batching is null)
        {
            FlushBatch(); // the script sent the held datagrams of another socket earlier
        }
        else if (_batching.HasError)
        {
            return NotFast;
        }
        else if (_batching.TryAppend(datagram, length, address, port, (int)flags))
        {
            _recording?.Held(datagram, length, address, port, caller);
            return 0;
        }

        SockaddrRoom room;
        var sockaddr = (byte*)&room;
        var size = RawEndPoint.Write(sockaddr, address, port);
        var sent = DatagramCalls.Send(_fastSend, datagram, length, (int)flags, sockaddr, size);
        var errno = sent >= 0 ? 0 : NotSent(-sent);
        _recording?.Sent(datagram, length, sockaddr, errno, caller);
        return errno;
    }

    /// <summary>Returns the error of a send that failed on the fast path.</summary>
    public LuaError SendFailed(int errno, int length, in IpEndpoint peer) =>
        EndpointErrors.OfSend(errno, length, peer, _open?.OutOfReach(peer, errno));

    /// <summary>
    /// Flushes the batch after the kernel refused a datagram. Returns the errno, or <see cref="NotFast"/> if the
    /// general path must wait for room, or must try again because the errno may be a report about another destination.
    /// </summary>
    private int NotSent(int errno)
    {
        FlushBatch();
        return errno is Errno.EAGAIN or Errno.ENOBUFS || _open!.Reports.MayBeReport(errno) ? NotFast : errno;
    }

    /// <summary>Asks for reports before the first send. Returns true if the send may then take the fast path.</summary>
    private bool AskForReports()
    {
        _open?.Silent.Ask();
        UpdateFastPath();
        return _fastSend >= 0;
    }
}
