using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Dns;

/// <summary>
/// A few threads that ask the system for names, which blocks, and post the answers to the loop. A thread starts when a
/// lookup finds none idle, up to <see cref="MaxWorkers"/>, and ends after some idle time. The others are queued. One
/// more thread is for lookups that ask no name server, because name servers that do not answer would hold them up.
/// </summary>
/// <remarks>They are no threads of the pool, which sockets need: a name server that does not answer holds one for long.</remarks>
public sealed class NameResolver : IDisposable
{
    internal const int MaxWorkers = 8;

    private static readonly TimeSpan IdleTime = TimeSpan.FromSeconds(10);

    private readonly object _gate = new(); // guards every field below
    private readonly Queue<Lookup> _queued = new();
    private int _workers;
    private int _idle;
    private bool _closed;
    private int _generation = ForkedChild.Generation;

    private readonly int _maxWorkers;
    private readonly NameResolver? _local;

    internal NameResolver(EventLoop loop)
        : this(loop, MaxWorkers) => _local = new NameResolver(loop, 1);

    private NameResolver(EventLoop loop, int maxWorkers)
    {
        Loop = loop;
        _maxWorkers = maxWorkers;
    }

    internal EventLoop Loop { get; }

    /// <summary>The loop's thread: has the lookup done. EAGAIN if the system has no thread for it.</summary>
    internal void Start(Lookup lookup)
    {
        if (lookup.IsLocal && _local is not null)
        {
            _local.Start(lookup);
            return;
        }

        lock (_gate)
        {
            if (_generation != ForkedChild.Generation)
            {
                _generation = ForkedChild.Generation; // the workers are the parent's
                _workers = _idle = 0;
            }

            if (_idle <= _queued.Count && _workers < _maxWorkers && !TryStartWorker() && _workers == 0)
            {
                throw new LuaFailure(LuaError.System(Errno.EAGAIN) with { Detail = "the system has no thread for the lookup" });
            }

            _queued.Enqueue(lookup);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Before fork(2): see <see cref="ForkedChild"/>.</summary>
    internal void EnterGates()
    {
        Monitor.Enter(_gate);
        _local?.EnterGates();
    }

    internal void ExitGates()
    {
        _local?.ExitGates();
        Monitor.Exit(_gate);
    }

    /// <summary>Lets the workers end; an answer that comes later is dropped.</summary>
    public void Dispose()
    {
        _local?.Dispose();
        lock (_gate)
        {
            _closed = true;
            _queued.Clear();
            Monitor.PulseAll(_gate);
        }
    }

    private bool TryStartWorker()
    {
        try
        {
            new Thread(Run) { IsBackground = true, Name = "names" }.Start();
            _workers++;
            return true;
        }
        catch (OutOfMemoryException) // what Start throws when the system refuses a thread
        {
            return false;
        }
    }

    private void Run()
    {
        while (TryTake(out var lookup))
        {
            lookup.Work();
            lock (_gate)
            {
                if (!_closed)
                {
                    Loop.Post(lookup);
                }
            }
        }
    }

    /// <summary>Waits for a lookup; false when the worker has to end.</summary>
    private bool TryTake([System.Diagnostics.CodeAnalysis.NotNullWhen(true)] out Lookup? lookup)
    {
        lock (_gate)
        {
            var inTime = true;
            while (true)
            {
                while (_queued.TryDequeue(out lookup))
                {
                    if (!lookup.IsDropped)
                    {
                        return true;
                    }
                }

                if (_closed || !inTime)
                {
                    _workers--;
                    return false;
                }

                _idle++;
                inTime = Monitor.Wait(_gate, IdleTime);
                _idle--;
            }
        }
    }
}
