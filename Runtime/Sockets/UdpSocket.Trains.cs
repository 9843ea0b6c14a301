using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>The socket's part in <see cref="SendTrain"/>.</summary>
public sealed unsafe partial class UdpSocket
{
    private static readonly (int Level, int Number) SendBuffer = (1, 7);

    private const long FirstBatchPause = 1_000_000_000;
    private const long LongestBatchPause = 64 * FirstBatchPause;

    /// <summary>The errno of held datagrams that the kernel refused, until a send raises it.</summary>
    private volatile int _heldErrno;

    /// <summary>The peer of the refused datagrams, and their number.</summary>
    private IpEndpoint _heldFor;
    private int _heldRefused;

    /// <summary>The size of the send buffer, or 0 while it is not known.</summary>
    private int _sendBuffer;

    /// <summary>
    /// From when on batches are tried again, in <see cref="EventLoop.Now"/> nanoseconds, after the kernel took datagrams one by one
    /// only; and how long the next such pause is.
    /// </summary>
    private long _batchesFrom;
    private long _batchPause = FirstBatchPause;

    private volatile bool _mayHold;

    /// <summary>
    /// True if the datagrams of a run may be handed to the kernel together. It is off until a script sets it, because a held datagram is
    /// reported as sent before the kernel has taken it.
    /// </summary>
    public bool SegmentationOffload
    {
        get
        {
            _ = RequireOpen();
            return _direct >= 0 && _mayHold;
        }

        set
        {
            _ = RequireOpen();
            if (value && _direct < 0)
            {
                throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with { Detail = OperatingSystem.IsLinux() ? "segmentation_offload is not there with MOONWIRE_READINESS=poll" : "segmentation_offload needs Linux" });
            }

            _mayHold = value;
        }
    }

    /// <summary>How many bytes of datagrams the system would take now, if they may be held.</summary>
    internal int RoomToHold()
    {
        if (!_mayHold || _remote is not null || _reportsErrors
            || (Volatile.Read(ref _batchesFrom) is var from and not 0 && EventLoop.Now < from))
        {
            return 0;
        }

        if (_sendBuffer == 0)
        {
            _ = SocketCalls.GetOption(_socket!, SendBuffer.Level, SendBuffer.Number, out _sendBuffer);
        }

        var unsent = SocketCalls.BytesUnsent(_socket!);
        return unsent < 0 ? 0 : _sendBuffer - unsent;
    }

    /// <summary>Either thread of <see cref="SendTrain"/>: sends the held datagrams, in one call if the kernel can.</summary>
    internal void SendTogether(byte* datagrams, int count, int length, in IpAddress to, int port)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaximumSize];
        var size = RawEndPoint.Write(sockaddr, to, port);
        if (count > 1 && DatagramCalls.SendSegments(_direct, datagrams, count * length, length, sockaddr, size) == 0)
        {
            _batchPause = FirstBatchPause;
            return;
        }

        var errno = 0;
        var refused = 0;
        for (var i = 0; i < count; i++)
        {
            var sent = SendWhenThereIsRoom(datagrams + (i * length), length, sockaddr, size);
            if (sent < 0)
            {
                errno = -sent;
                refused++;
            }
        }

        if (errno != 0)
        {
            _mayHold = false; // get_option tells so
            _heldFor = new IpEndpoint(to, port);
            _heldRefused = refused;
            _heldErrno = errno;
        }
        else if (count > 1)
        {
            // An old kernel, or a device or a route that takes no segments. The route may be another one later.
            Volatile.Write(ref _batchesFrom, EventLoop.Now + _batchPause);
            _batchPause = Math.Min(_batchPause * 2, LongestBatchPause);
        }
    }

    /// <summary>
    /// Sends a held datagram. It waits for room if there is no room, because the datagram was told as sent. There was room
    /// when it was held; only another process that has the socket can have taken it.
    /// </summary>
    private int SendWhenThereIsRoom(byte* datagram, int length, byte* sockaddr, int size)
    {
        const int patience = 1000; // milliseconds
        var sent = DatagramCalls.Send(_direct, datagram, length, 0, sockaddr, size);
        return sent == -Errno.EAGAIN && SocketCalls.AwaitRoom(_direct, patience)
            ? DatagramCalls.Send(_direct, datagram, length, 0, sockaddr, size)
            : sent;
    }

    /// <summary>What is held leaves, before anything else is done with a socket.</summary>
    private void SendHeld() => pool.Train.End();

    /// <summary>The refusal of held datagrams, which the script is told once.</summary>
    private LuaError? TakeHeldError()
    {
        if (_heldErrno == 0)
        {
            return null;
        }

        var error = About(LuaError.System(_heldErrno), _heldFor) with
        {
            Detail = $"{Datagrams(_heldRefused)} before this one, told as sent, could not be sent; segmentation_offload is off for this socket now",
        };
        _heldErrno = 0;
        return error;
    }

    /// <summary>The socket ends: a refusal that no send has raised is logged.</summary>
    private void WarnOfHeldError()
    {
        if (TakeHeldError() is { } error)
        {
            pool.Log.Warning("{Count} to {Peer}, told as sent, could not be sent: {Reason}", Datagrams(_heldRefused), _heldFor.ToString(), error.Message);
        }
    }

    private static string Datagrams(int count) => count == 1 ? "one datagram" : $"{count} datagrams";
}
