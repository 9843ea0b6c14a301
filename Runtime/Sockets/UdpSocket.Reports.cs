using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>Which call an ICMP report is raised by: never by a send to a destination that the report is not about.</summary>
public sealed partial class UdpSocket
{
    private static readonly (int Level, int Number) PendingError = (1, 4);

    /// <summary>More reports than this are dropped, as the kernel drops them when the receive buffer is full.</summary>
    private const int MaxKeptReports = 256;

    private Queue<LuaError>? _keptReports;

    /// <summary>The errno of a report about the connected peer that a send to another destination met, or 0.</summary>
    private int _peerErrno;

    /// <summary>
    /// True if an ICMP report that a send has met may be about another destination. With receive_errors, the error queue has each
    /// report as well, so a receive raises it. Otherwise only a connected peer's reports reach the socket.
    /// </summary>
    private bool IsReportOfAnother(in IpEndpoint? to) => _reportsErrors || (to is not null && to != _remote);

    /// <summary>A send to another destination has met a report about the connected peer: the next call about the peer raises it.</summary>
    /// <param name="errno">The report's errno, or 0 if there was none.</param>
    private void OnReportForPeer(int errno)
    {
        if (errno == 0 || _remote is null || _reportsErrors)
        {
            return;
        }

        _peerErrno = errno;
        UpdateFastPath();
        if (_receivers.First is ReceiveWait wait)
        {
            _ = Serve(wait, ReceiveReady(wait));
        }
    }

    private LuaError? TakePeerError()
    {
        if (_peerErrno == 0)
        {
            return null;
        }

        var error = About(LuaError.System(_peerErrno), _remote);
        _peerErrno = 0;
        UpdateFastPath();
        return error;
    }

    /// <summary>
    /// Names the peer in the failure of a receive. With receive_errors it is in the error queue, where a report may have come
    /// after the receive looked there.
    /// </summary>
    private bool NamePeer(ReceiveWait wait, bool received)
    {
        if (received && wait.Error is { Address: null } error)
        {
            wait.Error = (PendingErrors.MayBe(error.Code) ? TakeReport() : null) ?? About(error, _remote);
        }

        return received;
    }

    /// <summary>The socket has another peer, or none. A report about the old peer is dropped, because it is not about the new one.</summary>
    private void ChangePeer(in IpEndpoint? peer)
    {
        if (_remote is not null && _remote != peer)
        {
            _peerErrno = 0;
            _ = SocketCalls.GetOption(_socket!, PendingError.Level, PendingError.Number, out _);
        }

        _remote = peer;
        UpdateFastPath();
    }

    private bool HasReport => _peerErrno != 0 || _keptReports is { Count: > 0 };

    private LuaError? TakeReport() => _keptReports is { Count: > 0 } kept ? kept.Dequeue() : ReadReport();

    /// <summary>
    /// Empties the error queue while fibers wait for room and nobody receives, because poll(2) would return at once for as long
    /// as the queue holds a report.
    /// </summary>
    private void KeepReports()
    {
        while (WantsOutput && _receivers.IsEmpty && ReadReport() is { } report)
        {
            _keptReports ??= new Queue<LuaError>();
            if (_keptReports.Count < MaxKeptReports)
            {
                _keptReports.Enqueue(report);
            }
        }
    }

    /// <summary>
    /// Takes a report from the error queue, and the pending error of the socket, which is the report once more without its destination.
    /// </summary>
    private LuaError? ReadReport()
    {
        if (!_reportsErrors || !MessageCalls.TryTakeError(Descriptor, Family, out var errno, out var peer))
        {
            return null;
        }

        _ = SocketCalls.GetOption(_socket!, PendingError.Level, PendingError.Number, out _);
        return About(LuaError.System(errno), peer);
    }
}
