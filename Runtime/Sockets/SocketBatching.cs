using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Serilog;

namespace Moonwire.Runtime.Sockets;

/// <summary>An open socket's part in <see cref="SegmentBatch"/>: whether its datagrams may be held, and what became of them.</summary>
internal sealed unsafe class SocketBatching(OpenSocket socket, EventLoop loop, UdpSocketPool pool)
{
    private static readonly (int Level, int Number) SendBuffer = (1, 7);

    private const long FirstPause = 1_000_000_000;
    private const long MaxPause = 64 * FirstPause;

    /// <summary>The errno of held datagrams that the kernel refused, until a send raises it.</summary>
    private volatile int _errno;

    /// <summary>The peer of the refused datagrams, and their number.</summary>
    private IpEndpoint _refusedTo;
    private int _refused;

    /// <summary>The size of the send buffer, or 0 while it is not known.</summary>
    private int _sendBuffer;

    /// <summary>
    /// From when on batches are tried again, in <see cref="MonotonicClock.Now"/> nanoseconds, after the kernel took datagrams one by one
    /// only; and how long the next such pause is.
    /// </summary>
    private long _triedFrom;
    private long _pause = FirstPause;

    private volatile bool _isEnabled;

    internal EventLoop Loop => loop;

    /// <summary>From 1 on, for comparisons: a number is kept at less cost than a reference.</summary>
    internal int Number { get; } = ++pool.Batch.Members;

    /// <summary>True if datagrams may be held. A refusal of held datagrams ends that.</summary>
    internal bool IsEnabled
    {
        get => _isEnabled;
        set => _isEnabled = value;
    }

    /// <summary>True if the kernel has refused held datagrams, and no send has raised that yet.</summary>
    internal bool HasError => _errno != 0;

    /// <summary>Holds a datagram, or returns false if it must be sent by itself.</summary>
    internal bool TryAppend(byte* datagram, int length, in IpAddress to, int port, int flags)
    {
        if (_isEnabled)
        {
            return pool.Batch.TryAppend(this, datagram, length, to, port, flags);
        }

        pool.Batch.End(); // datagrams of another socket were sent before this one
        return false;
    }

    /// <summary>An option was set, which may be the size of the send buffer.</summary>
    internal void ForgetBufferSize() => _sendBuffer = 0;

    /// <summary>How many bytes of datagrams the kernel would take now, if they may be held.</summary>
    internal int Room()
    {
        if (!_isEnabled || socket.Peer is not null || socket.Reports.AreReceived
            || (Volatile.Read(ref _triedFrom) is var from and not 0 && MonotonicClock.Now < from))
        {
            return 0;
        }

        if (_sendBuffer == 0)
        {
            _ = SocketCalls.GetOption(socket.Socket, SendBuffer.Level, SendBuffer.Number, out _sendBuffer);
        }

        var unsent = SocketCalls.BytesUnsent(socket.Socket);
        return unsent < 0 ? 0 : _sendBuffer - unsent;
    }

    /// <summary>Either thread of <see cref="SegmentBatch"/>: sends the held datagrams, in one call if the kernel can.</summary>
    internal void SendBatch(byte* datagrams, int count, int length, in IpAddress to, int port)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        var size = RawEndPoint.Write(sockaddr, to, port);
        if (count > 1 && DatagramCalls.SendSegments(socket.Descriptor, datagrams, count * length, length, sockaddr, size) == 0)
        {
            _pause = FirstPause;
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
            _isEnabled = false; // get_option tells so
            _refusedTo = new IpEndpoint(to, port);
            _refused = refused;
            _errno = errno;
        }
        else if (count > 1)
        {
            // An old kernel, or a device or a route that takes no segments. The route may be another one later.
            Volatile.Write(ref _triedFrom, MonotonicClock.Now + _pause);
            _pause = Math.Min(_pause * 2, MaxPause);
        }
    }

    /// <summary>The refusal of held datagrams, which the script is told once.</summary>
    internal LuaError? TakeError()
    {
        if (_errno == 0)
        {
            return null;
        }

        var error = EndpointErrors.About(LuaError.System(_errno), _refusedTo) with
        {
            Detail = $"{Datagrams(_refused)} before this one, told as sent, could not be sent; segmentation_offload is off for this socket now",
        };
        _errno = 0;
        return error;
    }

    /// <summary>The socket ends: logs a refusal that no send has raised.</summary>
    internal void WarnOfError(ILogger log)
    {
        if (TakeError() is { } error)
        {
            log.Warning("{Count} to {Peer}, told as sent, could not be sent: {Reason}", Datagrams(_refused), _refusedTo.ToString(), error.Message);
        }
    }

    /// <summary>
    /// Sends a held datagram. It waits for room if there is no room, because the datagram was told as sent. There was room
    /// when it was held; only another process that has the socket can have taken it.
    /// </summary>
    private int SendWhenThereIsRoom(byte* datagram, int length, byte* sockaddr, int size)
    {
        const int patience = 1000; // milliseconds
        var sent = DatagramCalls.Send(socket.Descriptor, datagram, length, 0, sockaddr, size);
        return sent == -Errno.EAGAIN && SocketCalls.AwaitRoom(socket.Descriptor, patience)
            ? DatagramCalls.Send(socket.Descriptor, datagram, length, 0, sockaddr, size)
            : sent;
    }

    private static string Datagrams(int count) => count == 1 ? "one datagram" : $"{count} datagrams";
}
