using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The fast path, which most datagrams take: one system call, no wait, no object. It is taken while the general path
/// (<see cref="ReceiveGeneral"/>, <see cref="Send(SendWait, ReadOnlySpan{byte}, IpEndpoint?, SocketFlags)"/>) has nothing to add.
/// </summary>
public abstract unsafe partial class UdpTransport
{
    /// <summary>Nothing was tried: the general path must be taken.</summary>
    public const int NotFast = int.MinValue;

    /// <summary>No datagram is there, or none was tried for because the last tries found none.</summary>
    public const int WouldBlock = -Errno.EAGAIN;

    // The state of the open socket that each datagram needs, copied here so that a datagram touches one object.

    /// <summary>The descriptor while a plain receive may bypass the general path, or -1.</summary>
    private int _fastReceive = -1;

    /// <summary>The descriptor while a send to an endpoint may bypass the general path, or -1.</summary>
    private int _fastSend = -1;

    private SocketBatching? _batching;

    /// <summary>A wait for one fiber at a time. The socket keeps it, because the objects that it refers to rarely change.</summary>
    public ReceiveWait? KeptWait { get; set; }

    /// <summary>Copies the state of the open socket. Called after each change of it.</summary>
    internal void UpdateFastPath()
    {
        var descriptor = _open is { IsDirect: true } direct ? direct.Descriptor : -1;
        _fastReceive = _open is { IsReceiveShut: false, Reports: { AreReceived: false, HasPeerError: false } } ? descriptor : -1;
        _fastSend = _open is { Peer: null, Sends: null or { IsEmpty: true } } ? descriptor : -1;
        _batching = _open?.Batching;
    }

    /// <summary>Tries to receive a datagram for a new receiver, without flags.</summary>
    /// <returns>The datagram's own length, a negated errno, <see cref="WouldBlock"/> or <see cref="NotFast"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryReceiveFast(byte* buffer, int capacity, SenderRoom* sender)
    {
        if (_fastReceive < 0 || !_receivers.IsEmpty)
        {
            return NotFast;
        }

        if (!_callPredictor.ShouldTry())
        {
            return WouldBlock;
        }

        var length = ReceiveFast(buffer, capacity, sender);
        _callPredictor.Learn(length != WouldBlock);
        return length;
    }

    /// <summary>Receives a datagram with one system call.</summary>
    /// <returns>The datagram's own length, a negated errno, or <see cref="WouldBlock"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int ReceiveFast(byte* buffer, int capacity, SenderRoom* sender)
    {
        var length = DatagramCalls.Receive(_fastReceive, buffer, capacity, 0, sender);
        Arrived += length >= 0 ? 1 : 0;
        return length;
    }

    /// <summary>The error of a receive of the fast path.</summary>
    public LuaError ReceiveFailed(int errno) => EndpointErrors.About(LuaError.System(errno), _open?.Peer);

    /// <summary>Tries to send a datagram to a port that is not 0.</summary>
    /// <returns>0 when it was sent, an errno, or <see cref="NotFast"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TrySendFast(byte* datagram, int length, in IpAddress address, int port, SocketFlags flags)
    {
        if (_fastSend < 0 || (address.IsV6 && _open!.Family == AddressFamily.InterNetwork))
        {
            return NotFast;
        }

        if (_batching is null)
        {
            FlushBatch(); // another socket's, which was sent before this datagram
        }
        else if (_batching.HasError)
        {
            return NotFast;
        }
        else if (_batching.TryAppend(datagram, length, address, port, (int)flags))
        {
            return 0;
        }

        SockaddrRoom room;
        var sockaddr = (byte*)&room;
        var size = RawEndPoint.Write(sockaddr, address, port);
        var sent = DatagramCalls.Send(_fastSend, datagram, length, (int)flags, sockaddr, size);
        return sent >= 0 ? 0 : NotSent(-sent);
    }

    /// <summary>The error of a send of the fast path.</summary>
    public LuaError SendFailed(int errno, int length, in IpEndpoint peer)
    {
        var error = EndpointErrors.About(LuaError.System(errno), peer);
        return errno == Errno.EMSGSIZE ? EndpointErrors.TooLong(error, length) : error with { Detail = _open?.OutOfReach(peer, errno) };
    }

    /// <summary>
    /// The kernel refused a datagram, so the batch ends. The general path waits for room, and tries again where the failure
    /// may be a report about another destination.
    /// </summary>
    private int NotSent(int errno)
    {
        FlushBatch();
        return errno is Errno.EAGAIN or Errno.ENOBUFS || PendingErrors.MayBe(errno) ? NotFast : errno;
    }
}
