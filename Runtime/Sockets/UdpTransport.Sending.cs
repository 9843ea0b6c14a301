using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>The general path of a send: checks the arguments and passes the send to <see cref="SendQueue"/>.</summary>
public abstract partial class UdpTransport
{
    /// <summary>Sends a datagram to an endpoint, or to the peer if <paramref name="to"/> is null.</summary>
    /// <returns>True if the outcome is set; false if the wait's fiber must be parked.</returns>
    public bool Send(SendWait wait, ReadOnlySpan<byte> datagram, IpEndpoint? to, SocketFlags flags)
    {
        wait.Prepare(this, to, flags);
        return Start(wait, datagram);
    }

    /// <summary>Sends a datagram from an address of this machine, through an interface if its index is not 0.</summary>
    /// <returns>True if the outcome is set; false if the wait's fiber must be parked.</returns>
    public bool SendFrom(
        SendWait wait,
        ReadOnlySpan<byte> datagram,
        in IpEndpoint to,
        SocketFlags flags,
        in IpAddress local,
        uint interfaceIndex)
    {
        _ = RequireOpen();
        EndpointErrors.RequireLinux("send_from");
        wait.Prepare(this, to, flags, new DatagramSource(local, interfaceIndex));
        return Start(wait, datagram);
    }

    /// <summary>Sends a datagram if the send buffer has room now and no fiber waits to send.</summary>
    /// <returns>True if the outcome is set; false if nothing was sent.</returns>
    public bool TrySend(SendWait wait, ReadOnlySpan<byte> datagram, in IpEndpoint to, SocketFlags flags)
    {
        wait.Prepare(this, to, flags);
        wait.Error = CheckSend(wait.To);
        return wait.Error is not null || (_open!.Sends ??= new SendQueue(this, _open)).TrySend(wait, datagram);
    }

    /// <summary>Removes the wait of a fiber that gave up. The datagram is not sent, unless it is pending.</summary>
    internal void WithdrawSend(SendWait wait)
    {
        wait.Abandon();
        _open?.Sends?.Remove(wait);
    }

    /// <summary>Wakes the fiber of a pending send that has ended. The outcome must be set.</summary>
    internal void OnSent(SendWait wait) => _open?.Sends?.OnSent(wait);

    /// <summary>Called when a sender joins the queue, and when the queue becomes empty.</summary>
    internal void OnSendersChanged()
    {
        UpdateFastPath();
        UpdateInterest();
    }

    /// <summary>
    /// Keeps a report that a send to another destination got, because the report is about the peer. If a receiver
    /// waits, the receiver gets the report at once.
    /// </summary>
    /// <param name="errno">The report's errno, or 0 without a report.</param>
    internal void OnReportForPeer(int errno)
    {
        if (_open!.Reports.KeepForPeer(errno))
        {
            _recording?.Failed(errno, default(CallSite));
            UpdateFastPath();
            _ = ServeFirst();
        }
    }

    private bool Start(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        wait.Error = CheckSend(wait.To);
        if (wait.Error is not null)
        {
            return true;
        }

        var sends = _open!.Sends ??= new SendQueue(this, _open);
        return sends.Send(wait, datagram);
    }

    private LuaError? CheckSend(in IpEndpoint? to)
    {
        FlushBatch();
        if (_open is not { } open)
        {
            return EndpointErrors.NotOpen;
        }

        _ = open.Silent.MustAsk && AskForReports();
        return open.CheckDestination(to) ?? open.Batching?.TakeError() ?? (to is null ? TakePeerError() : null);
    }

    private LuaError? TakePeerError()
    {
        var error = _open!.Reports.TakePeerError();
        UpdateFastPath();
        return error;
    }
}
