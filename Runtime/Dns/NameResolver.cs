using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Dns;

/// <summary>
/// Makes lookups, which block, on a few worker threads that post the answers to the loop. If no worker is idle, a
/// lookup starts another worker, up to <see cref="MaxWorkers"/>. Further lookups are queued. A worker ends after some
/// idle time. Lookups that ask no name server have a worker of their own. Otherwise, they could wait behind a lookup
/// whose name server does not answer.
/// </summary>
/// <remarks>
/// The workers are not threads of .NET's pool, because sockets need these threads. A name server that does not answer
/// blocks its worker for a long time.
/// </remarks>
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

    /// <summary>Keeps the answers for messages, or null.</summary>
    internal KnownNames? Known { get; init; }

    /// <summary>
    /// The loop's thread: queues a lookup for a worker. Throws EAGAIN if there is no worker and the system cannot
    /// create a thread.
    /// </summary>
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
                _generation = ForkedChild.Generation; // a forked child has none of the parent's workers
                _workers = _idle = 0;
            }

            if (_idle <= _queued.Count && _workers < _maxWorkers && !TryStartWorker() && _workers == 0)
            {
                throw new LuaFailure(LuaError.System(Errno.EAGAIN) with
                {
                    Detail = "the system cannot create a thread for the lookup",
                });
            }

            _queued.Enqueue(lookup);
            Monitor.Pulse(_gate);
        }
    }

    /// <summary>Takes the locks. Called before fork(2) (<see cref="ForkedChild"/>).</summary>
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

    /// <summary>Ends the workers. Drops answers that arrive later.</summary>
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
        catch (OutOfMemoryException) // Start throws this if the system cannot create a thread
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

    /// <summary>Waits for a lookup and takes it from the queue. Returns false if the worker must end.</summary>
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
