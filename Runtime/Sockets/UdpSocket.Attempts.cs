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
    /// <summary>The descriptor while datagrams may go straight to the system, or -1.</summary>
    private int _direct = -1;

    internal override bool WantsInput => !_receivers.IsEmpty;

    /// <summary>Tries to receive a datagram, without flags.</summary>
    /// <param name="length">The datagram's own length, when one was received.</param>
    /// <param name="error">Why none was received, when that failed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Attempt AttemptReceive(byte* buffer, int capacity, out int length, out IpEndpoint from, out LuaError? error)
    {
        length = 0;
        from = default;
        error = null;
        if (_direct < 0 || !_receivers.IsEmpty || _isReceiveShut || _reportsErrors)
        {
            return Attempt.Refused;
        }

        if (!_predictor.ShouldTry())
        {
            return Attempt.MustWait;
        }

        var sockaddr = stackalloc byte[RawEndPoint.MaximumSize];
        length = DatagramCalls.Receive(_direct, buffer, capacity, 0, sockaddr, out var errno);
        _predictor.Learn(errno != Errno.EAGAIN);
        if (length >= 0)
        {
            from = RawEndPoint.Read(sockaddr, _family);
            _arrived++;
            return Attempt.Done;
        }

        return errno == Errno.EAGAIN ? Attempt.MustWait : Failed(errno, _remote, out error);
    }

    /// <summary>Queues a receiver after <see cref="AttemptReceive"/> said so; its fiber must be parked.</summary>
    public void AddReceiver(ReceiveWait wait)
    {
        _receivers.Add(wait);
        loop.AddWaiting(this);
        WatchIfNeeded();
    }

    /// <summary>Tries to send a datagram.</summary>
    /// <param name="sent">The number of bytes sent, when that did not fail.</param>
    /// <param name="error">Why it was not sent, when that failed.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Attempt AttemptSendTo(byte* datagram, int length, in IpAddress address, int port, SocketFlags flags, out int sent, out LuaError? error)
    {
        sent = 0;
        error = null;
        if (_direct < 0 || port == 0 || (address.IsV6 && _family == AddressFamily.InterNetwork) || _heldErrno != 0)
        {
            return Attempt.Refused;
        }

        if (pool.Train.Takes(this, datagram, length, address, port, (int)flags))
        {
            sent = length;
            return Attempt.Done;
        }

        var sockaddr = stackalloc byte[RawEndPoint.MaximumSize];
        var size = RawEndPoint.Write(sockaddr, address, port);
        sent = DatagramCalls.Send(_direct, datagram, length, (int)flags, sockaddr, size, out var errno);
        return errno == 0 ? Attempt.Done
            : errno == Errno.EAGAIN ? Attempt.Refused
            : SendFailed(errno, length, new IpEndpoint(address, port), out error);
    }

    private static LuaError TooLong(LuaError error, int length) => error with
    {
        Detail = $"a datagram of {length} bytes is more than UDP carries, 65507 bytes over IPv4, or than the way to the peer does",
    };

    private Attempt SendFailed(int errno, int length, in IpEndpoint peer, out LuaError? error)
    {
        _ = Failed(errno, peer, out error);
        error = errno == Errno.EMSGSIZE ? TooLong(error!, length) : error! with { Detail = OutOfReach(peer, errno) };
        return Attempt.Done;
    }

    private static Attempt Failed(int errno, in IpEndpoint? peer, out LuaError? error)
    {
        error = About(LuaError.System(errno), peer);
        return Attempt.Done;
    }
}

/// <summary>What came of trying an operation.</summary>
public enum Attempt
{
    /// <summary>It is over: it succeeded or failed.</summary>
    Done,

    /// <summary>There is nothing yet.</summary>
    MustWait,

    /// <summary>Nothing was done, and the general way must be taken.</summary>
    Refused,
}
