using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>The general path of sends: the attempt, and the fibers that wait for room in the send buffer.</summary>
/// <remarks>
/// Invariants.
/// 1. A datagram of a fiber that waits for room is not in the kernel: a fiber that gives up has sent nothing.
/// 2. Senders are served in the order in which they came, and no later send overtakes them.
/// 3. The error of a send is about its own destination, not about an earlier datagram to another one.
/// </remarks>
internal sealed unsafe class SendQueue(UdpTransport owner, OpenSocket socket)
{
    private readonly WaitQueue _waiting = new();

    /// <summary>Sends that went pending in the portable channel, which cannot be taken back.</summary>
    private readonly List<SendWait> _pending = [];

    private RoomTimer? _timer;

    /// <summary>
    /// True if the first sender's datagram leaves as fragments, and the kernel has room for the first of them only (ENOBUFS).
    /// poll(2) would report that room at once, so a timer has the send tried again.
    /// </summary>
    private bool _needsMoreRoom;

    internal bool IsEmpty => _waiting.IsEmpty;

    /// <summary>True if the loop is to report room to send.</summary>
    internal bool WantsRoom => !_waiting.IsEmpty && _timer is not { IsSet: true };

    /// <summary>Sends a datagram, or queues its fiber.</summary>
    /// <returns>True when the outcome is set; false when the wait's fiber must be parked.</returns>
    internal bool Send(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        var progress = IsEmpty ? Attempt(wait, datagram) : SendProgress.NoRoom;
        switch (progress)
        {
            case SendProgress.Done:
                return true;
            case SendProgress.Pending:
                _pending.Add(wait);
                return false;
            default:
                wait.Keep(datagram, socket.Peer);
                _waiting.Add(wait);
                SetTimer();
                owner.OnSendersChanged();
                return false;
        }
    }

    /// <summary>Sends the datagrams of waiting fibers until there is no room again.</summary>
    internal void Serve()
    {
        while (_waiting.First is SendWait wait)
        {
            var progress = Attempt(wait, wait.Datagram);
            if (progress == SendProgress.NoRoom)
            {
                SetTimer();
                owner.UpdateInterest();
                return;
            }

            _waiting.Remove(wait);
            if (progress == SendProgress.Pending)
            {
                _pending.Add(wait);
            }
            else
            {
                owner.Loop.Fibers.Wake(wait);
            }
        }

        OnRemoved();
    }

    /// <summary>A fiber gave up its send.</summary>
    internal void Remove(SendWait wait)
    {
        if (!_pending.Remove(wait))
        {
            wait.Queue?.Remove(wait);
            OnRemoved();
        }
    }

    /// <summary>A send that was pending has ended, and its outcome is set.</summary>
    internal void OnSent(SendWait wait)
    {
        if (_pending.Remove(wait))
        {
            NameDestination(wait);
            owner.Loop.Fibers.Wake(wait);
        }
    }

    /// <summary>Wakes every sender with operation_aborted.</summary>
    internal void AbortAll()
    {
        while (_waiting.First is { } wait)
        {
            _waiting.Remove(wait);
            owner.Abort(wait);
        }

        foreach (var pending in _pending)
        {
            pending.Abandon();
            owner.Abort(pending);
        }

        _pending.Clear();
        OnRemoved();
    }

    private void OnRemoved()
    {
        if (IsEmpty)
        {
            _needsMoreRoom = false;
            if (_timer is { } timer)
            {
                owner.Loop.Remove(timer);
            }

            owner.OnSendersChanged();
        }
    }

    private void SetTimer()
    {
        if (_needsMoreRoom && _timer is not { IsSet: true })
        {
            _timer ??= new RoomTimer(this);
            owner.Loop.Add(_timer, MonotonicClock.Now + RoomTimer.Interval);
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
            var progress = wait.Source is { } source ? SendFrom(wait, datagram, source) : socket.Channel.Send(wait, datagram);
            var errno = wait.Error?.Code ?? 0;
            if (errno == Errno.ENOBUFS && OperatingSystem.IsLinux())
            {
                if (SocketCalls.BytesUnsent(socket.Socket) > 0)
                {
                    wait.Error = null;
                    _needsMoreRoom = true;
                    owner.OnReportForPeer(report);
                    return SendProgress.NoRoom;
                }

                if (!wasEmpty)
                {
                    wasEmpty = true; // since the attempt, perhaps
                    continue;
                }
            }

            _needsMoreRoom = false;
            var mayBeReport = PendingErrors.MayBe(errno) && socket.Reports.MayBeOfAnother(wait.To);
            if (mayBeReport && left > 0 && !(errno == Errno.EMSGSIZE && report == errno))
            {
                report = errno;
                continue;
            }

            if (report != errno)
            {
                owner.OnReportForPeer(report);
            }

            NameDestination(wait);
            wait.Error = wait.Error switch
            {
                { Code: Errno.EMSGSIZE } error => EndpointErrors.TooLong(error, datagram.Length),
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
            return wait.Settle(ControlMessages.SendFrom(socket.Descriptor, start, datagram.Length, (int)wait.Flags, wait.To!.Value, source.Address, source.Interface));
        }
    }

    /// <summary>Names the destination in the failure of a send.</summary>
    private void NameDestination(SendWait wait)
    {
        if (wait.Error is { } error && (wait.Destination ?? socket.Peer) is { } target)
        {
            wait.Error = EndpointErrors.About(error, target) with { Operation = wait.Operation, Detail = error.Detail ?? socket.OutOfReach(target, error.Code) };
        }
    }

    private sealed class RoomTimer(SendQueue sends) : ILoopTimer
    {
        /// <summary>In nanoseconds.</summary>
        internal const long Interval = 1_000_000;

        public int Position { get; set; } = -1;

        public int Sequence { get; set; }

        internal bool IsSet => Position >= 0;

        public void OnDue() => sends.Serve();
    }
}
