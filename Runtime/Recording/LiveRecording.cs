using System.Runtime.InteropServices;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Writes all datagrams of a program to a pcapng file while the program runs (--record). A thread writes the blocks
/// that the loop's thread adds to a <see cref="BlockBuffer"/>.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. The loop's thread never waits for the file. If the buffer is full or a write has failed, the file lacks
/// datagrams, and their number is kept. LiveRecordingTests has a reader that does not read, and /dev/full.
/// 2. A datagram allocates no managed memory, except the first from each script line.
/// 3. The end of the process waits at most <see cref="EndPatience"/> for the file.
/// 4. A forked child writes nothing.
/// </remarks>
public sealed unsafe class LiveRecording
{
    private const int MaxWrite = 1024 * 1024;

    /// <summary>PIPE_BUF: if a pipe has room, a write of this size does not block (pipe(7)).</summary>
    private const int PipeWrite = 4096;

    private const int RoomInterval = 100; // milliseconds
    private const int LockPatience = 200; // milliseconds

    /// <summary>The maximum number of <see cref="EndPatience"/> at the end of the program.</summary>
    private const int MostWaits = 15;

    /// <summary>The time without progress after which the end of the program gives up the rest of the file.</summary>
    private static readonly TimeSpan EndPatience = TimeSpan.FromSeconds(2);

    /// <summary>The time in which the writing thread does not have to be woken after a write.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(1);

    private static LiveRecording? _current;

    private readonly RecordDescriptor _file;
    private readonly string _name;
    private readonly Action<string> _report;
    private readonly PcapngEncoder _encoder;
    private readonly BlockBuffer _buffer = new();
    private readonly Thread _thread;
    private readonly Lock _writing = new();
    private readonly Lock _finishing = new();
    private readonly object _waking = new();
    private readonly int _generation = ForkedChild.Generation;

    /// <summary>The difference of the two clocks at the start, so that times in the file never go backwards.</summary>
    private readonly long _toWall = WallClock.Now - MonotonicClock.Now;

    /// <summary>The numbers of packets that were added, and that were lost before the buffer.</summary>
    private long _added;
    private long _lost;

    /// <summary>The number of lost packets since the last packet that was added.</summary>
    private long _lostSince;

    /// <summary>The number of packets in the file, and the size of the file's whole blocks.</summary>
    private long _written;

    /// <summary>The number of writes, so that the end of the program sees whether the reader still reads.</summary>
    private long _writes;
    private long _size;

    /// <summary>The errno of a write that failed, or 0.</summary>
    private volatile int _errno;
    private volatile bool _isAsleep;
    private volatile bool _isEnding;
    private volatile bool _isOver;
    private bool _isFinished;

    private LiveRecording(RecordingSettings settings, ScriptPlaces places, Action<string> report)
    {
        _file = settings.Descriptor!;
        _name = settings.File!;
        _report = report;
        _encoder = new PcapngEncoder(places, settings.SnapLength);
        _thread = new Thread(Run) { IsBackground = true, Name = "recording" };
    }

    /// <summary>Starts a recording.</summary>
    /// <param name="settings">The settings, with an open file.</param>
    /// <param name="places">The script lines.</param>
    /// <param name="report">Receives a line about lost datagrams at the end.</param>
    internal static LiveRecording Start(RecordingSettings settings, ScriptPlaces places, Action<string> report)
    {
        var recording = new LiveRecording(settings, places, report);
        var start = recording._encoder.Start(about: null);
        start.CopyTo(new Span<byte>(recording._buffer.Reserve(start.Length), start.Length));
        recording._buffer.Add(start.Length);
        recording._thread.Start();
        _current = recording;
        return recording;
    }

    /// <summary>
    /// Any thread: writes the rest of the current recording for a bounded time, because the process is about to end.
    /// </summary>
    public static void FinishCurrent() => _current?.Finish();

    /// <summary>The loop's thread: adds an event. The time is a time of the monotonic clock.</summary>
    internal void Add(in PacketEvent e)
    {
        if (_generation != ForkedChild.Generation)
        {
            return;
        }

        var block = _errno != 0 || _isEnding ? null : _buffer.Reserve(_encoder.RoomFor(e));
        if (block is null)
        {
            Lose(e);
            return;
        }

        var size = _encoder.Write(e, _lostSince, block);
        if (size == 0)
        {
            return;
        }

        _lostSince = 0;
        _added++;
        _buffer.Add(size);
        Wake();
    }

    /// <summary>Returns the time of the file for a time of the monotonic clock.</summary>
    internal long WallTime(long monotonic) => monotonic + _toWall;

    /// <summary>
    /// Writes the rest for a bounded time, and reports the lost datagrams. Only the first call does so.
    /// </summary>
    internal void Finish()
    {
        if (_generation != ForkedChild.Generation || !_finishing.TryEnter(MostWaits * EndPatience))
        {
            return;
        }

        try
        {
            if (!_isFinished)
            {
                _isFinished = true;
                _isEnding = true;
                lock (_waking)
                {
                    Monitor.Pulse(_waking);
                }

                if (!AwaitThread())
                {
                    _isOver = true;
                    _ = _writing.TryEnter(LockPatience); // kept until the process ends, so that the thread stops
                }

                ReportLost();
            }
        }
        finally
        {
            _finishing.Exit();
        }
    }

    /// <summary>
    /// Waits for the end of the writing thread as long as it makes progress. Returns false if it has not ended.
    /// </summary>
    private bool AwaitThread()
    {
        for (var i = 0; i < MostWaits; i++)
        {
            var writes = Interlocked.Read(ref _writes);
            if (_thread.Join(EndPatience))
            {
                return true;
            }

            if (Interlocked.Read(ref _writes) == writes)
            {
                return false;
            }
        }

        return false;
    }

    private void Lose(in PacketEvent e)
    {
        if (e.Kind == RecordKind.Received || (e.Kind == RecordKind.Sent && e.Errno == 0))
        {
            _lost++;
            _lostSince++;
        }
    }

    private void ReportLost()
    {
        var lost = _lost + _added - _written;
        if (lost > 0)
        {
            var reason = _errno switch
            {
                0 => "the disk or the reader of the file is too slow",
                Libc.EPIPE => "no program reads the pipe any more",
                var errno => Marshal.GetPInvokeErrorMessage(errno),
            };
            _report($"moonwire: recording {_name}: {lost} {(lost == 1 ? "datagram is" : "datagrams are")} not in the "
                + $"file, because {reason}");
        }
        else if (_errno is not (0 or Libc.EPIPE))
        {
            _report($"moonwire: recording {_name}: the file has no end, because "
                + Marshal.GetPInvokeErrorMessage(_errno));
        }
    }

    private void Wake()
    {
        Interlocked.MemoryBarrier();
        if (_isAsleep)
        {
            lock (_waking)
            {
                Monitor.Pulse(_waking);
            }
        }
    }

    /// <summary>The writing thread.</summary>
    private void Run()
    {
        RecordDescriptor.BlockBrokenPipe();
        while (true)
        {
            var count = _buffer.Peek(out var start);
            if (count > 0)
            {
                if (!TryWriteBlocks(start, count))
                {
                    return;
                }
            }
            else if (_isEnding)
            {
                break;
            }
            else
            {
                Sleep();
            }
        }

        var end = _encoder.Statistics(WallTime(MonotonicClock.Now), _written, _lost);
        fixed (byte* start = end)
        {
            _ = TryWrite(start, end.Length);
        }
    }

    /// <summary>
    /// Waits until the buffer has a block, after a pause in which the loop's thread does not have to wake this thread.
    /// </summary>
    private void Sleep()
    {
        lock (_waking)
        {
            if (!_isEnding)
            {
                _ = Monitor.Wait(_waking, Pause);
            }

            _isAsleep = true;
            Interlocked.MemoryBarrier();
            while (_buffer.IsEmpty && !_isEnding)
            {
                _ = Monitor.Wait(_waking);
            }

            _isAsleep = false;
        }
    }

    /// <summary>Writes whole blocks. Returns false if a write has failed, or if the time at the end is over.</summary>
    private bool TryWriteBlocks(byte* start, int count)
    {
        var limit = Math.Min(count, _file.IsSeekable ? MaxWrite : PipeWrite);
        var size = BlockBuffer.WholeBlocks(start, limit, out var packets);
        if (size == 0)
        {
            size = PcapngEncoder.SizeOf(start);
            packets = *(uint*)start == PcapngEncoder.PacketBlock ? 1 : 0;
        }

        if (!TryWrite(start, size))
        {
            return false;
        }

        _buffer.Take(size);
        _size += size;
        _ = Interlocked.Add(ref _written, packets);
        return true;
    }

    private bool TryWrite(byte* start, int size)
    {
        var done = 0;
        while (done < size)
        {
            if (!_file.IsSeekable && !_file.AwaitRoom(RoomInterval))
            {
                if (_isOver)
                {
                    return false;
                }

                continue;
            }

            lock (_writing)
            {
                var written = _isOver
                    ? 0
                    : _file.Write(start + done, Math.Min(size - done, _file.IsSeekable ? MaxWrite : PipeWrite));
                if (_isOver || (written < 0 && written is not (-Libc.EINTR or -Libc.EAGAIN)))
                {
                    Fail(start, done, -written);
                    return false;
                }

                done += Math.Max(0, written);
                _ = Interlocked.Increment(ref _writes);
            }
        }

        return true;
    }

    /// <summary>Ends the recording. Cuts the file after the last whole block, so that the file can be read.</summary>
    private void Fail(byte* start, int done, int errno)
    {
        var whole = BlockBuffer.WholeBlocks(start, done, out var packets);
        _size += whole;
        _ = Interlocked.Add(ref _written, packets);
        _file.Truncate(_size);
        _errno = errno;
    }
}
