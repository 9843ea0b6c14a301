using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The ICMP reports about what an open socket has sent. A report is raised by a receive, or by the next call about its own
/// destination, and never by a send to a destination that it is not about.
/// </summary>
/// <remarks>
/// With receive_errors the kernel has a queue of reports with their destinations (ip(7), IP_RECVERR). Without it only reports
/// about a connected peer reach the socket, as its pending error (<see cref="PendingErrors"/>).
/// </remarks>
internal sealed class ErrorReports(OpenSocket socket)
{
    // linux/in.h, linux/in6.h, linux/socket.h
    private static readonly (int Level, int Number) V4Errors = (0, 11);
    private static readonly (int Level, int Number) V6Errors = (41, 25);
    private static readonly (int Level, int Number) PendingError = (1, 4);

    /// <summary>More reports than this are dropped, as the kernel drops them when the receive buffer is full.</summary>
    private const int MaxKept = 256;

    private Queue<LuaError>? _kept;

    /// <summary>The errno of a report about the connected peer that a send to another destination met, or 0.</summary>
    private int _peerErrno;

    /// <summary>True if receives raise the reports of the kernel's queue, with the destination that each is about.</summary>
    internal bool AreReceived { get; private set; }

    /// <summary>True if a report was taken from the kernel and not raised yet.</summary>
    internal bool HasAny => HasPeerError || _kept is { Count: > 0 };

    internal bool HasPeerError => _peerErrno != 0;

    /// <summary>Sets receive_errors.</summary>
    internal void Receive(bool enable)
    {
        socket.SetOption(V4Errors, V6Errors, enable ? 1 : 0);
        AreReceived = enable;
        _kept?.Clear();
    }

    /// <summary>True if a report that a send to <paramref name="to"/> has met may be about another destination.</summary>
    internal bool MayBeOfAnother(in IpEndpoint? to) => AreReceived || (to is not null && to != socket.Peer);

    /// <summary>A send to another destination has met a report. Returns true if it is kept for the next call about the peer.</summary>
    /// <param name="errno">The report's errno, or 0 if there was none.</param>
    internal bool KeepForPeer(int errno)
    {
        if (errno == 0 || socket.Peer is null || AreReceived)
        {
            return false;
        }

        _peerErrno = errno;
        return true;
    }

    /// <summary>Takes the report about the connected peer that was kept, or returns null.</summary>
    internal LuaError? TakePeerError()
    {
        if (_peerErrno == 0)
        {
            return null;
        }

        var error = EndpointErrors.About(LuaError.System(_peerErrno), socket.Peer);
        _peerErrno = 0;
        return error;
    }

    /// <summary>Takes the first report of the queue, or returns null.</summary>
    internal LuaError? Take() => _kept is { Count: > 0 } kept ? kept.Dequeue() : Read();

    /// <summary>Empties the kernel's queue into the kept reports, because poll(2) returns at once for as long as the queue holds one.</summary>
    internal void KeepAll()
    {
        while (Read() is { } report)
        {
            _kept ??= new Queue<LuaError>();
            if (_kept.Count < MaxKept)
            {
                _kept.Enqueue(report);
            }
        }
    }

    /// <summary>The peer is another one now: drops what is known about the old one.</summary>
    internal void DropPending()
    {
        _peerErrno = 0;
        ClearPendingError();
    }

    /// <summary>
    /// Takes a report from the kernel's queue, and the pending error of the socket, which is the report once more without its destination.
    /// </summary>
    private LuaError? Read()
    {
        if (!AreReceived || !ControlMessages.TryTakeError(socket.Descriptor, socket.Family, out var errno, out var peer))
        {
            return null;
        }

        ClearPendingError();
        return EndpointErrors.About(LuaError.System(errno), peer);
    }

    private void ClearPendingError() => _ = SocketCalls.GetOption(socket.Socket, PendingError.Level, PendingError.Number, out _);
}
