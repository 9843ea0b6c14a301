using System.Net.Sockets;
using System.Runtime.CompilerServices;

namespace Moonwire.Runtime.Sockets;

/// <summary>The general path of a receive, and the queue of fibers that wait for a datagram.</summary>
public abstract partial class UdpTransport
{
    /// <summary>True if the receive side of the open socket is shut.</summary>
    internal bool IsReceiveShut => _open is { IsReceiveShut: true };

    /// <summary>Tries to receive a datagram for a fiber that has not begun to wait.</summary>
    /// <returns>
    /// True if the outcome is set; false if the wait must be queued (<see cref="AddReceiver"/>) and its fiber parked.
    /// </returns>
    public bool ReceiveGeneral(ReceiveWait wait)
    {
        if (wait.Flags != SocketFlags.None)
        {
            FlushBatch(); // not needed for a plain receive: if it must wait, the loop flushes
        }

        if (_open is not { } open)
        {
            wait.Error = EndpointErrors.NotOpen;
            return true;
        }

        if (!_receivers.IsEmpty
            || !(open.IsReceiveShut || open.Reports.HasAny || open.Channel.Stashed is not null
                || _callPredictor.ShouldTry()))
        {
            return false;
        }

        var received = Attempt(wait);
        _callPredictor.Learn(received);
        return received;
    }

    /// <summary>Tries to receive a datagram without waiting. Receives nothing while fibers wait to receive.</summary>
    /// <returns>True if the outcome is set.</returns>
    public bool TryReceive(ReceiveWait wait)
    {
        FlushBatch(); // the loop does not flush for a script that only tries and never waits
        wait.Error = _open is null ? EndpointErrors.NotOpen : null;
        return wait.Error is not null || (_receivers.IsEmpty && Attempt(wait));
    }

    /// <summary>Queues the wait of a fiber that found no datagram. The caller must park the fiber.</summary>
    public void AddReceiver(ReceiveWait wait)
    {
        _receivers.Add(wait);
        Loop.AddWaiting(this);
        if (!IsWatched || WantsOutput)
        {
            UpdateInterest();
        }
    }

    /// <summary>Marks the receive side as shut, so that receives that find no datagram get 0 bytes.</summary>
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
            UpdateInterest(); // stops further reports of input, because no fiber waits for a datagram
        }
        else if (!ServeFirst() && _open!.IsReceivePending())
        {
            UpdateInterest();
        }
    }

    internal override bool TryNow() => ServeFirst();

    /// <summary>Tries to receive for a wait, unless other fibers wait before it.</summary>
    internal bool TryServe(ReceiveWait wait) => _receivers.First == wait && ServeFirst();

    /// <summary>Called when a pending receive has ended: gives its datagram to the first receiver.</summary>
    internal void OnReceivable()
    {
        while (Channel is { Stashed: not null } && ServeFirst())
        {
        }

        UpdateInterest();
    }

    /// <summary>Tries to receive for the first receiver. Wakes its fiber if there is a datagram or an error.</summary>
    /// <returns>True if a fiber was woken.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool ServeFirst()
    {
        var wait = Unsafe.As<ReceiveWait>(_receivers.First); // the queue has only ReceiveWaits
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

    /// <summary>Tries to receive with one syscall. Returns true if the outcome is set.</summary>
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

    /// <summary>Tries to receive a report, a stashed datagram, or a datagram from the kernel, in this order.</summary>
    /// <returns>True if the outcome is set.</returns>
    private bool Attempt(ReceiveWait wait)
    {
        var open = _open!;
        if ((open.Reports.Take() ?? open.Reports.TakePeerError()) is { } report)
        {
            UpdateFastPath();
            wait.Error = report;
            return true;
        }

        if (!open.Silent.Receive(wait))
        {
            return open.IsReceiveShut && open.ReceiveNothing(wait);
        }

        open.Reports.Complete(wait);
        Arrived += wait.Error is null && !wait.IsPeek ? 1 : 0;
        return true;
    }

    /// <summary>Watches the socket for the events that fibers wait for, or ends the watch if no fiber waits.</summary>
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
