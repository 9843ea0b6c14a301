using System.Globalization;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Reports the state of the program, or ends the program, on request of another OS thread. The loop's thread serves the
/// request between two fibers, or between two instructions of Lua code if the running fiber does not wait soon. If a C
/// function keeps the loop's thread busy, the other OS thread does the work itself.
/// </summary>
internal sealed class Supervisor : IDisposable
{
    private static readonly TimeSpan LoopPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HookPatience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WritingPatience = TimeSpan.FromSeconds(10);

    /// <summary>
    /// The number of attempts to stop the running Lua thread. After <see cref="PoliteTries"/> attempts, a request that
    /// ends the program also stops finalizers and hooks.
    /// </summary>
    private const int HookTries = 25;
    private const int PoliteTries = 5;

    private readonly LuaInstance _lua;
    private readonly EventLoop _loop;
    private readonly Action<string> _report;
    private readonly string _program;
    private readonly Action<int> _exit;
    private readonly Action<LuaThread> _unwind;
    private readonly InterruptHook _hook;
    private readonly Lock _gate = new();
    private readonly ManualResetEventSlim _over = new();
    private volatile LoopRequest? _request;
    private volatile bool _hasTimedOut;
    private bool _isClosed;

    /// <param name="unwind">Makes the fibers unwind. Called on the loop's thread with the Lua thread that was stopped,
    /// or with the default value.</param>
    internal Supervisor(
        LuaInstance lua,
        EventLoop loop,
        Action<string> report,
        string program,
        Action<int> exit,
        Action<LuaThread> unwind)
    {
        _unwind = unwind;
        _program = program + ": ";
        _lua = lua;
        _loop = loop;
        _report = report;
        _exit = exit;
        _hook = new InterruptHook(lua.Stack, lua.Running, stopped => _request?.Serve(stopped));
    }

    /// <summary>Describes the datagrams of the sockets that a report concerns.</summary>
    internal DatagramReport Datagrams { get; set; } = new(null);

    /// <summary>True if the limit of <see cref="TryEndAfter"/> passed before the program ended.</summary>
    internal bool HasTimedOut => _hasTimedOut;

    /// <summary>
    /// Starts a time limit. If the program is still running when the limit passes, reports all fibers and makes them
    /// unwind. The program then ends after <see cref="CleanupPatience"/> at the latest.
    /// </summary>
    /// <returns>False if the system cannot create a thread for the limit.</returns>
    internal bool TryEndAfter(TimeSpan limit)
    {
        var watch = new Thread(() =>
        {
            if (!WaitOver(limit))
            {
                TimeOut($"{_program}timed out after {limit.TotalSeconds.ToString(CultureInfo.InvariantCulture)} s");
            }
        })
        { IsBackground = true, Name = "timeout" };
        try
        {
            watch.Start();
            return true;
        }
        catch (OutOfMemoryException) // thrown by .NET if the system creates no more threads
        {
            return false;
        }
    }

    private void TimeOut(string heading)
    {
        _hasTimedOut = true;
        var request = new LoopRequest(stopped =>
        {
            Tell(heading, stopped);
            _loop.Fibers.Unclaimed.MarkTold();
            _unwind(stopped);
        });
        if (TryServeAtLast(request, heading, LoopPatience) && _over.Wait(CleanupPatience))
        {
            return;
        }

        LuaHost.EndNow(ExitStatus.TimedOut);
    }

    /// <summary>
    /// Makes the loop's thread serve a request that ends the program. If the loop's thread does not respond, reports
    /// from this thread and returns false.
    /// </summary>
    private bool TryServeAtLast(LoopRequest request, string heading, TimeSpan loopPatience)
    {
        if (!_gate.TryEnter(WritingPatience))
        {
            return false;
        }

        try
        {
            if (_isClosed || (!IsServed(request, loopPatience, always: true) && request.TryTake()))
            {
                TellWithoutTheLoop(heading);
                return false;
            }

            return request.AwaitDone(WritingPatience); // times out if no process reads the report
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Any thread: reports the state of all fibers. The program continues.</summary>
    internal void Report(string heading)
    {
        heading = _program + heading;
        var request = new LoopRequest(stopped => Tell(heading, stopped));
        lock (_gate)
        {
            if (!_isClosed && !IsServed(request, LoopPatience) && request.TryTake())
            {
                _report(FiberReport.Unsynchronised(heading, _loop.Fibers, _lua.Running));
            }
        }
    }

    /// <summary>
    /// Any thread: reports the state of all fibers, flushes the output of scripts, and ends the program.
    /// </summary>
    /// <param name="mayRespond">True if the loop may still serve the request between two fibers.</param>
    internal void End(string heading, int status, bool mayRespond = true)
    {
        heading = _program + heading;
        var request = new LoopRequest(stopped =>
        {
            Tell(heading, stopped);
            _exit(status);
        });
        _ = TryServeAtLast(request, heading, mayRespond ? LoopPatience : TimeSpan.Zero);
        LuaHost.EndNow(status);
    }

    /// <summary>Any thread: raises the error "interrupted!" in the running Lua code, at its next instruction.</summary>
    /// <param name="mainOnly">True to raise the error only if the main fiber is running.</param>
    /// <param name="forGood">True to interrupt the running fiber as well, so that its next pcall or suspension
    /// raises.</param>
    /// <returns>True if Lua code was running and got the error.</returns>
    internal bool Interrupt(bool mainOnly, bool forGood)
    {
        var wasRunning = false;
        var request = new LoopRequest(stopped =>
        {
            var fiber = _loop.Fibers.Current;
            wasRunning = stopped != default && (!mainOnly || fiber is { IsMain: true })
                && _lua.RaiseInterrupted(stopped);
            if (wasRunning && forGood && fiber is not null)
            {
                _loop.Fibers.Interruption.Interrupt(fiber);
            }
        });
        lock (_gate)
        {
            return !_isClosed && (IsServed(request, LoopPatience) || !request.TryTake())
                && request.AwaitDone(WritingPatience) && wasRunning;
        }
    }

    /// <summary>
    /// Any thread: permanently interrupts the running fiber, between two instructions. Does nothing if no Lua code is
    /// running.
    /// </summary>
    /// <param name="mayBreak">Returns true if the running fiber may be interrupted.</param>
    /// <param name="tell">Gets the report of that moment, on the loop's thread.</param>
    internal void Break(string heading, Func<Fiber, bool> mayBreak, Action<string> tell)
    {
        var request = new LoopRequest(stopped =>
        {
            if (stopped == default || _loop.Fibers.Current is not { } fiber || !mayBreak(fiber))
            {
                return;
            }

            tell(FiberReport.Of(_lua.Stack, heading, _loop.Fibers, Datagrams, stopped));
            _ = _lua.RaiseInterrupted(stopped);
            _loop.Fibers.Interruption.Interrupt(fiber);
        });
        lock (_gate)
        {
            if (!_isClosed && !IsServed(request, LoopPatience))
            {
                _ = request.TryTake(); // too late
            }
        }
    }

    /// <summary>
    /// Ends all access to the Lua state, which is about to be closed. Other threads can still end the program.
    /// </summary>
    internal void Close()
    {
        _request?.Serve(default);
        lock (_gate)
        {
            _isClosed = true;
        }

        _hook.Dispose();
    }

    public void Dispose() => _over.Set();

    private bool WaitOver(TimeSpan limit)
    {
        var maxWait = TimeSpan.FromDays(1);
        for (; limit > maxWait; limit -= maxWait)
        {
            if (_over.Wait(maxWait))
            {
                return true;
            }
        }

        return _over.Wait(limit);
    }

    /// <summary>Offers the request to the loop's thread. Returns true if the loop's thread took it.</summary>
    private bool IsServed(LoopRequest request, TimeSpan loopPatience, bool always = false)
    {
        _request = request;
        if (loopPatience > TimeSpan.Zero)
        {
            _loop.Post(request);
        }

        var isTaken = request.AwaitTaken(loopPatience);
        for (var i = 0; i < HookTries && !isTaken; i++)
        {
            _hook.Arm(always && i >= PoliteTries);
            isTaken = request.AwaitTaken(HookPatience);
        }

        _request = null;
        return isTaken;
    }

    private void Tell(string heading, LuaThread stopped)
    {
        LuaInstance.FlushOutput();
        _report(FiberReport.Of(_lua.Stack, heading, _loop.Fibers, Datagrams, stopped));
    }

    private void TellWithoutTheLoop(string heading)
    {
        var writing = new Thread(() => _report(_isClosed
            ? heading + "\nevery fiber has ended; finalizers are running"
            : FiberReport.Unsynchronised(heading, _loop.Fibers, _lua.Running)))
        { IsBackground = true };
        writing.Start();
        _ = writing.Join(WritingPatience);
    }
}
