using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The general path of sends: makes the attempts and queues the fibers that wait for room in the send buffer.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. The datagram of a waiting fiber has not been given to the kernel, so a fiber that gives up has sent nothing.
/// 2. Senders are served in the order in which they began to wait, and no later send overtakes them.
/// 3. A send raises errors about its own destination only, never about an earlier datagram to another destination.
/// </remarks>
internal sealed unsafe class SendQueue(UdpTransport owner, OpenSocket socket)
{
    private readonly WaitQueue _waiting = new();

    /// <summary>The sends that are pending in <see cref="SaeaChannel"/>. A pending send cannot be withdrawn.</summary>
    private readonly List<SendWait> _pending = [];

    private RoomTimer? _timer;

    /// <summary>
    /// True if the first sender's datagram needs several fragments, and the kernel has room for only some of them
    /// (ENOBUFS). A timer then repeats the send, because poll(2) would return at once although the room is too small.
    /// </summary>
    private bool _needsMoreRoom;

    internal bool IsEmpty => _waiting.IsEmpty;

    /// <summary>True if the loop must watch the socket for output.</summary>
    internal bool WantsRoom => !_waiting.IsEmpty && _timer is not { IsSet: true };

    /// <summary>Sends a datagram now, or queues the wait with a copy of the datagram.</summary>
    /// <returns>True if the outcome is set; false if the wait's fiber must be parked.</returns>
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

    /// <summary>
    /// Sends a datagram if the send buffer has room now. A pending operation counts as sent, because it has a copy of
    /// the datagram.
    /// </summary>
    /// <returns>True if the outcome is set; false if nothing was sent.</returns>
    internal bool TrySend(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        var progress = IsEmpty ? Attempt(wait, datagram) : SendProgress.NoRoom;
        if (progress == SendProgress.Pending)
        {
            wait.Abandon();
            wait.Sent = datagram.Length;
        }

        return progress != SendProgress.NoRoom;
    }

    /// <summary>Sends the datagrams of waiting fibers until the send buffer has no room.</summary>
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

    /// <summary>Removes the wait of a fiber that gave up its send.</summary>
    internal void Remove(SendWait wait)
    {
        if (!_pending.Remove(wait))
        {
            wait.Queue?.Remove(wait);
            OnRemoved();
        }
    }

    /// <summary>Wakes the fiber of a pending send that has ended. The outcome must be set.</summary>
    internal void OnSent(SendWait wait)
    {
        if (_pending.Remove(wait))
        {
            if (wait.Error is { } error && (wait.Destination ?? socket.Peer) is { } target)
            {
                socket.Recording?.Refused(error.Code, target);
            }

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
    /// Tries to send. Tries again if the error may be a report about an earlier datagram to another destination,
    /// because such a call sends nothing and only takes the report off the socket.
    /// </summary>
    private SendProgress Attempt(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        var report = 0;
        var wasEmpty = false;
        for (var left = PendingErrors.MaxAttempts; ; left--)
        {
            var progress = Try(wait, datagram);
            var again = 0;
            while (wait.Error is { } failure && socket.Silent.MustRepeat(failure.Code, again))
            {
                progress = Try(wait, datagram);
                again++;
            }

            socket.Silent.Resume(again);
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
                    wasEmpty = true; // the buffer may have emptied since the attempt, so try once more
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

            if (progress != SendProgress.NoRoom)
            {
                socket.Recording?.Sent(wait, datagram);
            }

            NameDestination(wait);
            wait.Error = wait.Error switch
            {
                { Code: Errno.EMSGSIZE } error => EndpointErrors.TooLong(error, datagram.Length),
                { Code: Errno.ENOBUFS, Detail: null } error => error with
                {
                    Detail = $"a datagram of {datagram.Length} bytes does not fit into the send buffer; "
                        + "set send_buffer_size to more",
                },
                var other => other,
            };

            return progress;
        }
    }

    /// <summary>Makes one attempt. Sets only the error and the number of bytes sent.</summary>
    private SendProgress Try(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        wait.Error = null;
        return wait.Source is { } source ? SendFrom(wait, datagram, source) : socket.Channel.Send(wait, datagram);
    }

    private SendProgress SendFrom(SendWait wait, ReadOnlySpan<byte> datagram, in DatagramSource source)
    {
        fixed (byte* start = datagram)
        {
            return wait.Settle(ControlMessages.SendFrom(
                socket.Descriptor,
                start,
                datagram.Length,
                (int)wait.Flags,
                wait.To!.Value,
                source.Address,
                source.Interface));
        }
    }

    /// <summary>Adds the destination to the error of a failed send.</summary>
    private void NameDestination(SendWait wait)
    {
        if (wait.Error is { } error && (wait.Destination ?? socket.Peer) is { } target)
        {
            wait.Error = EndpointErrors.About(error, target) with
            {
                Operation = wait.Operation,
                Detail = error.Detail ?? socket.OutOfReach(target, error.Code),
            };
        }
    }

    private sealed class RoomTimer(SendQueue sends) : ILoopTimer
    {
        /// <summary>The time between two attempts, in nanoseconds.</summary>
        internal const long Interval = 1_000_000;

        public int Position { get; set; } = -1;

        public int Sequence { get; set; }

        internal bool IsSet => Position >= 0;

        public void OnDue() => sends.Serve();
    }
}
