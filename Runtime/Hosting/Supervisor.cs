using System.Globalization;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Reports where the program is and ends it when asked from another thread, whatever the loop's thread does: between two
/// fibers if it comes there soon, else between two instructions of Lua code, else, in a C function, without it.
/// </summary>
internal sealed class Supervisor : IDisposable
{
    private static readonly TimeSpan LoopPatience = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan HookPatience = TimeSpan.FromMilliseconds(20);
    private static readonly TimeSpan CleanupPatience = TimeSpan.FromSeconds(2);
    private static readonly TimeSpan WritingPatience = TimeSpan.FromSeconds(10);

    /// <summary>How often the running Lua thread is looked for, and from which time on also where Lua allows no hooks.</summary>
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

    /// <param name="unwind">On the loop's thread: has the fibers unwind; gets the Lua thread that was stopped, or none.</param>
    internal Supervisor(LuaInstance lua, EventLoop loop, Action<string> report, string program, Action<int> exit, Action<LuaThread> unwind)
    {
        _unwind = unwind;
        _program = program + ": ";
        _lua = lua;
        _loop = loop;
        _report = report;
        _exit = exit;
        _hook = new InterruptHook(lua.Stack, lua.Running, stopped => _request?.Serve(stopped));
    }

    /// <summary>True if the time of <see cref="TryEndAfter"/> was up before the program ended.</summary>
    internal bool HasTimedOut => _hasTimedOut;

    /// <summary>
    /// Reports where the program is if it still runs after this time, and has it clean up. The program ends then, at the
    /// latest after <see cref="CleanupPatience"/>.
    /// </summary>
    /// <returns>False if the system has no thread for that.</returns>
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
        catch (OutOfMemoryException) // what .NET throws where the system makes no more threads
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

    /// <summary>Has the loop's thread serve a request that ends the program, or reports without the loop's thread and returns false.</summary>
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

            return request.AwaitDone(WritingPatience); // which fails if nobody reads the report
        }
        finally
        {
            _gate.Exit();
        }
    }

    /// <summary>Any thread: reports where the program is, which goes on.</summary>
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

    /// <summary>Any thread: reports where the program is and ends it, what scripts have written being written out.</summary>
    /// <param name="mayRespond">Whether the loop may still come to it between two fibers.</param>
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

    /// <summary>
    /// Any thread: raises the error "interrupted!" in the Lua code that runs, at its next instruction.
    /// </summary>
    /// <param name="mainOnly">Whether that is done to the main fiber only.</param>
    /// <param name="forGood">Whether the fiber that runs is interrupted as well, so that its next pcall or suspension raises.</param>
    /// <returns>Whether such code was running.</returns>
    internal bool Interrupt(bool mainOnly, bool forGood)
    {
        var wasRunning = false;
        var request = new LoopRequest(stopped =>
        {
            var fiber = _loop.Fibers.Current;
            wasRunning = stopped != default && (!mainOnly || fiber is { IsMain: true }) && _lua.RaiseInterrupted(stopped);
            if (wasRunning && forGood && fiber is not null)
            {
                _loop.Fibers.Interruption.Interrupt(fiber);
            }
        });
        lock (_gate)
        {
            return !_isClosed && (IsServed(request, LoopPatience) || !request.TryTake()) && request.AwaitDone(WritingPatience) && wasRunning;
        }
    }

    /// <summary>The Lua state is about to go: from now on nothing looks at it, though the program can still be ended.</summary>
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

    /// <summary>Whether the loop's thread took the request.</summary>
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
        _report(FiberReport.Of(_lua.Stack, heading, _loop.Fibers, stopped));
    }

    private void TellWithoutTheLoop(string heading)
    {
        var writing = new Thread(() => _report(_isClosed
            ? heading + "\nevery fiber has ended, or was ended; finalizers run"
            : FiberReport.Unsynchronised(heading, _loop.Fibers, _lua.Running)))
        { IsBackground = true };
        writing.Start();
        _ = writing.Join(WritingPatience);
    }
}
