using System.Runtime.InteropServices;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Datagrams of one length that are sent to one peer, one after the other in one round of the loop: all but the first are
/// held, and handed to the system in one call (UDP_SEGMENT, udp(7)), which makes the same datagrams of them at half the cost.
/// </summary>
/// <remarks>
/// <para>
/// Invariants. Held datagrams leave before anything of this program can tell that they have not: before the loop looks
/// for input, before any other operation on a socket but a receive that finds a datagram, and <see cref="BatchFlushTimer"/> sees
/// to it that they leave in time while a script computes. They leave in the order in which they were sent.
/// </para>
/// <para>
/// A held datagram is reported as sent. So a datagram is held only if the kernel would take it. The kernel took the run's
/// last datagram, which has this length and this peer, at most <see cref="_slow"/> ago. The socket's buffer has room for
/// every datagram that may be held. No ICMP report can fail the send, because the socket is neither connected nor
/// asks for reports. A refusal ends the run, so the datagram after it is sent by itself. If the kernel refuses
/// a held datagram all the same, because a firewall counts datagrams or a rule changed within this time,
/// <see cref="SocketBatching.SendBatch"/> tells so.
/// </para>
/// <para>
/// The loop's thread and the timer's exclude each other through <see cref="_state"/>. Where a script takes its time
/// between datagrams, or there are too few of them to win anything, they are sent one by one for a while.
/// </para>
/// </remarks>
internal sealed unsafe class SegmentBatch : IDisposable
{
    /// <summary>How many datagrams of a run are sent at once, before others are held.</summary>
    private const int Lead = 2;

    /// <summary>Holding fewer than this costs more than it saves.</summary>
    private const int WorthHolding = 3;

    /// <summary>The same at the end of a round, when the peer may have had nothing else to do than to wait for them.</summary>
    private const int WorthWaitingFor = 8;

    /// <summary>More win little, and a peer that keeps a few dozen under way would wait for all of them at once.</summary>
    private const int MaxDatagrams = 16;
    private const int MaxBytes = 65507;

    /// <summary>What fits Ethernet's frames beside the headers of IPv6; a longer segment may need fragments, which the system refuses.</summary>
    private const int MaxDatagramLength = 1452;

    /// <summary>What a datagram takes of the socket's buffer beside its bytes, at most.</summary>
    private const int Overhead = 2048;

    private const int MinPause = 64;
    private const int MaxPause = 1 << 15;

    private const int Empty = 0;
    private const int Holding = 1;
    private const int InUse = 2;

    private readonly BatchFlushTimer _timer;
    private readonly Action _flush;
    private readonly bool _isAllowed = Shortcuts.Allow(Shortcut.SegmentBatches);

    /// <summary>In nanoseconds: a run that takes longer than this is not worth holding.</summary>
    private readonly long _slow;
    private int _state;

    // The run, known to the loop's thread alone, but for the pauses, which whoever sends what is held sets.
    /// <summary>The number of the socket that sends it; 0 where there is no run.</summary>
    private int _number;
    private IpAddress _to;
    private int _port;
    private int _length;
    private int _run;
    private long _round;

    /// <summary>When the kernel was last asked to take a datagram of the run. A refusal ends the run.</summary>
    private long _proven;
    private int _pause;
    private int _nextPause = MinPause;

    // What is held. The timer's thread reads it while it has the state.
    private SocketBatching? _socket;
    private byte* _buffer;
    private int _count;
    private int _maxCount;
    private long _since;

    /// <param name="latest">After this time, or twice as long, what is held leaves by itself.</param>
    internal SegmentBatch(TimeSpan latest)
    {
        _flush = () => Flush(WorthWaitingFor);
        _slow = latest.Ticks * TimeSpan.NanosecondsPerTick / 5;
        _timer = new BatchFlushTimer(this, latest);
    }

    /// <summary>How many sockets have ever had batches.</summary>
    internal int Members { get; set; }

    /// <summary>Whether something is held, or just being sent. Nothing else tells so: a count may be 0 before the state is given back.</summary>
    internal bool IsHolding => Volatile.Read(ref _state) != Empty;

    /// <summary>
    /// Takes a datagram that goes on with a run, or says that it must be sent at once; what was held is on its way then.
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
    /// The loop's thread: something else is done with a socket. What is held leaves, and the run is over: the system may not
    /// take the next datagram as it took the last.
    /// </summary>
    internal void End()
    {
        Flush();
        _number = 0;
    }

    /// <summary>Any thread: the process may end next, so the held datagrams leave now.</summary>
    internal void FlushBeforeEnd() => Flush(worth: 0);

    /// <summary>The loop's thread: sends what is held.</summary>
    private void Flush() => Flush(WorthHolding);

    private void Flush(int worth)
    {
        if (IsHolding && TryUse())
        {
            Send(MonotonicClock.Now, worth);
        }
    }

    /// <summary>The timer's thread: sends what is held since <paramref name="moment"/> or longer.</summary>
    /// <returns>Whether something is still held.</returns>
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
        NativeMemory.Free(_buffer); // the timer's thread does not touch it, since nothing is held any more
        _buffer = null;
    }

    /// <summary>Claims what is held; false when nothing is.</summary>
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
    /// Holds the datagram if the kernel took the one before it a short time ago. Otherwise the caller sends it by itself, which proves
    /// once more that the kernel takes it, or ends the run.
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

    /// <summary>Sends what is held, by whoever has the state, and gives it back.</summary>
    /// <param name="worth">How many must have been held for that to have been worth it.</param>
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
