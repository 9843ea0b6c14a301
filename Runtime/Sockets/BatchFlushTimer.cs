using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Sends the held datagrams of <see cref="SegmentBatch"/> from its own thread, because a script that computes would
/// delay them. It sends a datagram at most two intervals after the datagram was held. The thread starts before the
/// first datagram is held, and sleeps while no datagrams are held.
/// </summary>
internal sealed class BatchFlushTimer(SegmentBatch train, TimeSpan interval) : IDisposable
{
    private const int StackSize = 128 * 1024;

    private readonly Lock _gate = new();

    /// <summary>
    /// The generation of the process that made the timer. In a child of fork(2) the generation differs, and the timer
    /// is not used, because the child lacks the thread.
    /// </summary>
    private readonly int _generation = ForkedChild.Generation;
    private TimerDescriptor? _timer;
    private volatile bool _isRunning;
    private volatile bool _isDisposed;

    /// <summary>
    /// The loop's thread: true if the timer can run. Checked before a datagram is held. The first check makes the timer
    /// and its thread.
    /// </summary>
    internal bool IsAvailable => _generation == ForkedChild.Generation
        && (_timer is { IsOpen: true } || (_timer is null && TryPrepare()));

    /// <summary>
    /// The loop's thread: sets the timer if it does not run yet. Called after the first datagram of a batch has been
    /// held.
    /// </summary>
    internal void Start()
    {
        // The caller has written the batch's state, and this method reads _isRunning after the barrier. Run writes
        // _isRunning before its own barrier and reads the state after that barrier. So at least one of the two threads
        // sets the timer.
        Interlocked.MemoryBarrier();
        if (!_isRunning)
        {
            _isRunning = true;
            _timer!.Set(interval);
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _isDisposed = true;
            if (_generation == ForkedChild.Generation)
            {
                _timer?.Set(TimeSpan.Zero);
            }
        }
    }

    private bool TryPrepare()
    {
        _timer = new TimerDescriptor();
        if (!_timer.IsOpen)
        {
            return false;
        }

        try
        {
            new Thread(Run, StackSize) { IsBackground = true, Name = "moonwire send timer" }.Start();
            return true;
        }
        catch (OutOfMemoryException) // .NET throws this if the system cannot create a thread
        {
            _timer.Dispose();
            return false;
        }
    }

    private void Run()
    {
        var timer = _timer!;
        while (!_isDisposed)
        {
            timer.Wait();
            if (train.FlushLate(MonotonicClock.Now - (interval.Ticks * TimeSpan.NanosecondsPerTick / 2)))
            {
                timer.Set(interval);
                continue;
            }

            _isRunning = false;
            Interlocked.MemoryBarrier();
            if (train.IsHolding && !_isRunning)
            {
                _isRunning = true;
                timer.Set(interval);
            }
        }

        lock (_gate)
        {
            timer.Dispose();
        }
    }
}
