using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The ICMP reports about datagrams that an open socket has sent. A receive raises a report, and so can a send to the
/// connected peer. A send to another destination never does.
/// </summary>
/// <remarks>
/// With receive_errors, the kernel queues each report with its destination (ip(7), IP_RECVERR). Without receive_errors,
/// the socket gets only reports about its connected peer, as its pending error (<see cref="PendingErrors"/>).
/// </remarks>
internal sealed class ErrorReports(OpenSocket socket)
{
    /// <summary>IP_RECVERR and IPV6_RECVERR (linux/in.h, linux/in6.h).</summary>
    internal static readonly (int Level, int Number) V4Errors = (0, 11);
    internal static readonly (int Level, int Number) V6Errors = (41, 25);

    private static readonly (int Level, int Number) PendingError = (1, 4); // linux/socket.h

    /// <summary>
    /// The maximum number of kept reports. Further reports are dropped, as the kernel drops reports when the receive
    /// buffer is full.
    /// </summary>
    private const int MaxKept = 256;

    private Queue<LuaError>? _kept;

    /// <summary>
    /// The errno of a report about the connected peer that a send to another destination took off the socket, or 0.
    /// </summary>
    private int _peerErrno;

    /// <summary>True if receives raise the reports in the kernel's queue (receive_errors).</summary>
    internal bool AreReceived { get; private set; }

    /// <summary>True if a report was taken from the kernel and has not been raised yet.</summary>
    internal bool HasAny => HasPeerError || _kept is { Count: > 0 };

    internal bool HasPeerError => _peerErrno != 0;

    /// <summary>Sets the option receive_errors.</summary>
    internal void Receive(bool enable)
    {
        socket.Silent.Pause();
        socket.SetOption(V4Errors, V6Errors, enable ? 1 : 0);
        AreReceived = enable;
        _kept?.Clear();
        if (!enable && socket.Peer is null)
        {
            ClearPendingError(); // it repeats a report that is no longer wanted
        }
    }

    /// <summary>
    /// Returns true if a report that a send to <paramref name="to"/> got from the kernel may be about another
    /// destination.
    /// </summary>
    internal bool MayBeOfAnother(in IpEndpoint? to) =>
        AreReceived || (to is not null && to != socket.Peer && !socket.Silent.IsOn);

    /// <summary>
    /// Returns true if the errno of a send may be a report. Reads the reports that the recorder has asked for.
    /// </summary>
    internal bool MayBeReport(int errno)
    {
        var mayBe = PendingErrors.MayBe(errno);
        if (mayBe)
        {
            socket.Silent.Read();
        }

        return mayBe;
    }

    /// <summary>
    /// Keeps a report that a send to another destination got, because the report is about the peer. The next receive or
    /// the next send to the peer raises the report. Returns false if there is no report or no peer, or if receives
    /// raise the kernel's reports.
    /// </summary>
    /// <param name="errno">The report's errno, or 0 without a report.</param>
    internal bool KeepForPeer(int errno)
    {
        if (errno == 0 || socket.Peer is null || AreReceived)
        {
            return false;
        }

        _peerErrno = errno;
        return true;
    }

    /// <summary>
    /// Returns and removes the kept report about the connected peer. Returns null if no report is kept.
    /// </summary>
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

    /// <summary>
    /// Returns and removes the first kept report, or else the first report in the kernel's queue. Returns null if there
    /// is no report.
    /// </summary>
    internal LuaError? Take() => _kept is { Count: > 0 } kept ? kept.Dequeue() : Read();

    /// <summary>
    /// Records the outcome of a receive by the general path. Adds the destination to an error of the kernel.
    /// </summary>
    internal void Complete(ReceiveWait wait)
    {
        if (wait.Error is { Address: null } error)
        {
            // A report may have arrived after the first Take. With receive_errors, Take adds its destination.
            wait.Error = PendingErrors.MayBe(error.Code) ? Take() : null;
            if (wait.Error is null)
            {
                wait.Error = EndpointErrors.About(error, socket.Peer);
                socket.Recording?.Failed(error.Code, wait);
            }
        }
        else
        {
            socket.Recording?.Received(wait);
        }
    }

    /// <summary>
    /// Moves all reports in the kernel's queue to the kept reports, because poll(2) returns at once while that queue is
    /// not empty.
    /// </summary>
    internal void KeepAll()
    {
        socket.Silent.Read();
        while (Read() is { } report)
        {
            _kept ??= new Queue<LuaError>();
            if (_kept.Count < MaxKept)
            {
                _kept.Enqueue(report);
            }
        }
    }

    /// <summary>
    /// Drops the report about the old peer. Called when the socket gets another peer or is disconnected.
    /// </summary>
    internal void DropPending()
    {
        _peerErrno = 0;
        ClearPendingError();
    }

    /// <summary>
    /// Takes a report from the kernel's queue, or returns null. Also clears the socket's pending error, because the
    /// pending error repeats the report without its destination.
    /// </summary>
    private LuaError? Read()
    {
        if (!AreReceived
            || !ControlMessages.TryTakeError(socket.Descriptor, socket.Family, out var report))
        {
            return null;
        }

        ClearPendingError();
        socket.Recording?.Reported(report);
        return EndpointErrors.About(LuaError.System(report.Errno), report.Destination) with
        {
            IcmpType = report.Type,
            IcmpCode = report.Code,
            Reporter = report.Reporter?.ToString(),
        };
    }

    /// <summary>Clears the socket's pending error.</summary>
    internal void ClearPendingError() =>
        _ = SocketCalls.GetOption(socket.Socket, PendingError.Level, PendingError.Number, out _);
}
