using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// What most datagrams take: one system call, no wait, no object. It does what <see cref="Receive"/> and
/// <see cref="Send"/> do where those would neither wait nor take care of anything special.
/// </summary>
public sealed unsafe partial class UdpSocket
{
    /// <summary>Nothing was done: the general way must be taken.</summary>
    public const int Refused = int.MinValue;

    /// <summary>Nothing is there yet.</summary>
    public const int MustWait = -Errno.EAGAIN;

    /// <summary>The descriptor of an open socket whose datagrams go straight to the kernel, or -1.</summary>
    private int _direct = -1;

    /// <summary>The descriptor while the general way of receiving has nothing to add, or -1.</summary>
    private int _fastReceive = -1;

    /// <summary>The descriptor while the general way of sending to an endpoint has nothing to add, or -1.</summary>
    private int _fastSend = -1;

    /// <summary>A wait for one fiber at a time, which the socket keeps: what it refers to rarely changes.</summary>
    public ReceiveWait? KeptWait { get; set; }

    /// <summary>Whether the socket has a peer. What was queued before may be of others (<see cref="MayHearOthers"/>).</summary>
    public bool IsConnected => _remote is not null;

    internal override bool WantsInput => !_receivers.IsEmpty && (_direct >= 0 || _channel is { IsReceivePending: false });

    private void UpdateFastPath()
    {
        _fastReceive = !_isReceiveShut && !_reportsErrors && _peerErrno == 0 ? _direct : -1;
        _fastSend = _remote is null && _senders.IsEmpty ? _direct : -1;
    }

    /// <summary>Tries to receive a datagram, without flags.</summary>
    /// <returns>The datagram's own length, a negated errno, <see cref="MustWait"/> or <see cref="Refused"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TryReceiveNow(byte* buffer, int capacity, SenderRoom* sender)
    {
        if (_fastReceive < 0 || !_receivers.IsEmpty)
        {
            return Refused;
        }

        if (!_predictor.ShouldTry())
        {
            return MustWait;
        }

        var length = DatagramCalls.Receive(_fastReceive, buffer, capacity, 0, sender);
        _predictor.Learn(length != MustWait);
        _arrived += length >= 0 ? 1 : 0;
        return length;
    }

    /// <summary>The same when the loop has said that the socket has input.</summary>
    public int TryReceiveReady(byte* buffer, int capacity, SenderRoom* sender)
    {
        var length = DatagramCalls.Receive(_direct, buffer, capacity, 0, sender);
        _arrived += length >= 0 ? 1 : 0;
        return length;
    }

    /// <summary>Whether nothing needs what the general way of receiving takes care of.</summary>
    private bool IsServedDirectly(ReceiveWait wait) => _fastReceive >= 0 && wait.IsPlain;

    /// <summary>Wakes the first receiver if the system has a datagram or a failure for it; returns whether it has.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ServeDirectly(ReceiveWait wait)
    {
        var length = wait.ReceiveDirectly(_direct);
        if (length == MustWait)
        {
            return false;
        }

        if (length >= 0)
        {
            _arrived++;
        }
        else
        {
            wait.Error = ReceiveFailed(-length);
        }

        WakeReceiver(wait);
        return true;
    }

    /// <summary>The error of a receive that <see cref="TryReceiveNow"/> has made.</summary>
    public LuaError ReceiveFailed(int errno) => About(LuaError.System(errno), _remote);

    /// <summary>Queues a receiver after <see cref="TryReceiveNow"/> said so; its fiber must be parked.</summary>
    public void AddReceiver(ReceiveWait wait)
    {
        _receivers.Add(wait);
        loop.AddWaiting(this);
        if (!IsWatched || WantsOutput)
        {
            UpdateInterest();
        }
    }

    /// <summary>Tries to send a datagram to a port that is not 0.</summary>
    /// <returns>0 when it was sent, an errno, or <see cref="Refused"/>.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int TrySendTo(byte* datagram, int length, in IpAddress address, int port, SocketFlags flags)
    {
        if (_fastSend < 0 || _heldErrno != 0 || (address.IsV6 && _family == AddressFamily.InterNetwork))
        {
            return Refused;
        }

        if (!_mayHold)
        {
            SendHeld(); // datagrams of another socket were sent before this one
        }
        else if (pool.Train.Takes(this, datagram, length, address, port, (int)flags))
        {
            return 0;
        }

        SockaddrRoom room;
        var sockaddr = (byte*)&room;
        var size = RawEndPoint.Write(sockaddr, address, port);
        var sent = DatagramCalls.Send(_fastSend, datagram, length, (int)flags, sockaddr, size);
        return sent >= 0 ? 0 : NotSent(-sent);
    }

    /// <summary>
    /// The kernel refused a datagram, so none is held after it. The general way waits for room, and tries again where the failure
    /// may be a report about another destination.
    /// </summary>
    private int NotSent(int errno)
    {
        pool.Train.End();
        return errno is Errno.EAGAIN or Errno.ENOBUFS || PendingErrors.MayBe(errno) ? Refused : errno;
    }

    /// <summary>The error of a send that <see cref="TrySendTo"/> has made.</summary>
    public LuaError SendFailed(int errno, int length, in IpEndpoint peer)
    {
        var error = About(LuaError.System(errno), peer);
        return errno == Errno.EMSGSIZE ? TooLong(error, length) : error with { Detail = OutOfReach(peer, errno) };
    }

    private static LuaError TooLong(LuaError error, int length) => error with
    {
        Detail = $"a datagram of {length} bytes is more than UDP carries (65507 bytes over IPv4, 65527 over IPv6), or than the way to the peer does",
    };
}
