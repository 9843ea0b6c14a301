using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Sees to it, on a thread of its own, that what <see cref="SegmentBatch"/> holds leaves in time while the loop's thread is
/// in the script: after the interval, or twice as long at the most. The thread sleeps while nothing is held, and is made when something first is.
/// </summary>
internal sealed class BatchFlushTimer(SegmentBatch train, TimeSpan interval) : IDisposable
{
    private const int StackSize = 128 * 1024;

    private readonly Lock _gate = new();

    /// <summary>A child that fork(2) made has the parent's timer and no thread.</summary>
    private readonly int _generation = ForkedChild.Generation;
    private TimerDescriptor? _timer;
    private volatile bool _isRunning;
    private volatile bool _isDisposed;

    /// <summary>The loop's thread, before anything is held: whether the system gives what it takes, which is tried once.</summary>
    internal bool IsAvailable => _generation == ForkedChild.Generation && (_timer is { IsOpen: true } || (_timer is null && TryPrepare()));

    /// <summary>The loop's thread, after something was held.</summary>
    internal void Start()
    {
        // Read after the state was written; the other thread writes it before it looks at the state for the last time.
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
        catch (OutOfMemoryException) // what .NET throws where the system makes no more threads
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
