using System.Runtime.InteropServices;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Batches the datagrams of a run. In a run, one socket sends datagrams of one length to one peer, in one round of the
/// loop. The first datagrams of the run are sent at once. The others are held and then sent in one syscall
/// (UDP_SEGMENT, udp(7)), which costs about half as much as one syscall for each datagram.
/// </summary>
/// <remarks>
/// <para>
/// Invariants.
/// 1. Held datagrams are sent before a script can notice the delay: before the loop polls, and before any other
/// operation on a socket except a receive that finds a datagram. While a script computes, <see cref="BatchFlushTimer"/>
/// sends them.
/// 2. Held datagrams are sent in the order in which the script sent them.
/// 3. A held datagram is reported as sent, so a datagram is held only if the kernel would take it.
/// </para>
/// <para>
/// Three facts show that the kernel would take a held datagram. The kernel took the last datagram of the run, with this
/// length and this peer, at most <see cref="_slow"/> ago. The send buffer has room for all datagrams of the batch. No
/// ICMP report can fail the send, because the socket is not connected and does not ask for reports. If the kernel
/// refuses a datagram, the run ends, and the next datagram is sent by itself. The kernel can still refuse a held
/// datagram, because a firewall limits the rate or its rules have changed. <see cref="SocketBatching.SendBatch"/> then
/// keeps the error for the script.
/// </para>
/// <para>
/// The loop's thread and the timer's thread exclude each other through <see cref="_state"/>. If a script pauses between
/// datagrams, or sends too few datagrams for a batch to pay off, batching stops for a while.
/// </para>
/// </remarks>
internal sealed unsafe class SegmentBatch : IDisposable
{
    /// <summary>The number of datagrams at the start of a run that are sent at once.</summary>
    private const int Lead = 2;

    /// <summary>The smallest number of datagrams for which a batch saves more than it costs.</summary>
    private const int WorthHolding = 3;

    /// <summary>
    /// The smallest number of datagrams for which a batch pays off at the end of a round. It is larger than
    /// <see cref="WorthHolding"/>, because the peer may have been idle while the datagrams were held.
    /// </summary>
    private const int WorthWaitingFor = 8;

    /// <summary>
    /// The maximum number of datagrams in a batch. A larger batch saves little more. It would also delay a peer that
    /// keeps only a few dozen datagrams in flight, because the peer would have to wait for all of them.
    /// </summary>
    private const int MaxDatagrams = 16;
    private const int MaxBytes = 65507;

    /// <summary>
    /// The maximum length of a datagram that fits an Ethernet frame over IPv6. A longer segment may need fragmentation,
    /// which the kernel refuses.
    /// </summary>
    private const int MaxDatagramLength = 1452;

    /// <summary>The maximum overhead of a datagram in the send buffer, in bytes.</summary>
    private const int Overhead = 2048;

    private const int MinPause = 64;
    private const int MaxPause = 1 << 15;

    private const int Empty = 0;
    private const int Holding = 1;
    private const int InUse = 2;

    private readonly BatchFlushTimer _timer;
    private readonly Action _flush;
    private readonly bool _isAllowed = Shortcuts.Allow(Shortcut.SegmentBatches);

    /// <summary>
    /// The time in nanoseconds after which a batch no longer pays off, and after which a send no longer shows that the
    /// kernel takes the next datagram.
    /// </summary>
    private readonly long _slow;
    private int _state;

    // The current run. Only the loop's thread uses these fields, except _pause, _nextPause and _proven, which the
    // thread that sends the batch also writes.
    /// <summary>The number of the socket that sends the run, or 0 if there is no run.</summary>
    private int _number;
    private IpAddress _to;
    private int _port;
    private int _length;
    private int _run;
    private long _round;

    /// <summary>The time of the run's last send. A refused send ends the run.</summary>
    private long _proven;
    private int _pause;
    private int _nextPause = MinPause;

    // The held datagrams. The timer's thread uses these fields only after it has claimed the batch (TryUse).
    private SocketBatching? _socket;
    private byte* _buffer;
    private int _count;
    private int _maxCount;
    private long _since;

    /// <param name="latest">The interval of the timer, which holds no datagram longer than twice this time.</param>
    internal SegmentBatch(TimeSpan latest)
    {
        _flush = () => Flush(WorthWaitingFor);
        _slow = latest.Ticks * TimeSpan.NanosecondsPerTick / 5;
        _timer = new BatchFlushTimer(this, latest);
    }

    /// <summary>The number of sockets for which batching was ever enabled.</summary>
    internal int Members { get; set; }

    /// <summary>
    /// True while datagrams are held or a batch is being sent. Reads the state instead of the count, because the count
    /// becomes 0 before the state becomes <see cref="Empty"/>.
    /// </summary>
    internal bool IsHolding => Volatile.Read(ref _state) != Empty;

    /// <summary>
    /// Holds a datagram that continues the run, and returns true. Returns false if the caller must send the datagram at
    /// once. If the datagram does not continue the run, this method sends the held datagrams and starts a new run.
    /// </summary>
    internal bool TryAppend(SocketBatching socket, byte* datagram, int length, in IpAddress to, int port, int flags)
    {
        if (socket.Loop.Round == _round && socket.Number == _number && length == _length && port == _port
            && flags == 0 && to == _to)
        {
            return ++_run >= Lead && GoesOn(socket, datagram);
        }

        Flush();
        _number = flags == 0 ? socket.Number : 0;
        _round = socket.Loop.Round;
        _length = length;
        _port = port;
        _to = to;
        _run = 1;
        return false;
    }

    /// <summary>
    /// The loop's thread: sends the held datagrams and ends the run. Called before any other operation on a socket,
    /// because after such an operation the kernel may refuse the next datagram.
    /// </summary>
    internal void End()
    {
        Flush();
        _number = 0;
    }

    /// <summary>Any thread: sends the held datagrams. Called when the process may be about to end.</summary>
    internal void FlushBeforeEnd() => Flush(worth: 0);

    /// <summary>The loop's thread: sends the held datagrams.</summary>
    private void Flush() => Flush(WorthHolding);

    private void Flush(int worth)
    {
        if (IsHolding && TryUse())
        {
            Send(MonotonicClock.Now, worth);
        }
    }

    /// <summary>
    /// The timer's thread: sends the held datagrams if the first of them was held at <paramref name="moment"/> or
    /// earlier.
    /// </summary>
    /// <returns>True if datagrams are still held.</returns>
    internal bool FlushLate(long moment)
    {
        if (!TryUse())
        {
            return false;
        }

        if (_since > moment)
        {
            Volatile.Write(ref _state, Holding);
            return true;
        }

        Send(MonotonicClock.Now, WorthHolding);
        return false;
    }

    public void Dispose()
    {
        Flush();
        _timer.Dispose();
        NativeMemory.Free(_buffer); // the timer's thread uses it only while datagrams are held
        _buffer = null;
    }

    /// <summary>Claims the batch for this thread. Returns false if no datagrams are held.</summary>
    private bool TryUse()
    {
        var spin = default(SpinWait);
        while (true)
        {
            switch (Interlocked.CompareExchange(ref _state, InUse, Holding))
            {
                case Holding:
                    return true;
                case Empty:
                    return false;
                default:
                    spin.SpinOnce();
                    break;
            }
        }
    }

    /// <summary>
    /// Holds the datagram if the kernel took the previous datagram a short time ago. Otherwise returns false, and the
    /// caller sends the datagram by itself. If the kernel takes that datagram, later datagrams of the run can be held;
    /// if the kernel refuses it, the run ends.
    /// </summary>
    private bool GoesOn(SocketBatching socket, byte* datagram)
    {
        if (IsHolding)
        {
            return Hold(socket, datagram);
        }

        if (_pause > 0)
        {
            _pause--;
            return false;
        }

        var now = MonotonicClock.Now;
        var isProven = _run > Lead && now - _proven <= _slow;
        _proven = now;
        return isProven && Hold(socket, datagram);
    }

    private bool Hold(SocketBatching socket, byte* datagram)
    {
        if (!IsHolding || !TryUse())
        {
            return Begin(socket, datagram);
        }

        Append(datagram);
        if (_count == _maxCount)
        {
            Send(MonotonicClock.Now, WorthHolding);
        }
        else
        {
            Volatile.Write(ref _state, Holding);
        }

        return true;
    }

    private bool Begin(SocketBatching socket, byte* datagram)
    {
        if (!_isAllowed || _length is 0 or > MaxDatagramLength || _to.IsMulticast || !_timer.IsAvailable)
        {
            return false;
        }

        var room = socket.Room() / (_length + Overhead);
        _maxCount = Math.Min(Math.Min(MaxDatagrams, MaxBytes / _length), room);
        if (_maxCount < 2)
        {
            return false;
        }

        _buffer = _buffer is null ? (byte*)NativeMemory.Alloc(MaxBytes) : _buffer;
        _socket = socket;
        Append(datagram);
        _since = MonotonicClock.Now;
        Volatile.Write(ref _state, Holding);
        _timer.Start();
        socket.Loop.AtRoundEnd(_flush);
        return true;
    }

    private void Append(byte* datagram)
    {
        new ReadOnlySpan<byte>(datagram, _length).CopyTo(new Span<byte>(_buffer + (_count * _length), _length));
        _count++;
    }

    /// <summary>
    /// Sends the held datagrams and releases the batch. The calling thread must have claimed the batch.
    /// </summary>
    /// <param name="worth">
    /// The smallest number of datagrams for which the batch pays off. After a smaller batch, batching pauses.
    /// </param>
    private void Send(long now, int worth)
    {
        _socket!.SendBatch(_buffer, _count, _length, _to, _port);
        if (_count < worth || now - _since > _slow)
        {
            _pause = _nextPause;
            _nextPause = Math.Min(_nextPause * 2, MaxPause);
        }
        else
        {
            _nextPause = Math.Max(_nextPause / 2, MinPause);
        }

        _count = 0;
        _proven = now;
        Volatile.Write(ref _state, Empty);
    }
}
