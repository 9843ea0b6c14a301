using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>The general way to send a datagram, and the fibers that wait for room in the send buffer.</summary>
/// <remarks>
/// Invariants.
/// 1. A datagram of a fiber that waits for room is not in the kernel: a fiber that gives up has sent nothing.
/// 2. Senders are served in the order in which they came, and no later send overtakes them.
/// 3. The error of a send is about its own destination, not about an earlier datagram to another one.
/// </remarks>
public sealed unsafe partial class UdpSocket
{
    private readonly WaitQueue _senders = new();
    private RoomTimer? _roomTimer;

    /// <summary>
    /// True if the first sender's datagram leaves as fragments, and the kernel has room for the first of them only (ENOBUFS).
    /// poll(2) would report that room at once, so a timer has the send tried again.
    /// </summary>
    private bool _needsMoreRoom;

    /// <summary>Sends that went pending in the portable channel, which cannot be taken back.</summary>
    private readonly List<SendWait> _pendingSends = [];

    internal override bool WantsOutput => !_senders.IsEmpty && _roomTimer is not { IsSet: true };

    /// <summary>Sends a datagram, to the peer when <paramref name="to"/> is null.</summary>
    /// <returns>True when the outcome is set; false when the wait's fiber must be parked.</returns>
    public bool Send(SendWait wait, ReadOnlySpan<byte> datagram, IpEndpoint? to, SocketFlags flags)
    {
        wait.Prepare(this, to, flags);
        return Start(wait, datagram);
    }

    /// <summary>Sends a datagram from an address of this machine, by an interface if its index is not 0.</summary>
    /// <returns>True when the outcome is set; false when the wait's fiber must be parked.</returns>
    public bool SendFrom(SendWait wait, ReadOnlySpan<byte> datagram, in IpEndpoint to, SocketFlags flags, in IpAddress local, uint interfaceIndex)
    {
        RequireLinux("send_from");
        wait.Prepare(this, to, flags, new DatagramSource(local, interfaceIndex));
        return Start(wait, datagram);
    }

    /// <summary>A fiber gave up its send: it leaves the queue, and its datagram is not sent.</summary>
    internal void LeaveSend(SendWait wait)
    {
        wait.Abandon();
        if (!_pendingSends.Remove(wait))
        {
            wait.Queue?.Remove(wait);
            OnSendersLeft();
        }
    }

    /// <summary>A send that was pending has ended, and its outcome is set.</summary>
    internal void OnSent(SendWait wait)
    {
        if (_pendingSends.Remove(wait))
        {
            NameDestination(wait);
            loop.Fibers.Wake(wait);
        }
    }

    private bool Start(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        wait.Error = CheckSend(wait.To);
        if (wait.Error is not null)
        {
            return true;
        }

        var progress = _senders.IsEmpty ? Attempt(wait, datagram) : SendProgress.NoRoom;
        switch (progress)
        {
            case SendProgress.Done:
                return true;
            case SendProgress.Pending:
                _pendingSends.Add(wait);
                return false;
            default:
                wait.Keep(datagram, _remote);
                _senders.Add(wait);
                SetRoomTimer();
                UpdateFastPath();
                UpdateInterest();
                return false;
        }
    }

    /// <summary>Sends the datagrams of waiting fibers until there is no room again.</summary>
    private void ServeSenders()
    {
        while (_senders.First is SendWait wait)
        {
            var progress = Attempt(wait, wait.Datagram);
            if (progress == SendProgress.NoRoom)
            {
                SetRoomTimer();
                UpdateInterest();
                return;
            }

            _senders.Remove(wait);
            if (progress == SendProgress.Pending)
            {
                _pendingSends.Add(wait);
            }
            else
            {
                loop.Fibers.Wake(wait);
            }
        }

        OnSendersLeft();
    }

    private void SetRoomTimer()
    {
        if (_needsMoreRoom && _roomTimer is not { IsSet: true })
        {
            _roomTimer ??= new RoomTimer(this);
            loop.Add(_roomTimer, MonotonicClock.Now + RoomTimer.Interval);
        }
    }

    private void AbortSenders()
    {
        while (_senders.First is SendWait wait)
        {
            _senders.Remove(wait);
            Abort(wait);
        }

        foreach (var pending in _pendingSends)
        {
            pending.Abandon();
            Abort(pending);
        }

        _pendingSends.Clear();
        OnSendersLeft();
    }

    private void OnSendersLeft()
    {
        if (_senders.IsEmpty)
        {
            _needsMoreRoom = false;
            if (_roomTimer is { } timer)
            {
                loop.Remove(timer);
            }

            UpdateFastPath();
            UpdateInterest();
        }
    }

    /// <summary>
    /// Tries to send. A failure that may be the report about an earlier datagram to another destination was taken from the
    /// socket by this attempt, and nothing was sent, so the next attempt follows.
    /// </summary>
    private SendProgress Attempt(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        var report = 0;
        var wasEmpty = false;
        for (var left = PendingErrors.MaxAttempts; ; left--)
        {
            wait.Error = null;
            var progress = wait.Source is { } source ? SendFrom(wait, datagram, source) : _channel!.Send(wait, datagram);
            var errno = wait.Error?.Code ?? 0;
            if (errno == Errno.ENOBUFS && OperatingSystem.IsLinux())
            {
                if (SocketCalls.BytesUnsent(_socket!) > 0)
                {
                    wait.Error = null;
                    _needsMoreRoom = true;
                    OnReportForPeer(report);
                    return SendProgress.NoRoom;
                }

                if (!wasEmpty)
                {
                    wasEmpty = true; // since the attempt, perhaps
                    continue;
                }
            }

            _needsMoreRoom = false;
            var mayBeReport = PendingErrors.MayBe(errno) && IsReportOfAnother(wait.To);
            if (mayBeReport && left > 0 && !(errno == Errno.EMSGSIZE && report == errno))
            {
                report = errno;
                continue;
            }

            if (report != errno)
            {
                OnReportForPeer(report);
            }

            NameDestination(wait);
            wait.Error = wait.Error switch
            {
                { Code: Errno.EMSGSIZE } error => TooLong(error, datagram.Length),
                { Code: Errno.ENOBUFS, Detail: null } error => error with { Detail = $"a datagram of {datagram.Length} bytes does not fit into the send buffer; set send_buffer_size to more" },
                var other => other,
            };

            return progress;
        }
    }

    private SendProgress SendFrom(SendWait wait, ReadOnlySpan<byte> datagram, in DatagramSource source)
    {
        fixed (byte* start = datagram)
        {
            return wait.Settle(MessageCalls.SendFrom(Descriptor, start, datagram.Length, (int)wait.Flags, wait.To!.Value, source.Address, source.Interface));
        }
    }

    private LuaError? CheckSend(in IpEndpoint? to)
    {
        SendHeld();
        if (_socket is null)
        {
            return NotOpen();
        }

        var target = to ?? _remote;
        var errno = target is null ? Errno.EDESTADDRREQ
            : to is { Port: 0 } ? Errno.EINVAL
            : to is { Address.IsV6: true } && _socket.AddressFamily == AddressFamily.InterNetwork ? Errno.EAFNOSUPPORT
            : 0;
        if (errno == 0)
        {
            return TakeHeldError() ?? (to is null ? TakePeerError() : null);
        }

        var detail = errno == Errno.EINVAL ? "port 0 is nobody's; datagrams go to a port from 1 to 65535"
            : target is { } known ? Misfit(known, errno) : null;
        return About(LuaError.System(errno), target) with { Detail = detail };
    }

    /// <summary>Names the destination in the failure of a send.</summary>
    private void NameDestination(SendWait wait)
    {
        if (wait.Error is { } error && (wait.Destination ?? _remote) is { } target)
        {
            wait.Error = About(error, target) with { Operation = wait.Operation, Detail = error.Detail ?? OutOfReach(target, error.Code) };
        }
    }

    private sealed class RoomTimer(UdpSocket socket) : ILoopTimer
    {
        /// <summary>In nanoseconds.</summary>
        internal const long Interval = 1_000_000;

        public int Position { get; set; } = -1;

        public int Sequence { get; set; }

        internal bool IsSet => Position >= 0;

        public void OnDue() => socket.ServeSenders();
    }
}
