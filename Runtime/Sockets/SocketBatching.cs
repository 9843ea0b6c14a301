using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Serilog;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The batching of one open socket: decides whether <see cref="SegmentBatch"/> may hold the socket's datagrams, sends
/// the held datagrams, and keeps the error if the kernel refuses them.
/// </summary>
internal sealed unsafe class SocketBatching(OpenSocket socket, EventLoop loop, UdpSocketPool pool)
{
    private static readonly (int Level, int Number) SendBuffer = (1, 7);

    private const long FirstPause = 1_000_000_000;
    private const long MaxPause = 64 * FirstPause;

    /// <summary>The errno of held datagrams that the kernel refused, until a send raises it.</summary>
    private volatile int _errno;

    /// <summary>The destination and the number of the refused datagrams.</summary>
    private IpEndpoint _refusedTo;
    private int _refused;

    /// <summary>The size of the send buffer, or 0 if it is not known.</summary>
    private int _sendBuffer;

    /// <summary>
    /// The time from which batches are tried again (<see cref="MonotonicClock.Now"/>), or 0. It is set when the kernel
    /// refuses a batch but takes its datagrams one by one.
    /// </summary>
    private long _triedFrom;

    /// <summary>The length of the next pause without batches, in nanoseconds.</summary>
    private long _pause = FirstPause;

    private volatile bool _isEnabled;

    internal EventLoop Loop => loop;

    /// <summary>
    /// The number of this object, counted from 1. The batch remembers the number of the run's socket, because storing a
    /// number costs less than storing a reference.
    /// </summary>
    internal int Number { get; } = ++pool.Batch.Members;

    /// <summary>True if datagrams may be held. Becomes false when the kernel refuses held datagrams.</summary>
    internal bool IsEnabled
    {
        get => _isEnabled;
        set => _isEnabled = value;
    }

    /// <summary>True if the kernel has refused held datagrams and no send has raised the error yet.</summary>
    internal bool HasError => _errno != 0;

    /// <summary>Holds a datagram and returns true, or returns false if the caller must send the datagram.</summary>
    internal bool TryAppend(byte* datagram, int length, in IpAddress to, int port, int flags)
    {
        if (_isEnabled)
        {
            return pool.Batch.TryAppend(this, datagram, length, to, port, flags);
        }

        pool.Batch.End(); // the script sent the held datagrams of another socket earlier
        return false;
    }

    /// <summary>
    /// Forgets the size of the send buffer. Called whenever an option is set, because the option may be the buffer
    /// size.
    /// </summary>
    internal void ForgetBufferSize() => _sendBuffer = 0;

    /// <summary>Returns the free space of the send buffer in bytes, or 0 if no datagrams may be held now.</summary>
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

    /// <summary>
    /// The loop's thread or the timer's thread: sends the held datagrams, in one syscall if the kernel supports it,
    /// otherwise one by one.
    /// </summary>
    internal void SendBatch(byte* datagrams, int count, int length, in IpAddress to, int port)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        var size = RawEndPoint.Write(sockaddr, to, port);
        if (count > 1
            && DatagramCalls.SendSegments(socket.Descriptor, datagrams, count * length, length, sockaddr, size) == 0)
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
            _isEnabled = false; // scripts can read this with get_option
            _refusedTo = new IpEndpoint(to, port);
            _refused = refused;
            _errno = errno;
        }
        else if (count > 1)
        {
            // The kernel, the device or the route does not support segments. Batches are tried again later, because the
            // route may change.
            Volatile.Write(ref _triedFrom, MonotonicClock.Now + _pause);
            _pause = Math.Min(_pause * 2, MaxPause);
        }
    }

    /// <summary>
    /// Returns and clears the error of held datagrams that the kernel refused. Returns null if no error is kept.
    /// </summary>
    internal LuaError? TakeError()
    {
        if (_errno == 0)
        {
            return null;
        }

        socket.Recording?.Refused(_errno, _refusedTo);
        var error = EndpointErrors.About(LuaError.System(_errno), _refusedTo) with
        {
            Detail = $"{Datagrams(_refused)} before this one, reported as sent, could not be sent; "
                + "segmentation_offload is off for this socket now",
        };
        _errno = 0;
        return error;
    }

    /// <summary>Logs an error of held datagrams that no send has raised. Called when the socket is closed.</summary>
    internal void WarnOfError(ILogger log)
    {
        if (TakeError() is { } error)
        {
            log.Warning(
                "{Count} to {Peer}, reported as sent, could not be sent: {Reason}",
                Datagrams(_refused),
                _refusedTo.ToString(),
                error.Message);
        }
    }

    /// <summary>
    /// Sends a held datagram. If the send buffer is full, blocks up to a second for room, because the datagram was
    /// already reported as sent. This is rare: the buffer had room when the datagram was held, and only another process
    /// that shares the socket can have filled it.
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
