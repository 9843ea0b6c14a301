using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>The general path of a send: its checks, before <see cref="SendQueue"/> makes the attempt.</summary>
public abstract partial class UdpTransport
{
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
        _ = RequireOpen();
        EndpointErrors.RequireLinux("send_from");
        wait.Prepare(this, to, flags, new DatagramSource(local, interfaceIndex));
        return Start(wait, datagram);
    }

    /// <summary>A fiber gave up its send: its wait is removed from the queue, and its datagram is not sent.</summary>
    internal void WithdrawSend(SendWait wait)
    {
        wait.Abandon();
        _open?.Sends?.Remove(wait);
    }

    /// <summary>A send that was pending has ended, and its outcome is set.</summary>
    internal void OnSent(SendWait wait) => _open?.Sends?.OnSent(wait);

    /// <summary>The first sender began to wait for room, or the last one left.</summary>
    internal void OnSendersChanged()
    {
        UpdateFastPath();
        UpdateInterest();
    }

    /// <summary>A send to another destination has met a report: the next call about the peer raises it.</summary>
    /// <param name="errno">The report's errno, or 0 if there was none.</param>
    internal void OnReportForPeer(int errno)
    {
        if (_open!.Reports.KeepForPeer(errno))
        {
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

        var target = to ?? open.Peer;
        var errno = target is null ? Errno.EDESTADDRREQ
            : to is { Port: 0 } ? Errno.EINVAL
            : to is { Address.IsV6: true } && open.Family == AddressFamily.InterNetwork ? Errno.EAFNOSUPPORT
            : 0;
        if (errno == 0)
        {
            return open.Batching?.TakeError() ?? (to is null ? TakePeerError() : null);
        }

        var detail = errno == Errno.EINVAL ? "port 0 is nobody's; datagrams go to a port from 1 to 65535"
            : target is { } known ? open.Misfit(known, errno) : null;
        return EndpointErrors.About(LuaError.System(errno), target) with { Detail = detail };
    }

    private LuaError? TakePeerError()
    {
        var error = _open!.Reports.TakePeerError();
        UpdateFastPath();
        return error;
    }
}
