using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Sockets;

/// <summary>The general path of a receive, and the fibers that wait for a datagram.</summary>
public abstract partial class UdpTransport
{
    /// <summary>True if the receive side of the open socket is shut.</summary>
    internal bool IsReceiveShut => _open is { IsReceiveShut: true };

    /// <summary>Tries to receive a datagram for a new receiver.</summary>
    /// <returns>True when the outcome is set; false when the wait must be queued (<see cref="AddReceiver"/>) and its fiber parked.</returns>
    public bool ReceiveGeneral(ReceiveWait wait)
    {
        if (wait.Flags != SocketFlags.None)
        {
            FlushBatch(); // a plain receive that finds nothing waits, and a batch leaves before the loop looks again
        }

        if (_open is not { } open)
        {
            wait.Error = EndpointErrors.NotOpen;
            return true;
        }

        if (!_receivers.IsEmpty || !(open.IsReceiveShut || open.Reports.HasAny || open.Channel.Stashed is not null || _callPredictor.ShouldTry()))
        {
            return false;
        }

        var received = Attempt(wait);
        _callPredictor.Learn(received);
        return received;
    }

    /// <summary>Queues a receiver for which no datagram is there. Its fiber must be parked.</summary>
    public void AddReceiver(ReceiveWait wait)
    {
        _receivers.Add(wait);
        Loop.AddWaiting(this);
        if (!IsWatched || WantsOutput)
        {
            UpdateInterest();
        }
    }

    /// <summary>After shutdown("receive"): fibers that wait get 0 bytes, and so do later ones for which no datagram is there.</summary>
    private protected void ShutReceive()
    {
        _open!.IsReceiveShut = true;
        UpdateFastPath();
        while (ServeFirst())
        {
        }
    }

    internal override void OnReady()
    {
        if (WantsOutput)
        {
            _open!.Sends!.Serve();
            if (WantsOutput && _receivers.IsEmpty)
            {
                _open.Reports.KeepAll();
            }
        }

        if (_receivers.IsEmpty)
        {
            UpdateInterest(); // nobody receives now: do not report input again
        }
        else if (!ServeFirst() && Channel is { IsReceivePending: true })
        {
            UpdateInterest();
        }
    }

    internal override bool TryNow() => ServeFirst();

    /// <summary>A receive that was pending has ended: serves the receivers with what it got.</summary>
    internal void OnReceivable()
    {
        while (Channel is { Stashed: not null } && ServeFirst())
        {
        }

        UpdateInterest();
    }

    /// <summary>Wakes the first receiver if a datagram or a failure is there for it.</summary>
    /// <returns>True if a fiber was woken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ServeFirst()
    {
        var wait = Unsafe.As<ReceiveWait>(_receivers.First); // the queue has no other kind
        if (wait is null || !(_fastReceive >= 0 && wait.IsPlain ? AttemptFast(wait) : Attempt(wait)))
        {
            return false;
        }

        _receivers.Remove(wait);
        if (_receivers.IsEmpty)
        {
            Loop.RemoveWaiting(this);
        }

        Loop.Fibers.Wake(wait);
        return true;
    }

    /// <summary>Tries to receive by the fast path; true when the outcome is set.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool AttemptFast(ReceiveWait wait)
    {
        var length = wait.ReceiveFast(this);
        if (length >= 0)
        {
            return true;
        }

        if (length == WouldBlock)
        {
            return false;
        }

        wait.Error = ReceiveFailed(-length);
        return true;
    }

    /// <summary>Tries to receive a report, a stashed datagram or one of the kernel's; true when the outcome is set.</summary>
    private bool Attempt(ReceiveWait wait)
    {
        var open = _open!;
        if ((open.Reports.Take() ?? open.Reports.TakePeerError()) is { } report)
        {
            UpdateFastPath();
            wait.Error = report;
        }
        else if (!open.Channel.Receive(wait))
        {
            if (!open.IsReceiveShut)
            {
                return false;
            }

            wait.PacketInfo = default;
            wait.SetReceived(0);
            wait.SetSender(open.Peer ?? new IpEndpoint(open.Family == AddressFamily.InterNetworkV6 ? IpAddress.AnyV6 : IpAddress.AnyV4, 0));
            return true;
        }

        if (wait.Error is { Address: null } error)
        {
            // With receive_errors the peer is in the queue of reports, where the report may have come after the look.
            wait.Error = (PendingErrors.MayBe(error.Code) ? open.Reports.Take() : null) ?? EndpointErrors.About(error, open.Peer);
        }

        Arrived++;
        return true;
    }

    /// <summary>Has the loop watch the socket for what fibers now wait for, or not at all.</summary>
    internal void UpdateInterest()
    {
        if (!WantsInput && !WantsOutput)
        {
            if (IsWatched)
            {
                Loop.Unwatch(this);
            }
        }
        else if (IsWatched)
        {
            Loop.UpdateInterest(this);
        }
        else
        {
            Loop.Watch(this);
        }
    }
}
