using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Dns;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Signals;
using Moonwire.Runtime.Sockets;
using Serilog.Events;

namespace Moonwire.Runtime.Hosting;

/// <summary>One Lua state with its loop and modules, which runs one program.</summary>
/// <remarks>
/// A process has one host. Only tests make several, because some state is the process's:
/// 1. The last host made gets the defects of all (<see cref="InternalError.Report"/>).
/// 2. The first host finds out what Lua can do, for all (<see cref="DeferredExit.IsAvailable"/>, <see cref="ThreadClosing.IsAvailable"/>, <see cref="LuaLayout.IsVerified"/>).
/// 3. All hosts share the table of managed functions (<see cref="Trampoline"/>) and, without a lock, the reserve of <see cref="LuaAllocator"/>
///    and the last text of <see cref="LuaTraceback"/>.
/// 4. Standard output and the terminal are the process's (<see cref="DeferredStdout"/>, <see cref="TerminalDevice"/>).
/// <c>HostsTests</c> runs many hosts at the same time.
/// </remarks>
public sealed class LuaHost : IDisposable
{
    private readonly LuaHostOptions _options;
    private readonly LuaInstance _lua;
    private readonly EventLoop _loop;
    private readonly UdpSocketPool _sockets;
    private readonly NameResolver _names;
    private readonly ModuleContext _context;
    private readonly List<int> _registered;
    private readonly FailureReporter _reporter;
    private readonly Supervisor _supervisor;
    private readonly HostFunctions _core;
    private volatile bool _isEnding;

    public LuaHost(LuaHostOptions options)
    {
        _options = options;
        _lua = new LuaInstance(options.IgnoreEnvironment);
        InternalError.Report = OnUnexpected;
        _reporter = new FailureReporter(_lua.Stack, options.Report, options.Log, options.ProgramName);
        var failures = new UnclaimedFailures(OnUnclaimed, _reporter.LogFiber, _reporter.WordsOf);
        var fibers = new FiberScheduler(_lua.Stack, _lua.Running, failures);
        _loop = new EventLoop(CreateReadiness(options.Readiness), fibers);
        if (options.Log.IsEnabled(LogEventLevel.Information))
        {
            failures.WatchLate(_loop, _reporter.LogLate);
        }

        _supervisor = new Supervisor(_lua, _loop, options.Report, options.ProgramName, options.Exit, Unwind);
        _sockets = new UdpSocketPool(direct: UsesEpoll(options.Readiness), options.Log);
        _names = new NameResolver(_loop);
        Signals = new SignalRouter(_loop, BeginEndInCall);
        _context = new ModuleContext(_loop, _sockets, _names, options.Log) { Signals = Signals };
        ForkedChild.Watch(BeforeFork, AfterFork);
        _core = new HostFunctions(_loop, _lua.Running, _reporter, ExitHere, OnCleanupFailed);
        using (new CollectorPause(_lua.Stack)) // nothing that the shims make is garbage
        {
            _registered = new ShimBootstrap(options, _lua, _loop, _core, _reporter).Run(_context);
        }

        _lua.CollectByGenerations();
        if (options.Lines is { } lines)
        {
            _loop.BeforePoll = lines.Show;
        }

        if (options.MemoryLimit is { } limit)
        {
            _lua.SetMemoryLimit(limit);
        }
    }

    /// <summary>The version of the Lua language and library, such as "Lua 5.4.9".</summary>
    public static string LuaVersion => LuaInstance.Version;

    /// <summary>The version with its copyright, as lua -v prints it.</summary>
    public static string LuaCopyright => LuaInstance.Copyright;

    /// <summary>Who handles signals. It outlives the host: what the host's owner does about them stays until it is taken away.</summary>
    public SignalRouter Signals { get; }

    /// <summary>Any thread: ends <see cref="Run"/> before the next fiber runs; fibers unwind.</summary>
    public void RequestStop() => _loop.RequestStop();

    /// <summary>Any thread: whether the loop has come to a stop that was requested, and fibers clean up.</summary>
    public bool IsEnding { get => _isEnding; private set => _isEnding = value; }

    /// <summary>Any thread but the loop's: reports where every fiber is, and why that is told; the program goes on.</summary>
    public void Report(string why) => _supervisor.Report(why);

    /// <summary>Any thread but the loop's: ends a program that did not stop when asked to, with a report of where it spins.</summary>
    public void EndUnresponsive(string why, int status) => _supervisor.End(why, status, mayRespond: false);

    /// <summary>Any thread but the loop's: raises the error "interrupted!" in the Lua code that runs, and returns whether any did.</summary>
    /// <param name="forGood">Whether the fiber that runs is interrupted as well, so that its next pcall or suspension raises.</param>
    public bool InterruptRunningChunk(bool forGood = false) => _supervisor.Interrupt(mainOnly: false, forGood);

    /// <summary>The same where it is the main fiber's code; that this error is caught by nobody shows in the status.</summary>
    public bool InterruptMain() => _supervisor.Interrupt(mainOnly: true, forGood: false);

    /// <summary>Called on the loop's thread when interactive mode is about to read a statement.</summary>
    public Action? StatementBegins { get => _core.StatementBegins; set => _core.StatementBegins = value; }

    /// <summary>Any thread: has the action run on the loop's thread, unless the program ends before.</summary>
    public void Post(Action action) => _loop.Post(new PostedAction(action));

    /// <summary>The loop's thread: interrupts what the main fiber waits in, as fiber:interrupt() does.</summary>
    /// <param name="always">Whether a wait that an interruption does not end, such as one for a lock, is given up too.</param>
    public void InterruptMainFiber(bool always = false)
    {
        if (MainFiber is { } main)
        {
            _loop.Fibers.Interruption.Interrupt(main);
            if (always)
            {
                _loop.Fibers.Interruption.BreakWait(main);
            }
        }
    }

    /// <summary>Has the process end when it writes to a pipe that nobody reads, as lua does.</summary>
    public static void EndOnBrokenPipe() => LuaInstance.EndOnBrokenPipe();

    /// <summary>
    /// Any thread: ends the process, after a bounded time for putting the terminal's modes back and writing out what scripts
    /// have written.
    /// </summary>
    public static void EndNow(int status)
    {
        // Another thread may hold a stream's lock, waiting for input: do not wait for it for long.
        var flush = new Thread(static () =>
        {
            _ = TerminalDevice.EndEditing();
            LuaInstance.FlushOutput();
        })
        { IsBackground = true };
        flush.Start();
        _ = flush.Join(TimeSpan.FromMilliseconds(200));
        LuaInstance.EndProcess(status);
    }

    /// <summary>Runs the program and every fiber it spawns to the end.</summary>
    /// <returns>The exit status: 0, or 1 when an error was not caught or nothing could go on.</returns>
    public int Run(LuaProgram program)
    {
        if (_options.Timeout is { } limit && !_supervisor.TryEndAfter(limit))
        {
            _options.Report($"{_options.ProgramName}: the system has no thread for --timeout");
            return ExitStatus.Failure;
        }

        _context.Program = program;
        _reporter.Running = program;
        ProgramLoader.Push(_lua.Stack, program);
        try
        {
            _ = _loop.Fibers.Spawn(_lua.Stack, 1, spawnedAt: null);
        }
        catch (Exception exception) when (exception is LuaFailure or OutOfMemoryException)
        {
            _options.Report($"{_options.ProgramName}: not enough memory: the limit is below what moonwire itself takes");
            return ExitStatus.Failure;
        }

        var end = RunLoop();
        if (end == LoopEnd.Deadlock && _loop.Fibers.ProgramEnd.ExitStatus is null)
        {
            _reporter.ReportDeadlock(_loop.Fibers);
        }

        if (end != LoopEnd.Finished)
        {
            CleanUp();
        }

        _loop.Fibers.Unclaimed.ReportAll();
        return _loop.Fibers.ProgramEnd.ExitStatus ?? (_reporter.HasReported ? ExitStatus.Failure : ExitStatus.Success);
    }

    /// <summary>The main fiber, or null when it has finished.</summary>
    private Fiber? MainFiber => _loop.Fibers.Live.FirstOrDefault(static fiber => fiber.IsMain);

    /// <summary>
    /// Runs the loop. A deadlock does not end interactive mode: it is told, and the statement's wait is given up. Other fibers
    /// wait on, because a later statement may wake them.
    /// </summary>
    private LoopEnd RunLoop()
    {
        var end = _loop.Run();
        while (end == LoopEnd.Deadlock && _core.IsInteractive && _loop.Fibers.ProgramEnd.ExitStatus is null && MainFiber is { Awaited: not null } main)
        {
            _reporter.TellDeadlock(_loop.Fibers);
            _loop.Fibers.Interruption.GiveUpStuck(main);
            end = _loop.Run();
        }

        return end;
    }

    /// <summary>Any thread: true if the time that the program was given was up before it ended; its status is then 124.</summary>
    public bool HasTimedOut => _supervisor.HasTimedOut;

    /// <summary>The loop's thread: has every fiber unwind.</summary>
    private void BeginEnd()
    {
        IsEnding = true;
        _loop.Fibers.ProgramEnd.Begin(_loop.Fibers.ProgramEnd.ExitStatus ?? ExitStatus.Failure);
    }

    /// <summary>
    /// In the call of a fiber that an error is to leave next: has every fiber unwind. Ends the process where a C library
    /// may catch the error.
    /// </summary>
    private void BeginEndInCall()
    {
        BeginEnd();
        if (_loop.Fibers.Current is { } fiber && ForeignCalls.MayCatch(fiber.Thread))
        {
            ExitHere(_loop.Fibers.ProgramEnd.ExitStatus!.Value, close: false, inFinalizer: false);
        }
    }

    /// <summary>Has every fiber unwind, where the loop's thread may be in Lua code, which then unwinds as well.</summary>
    private void Unwind(LuaThread stopped)
    {
        _loop.RequestStop();
        if (stopped != default)
        {
            BeginEndInCall();
            _ = _lua.RaiseEnding(stopped);
        }
    }

    /// <summary>Ends the process while Lua code runs. A program whose time is up has the status of that.</summary>
    private void Exit(int status) => _options.Exit(HasTimedOut ? ExitStatus.TimedOut : status);

    /// <summary>
    /// Runs what is left of a program that ends. Another signal does not cut the cleanup short. A fiber that still waits for a
    /// lock when nothing else can run gives that up.
    /// </summary>
    private void CleanUp()
    {
        LoopEnd end;
        do
        {
            Signals.EndRaises();
            BeginEnd();
            end = _loop.Run();
        }
        while (end == LoopEnd.Stopped || (end == LoopEnd.Deadlock && _loop.Fibers.ProgramEnd.GiveUpLock()));

        if (end == LoopEnd.Deadlock)
        {
            _reporter.ReportStuckCleanup(_loop.Fibers);
            _loop.Fibers.ProgramEnd.Begin(_loop.Fibers.ProgramEnd.ExitStatus is null or ExitStatus.Success ? ExitStatus.Failure : _loop.Fibers.ProgramEnd.ExitStatus.Value);
        }
    }

    /// <summary>Closes the Lua state, which runs finalizers, and writes out what scripts have written.</summary>
    public void Dispose()
    {
        _supervisor.Close();
        _lua.Dispose();
        LuaInstance.FlushOutput();
        Signals.DetachLoop();
        _names.Dispose(); // before the loop, which its threads post to
        _loop.Dispose();
        _sockets.Dispose();
        _registered.ForEach(Trampoline.Unregister);
        _supervisor.Dispose();
    }

    /// <summary>
    /// Ends the process out of a finalizer, which cannot be left otherwise, or out of the call of a C library. Like lua's os.exit, it
    /// closes the state first if asked to, also where it is being closed already: the finalizers that are left run.
    /// </summary>
    private void ExitHere(int status, bool close, bool inFinalizer)
    {
        if (!inFinalizer && _loop.Fibers.Current is not null)
        {
            EndOthers();
            status = _options.SignalStatus() ?? _loop.Fibers.ProgramEnd.ExitStatus ?? status;
        }

        if (close)
        {
            _supervisor.Close();
            _lua.Dispose();
        }

        LuaInstance.FlushOutput();
        Exit(status);
    }

    /// <summary>Sends held datagrams, which the child would send as well, and takes the locks that other threads take, the outermost first.</summary>
    private void BeforeFork()
    {
        LuaInstance.FlushHeld();
        _names.EnterGates();
        Signals.EnterGate();
        _loop.EnterGate();
    }

    private void AfterFork()
    {
        _loop.ExitGate();
        Signals.ExitGate();
        _names.ExitGates();
    }

    /// <summary>Runs what is left of all fibers but the running one, whose call lasts on, and a fiber that the running one runs inside of.</summary>
    private void EndOthers()
    {
        _loop.Fibers.LeaveOutHost();
        LoopEnd end;
        do
        {
            Signals.EndRaises();
            BeginEnd();
            end = _loop.Run();
        }
        while (end == LoopEnd.Stopped || (end == LoopEnd.Deadlock && _loop.Fibers.ProgramEnd.GiveUpLock()));
        _loop.Fibers.Unclaimed.ReportAll();
    }

    /// <summary>A defect of this program, met in a function that a script called: told with its stack, and the end.</summary>
    private void OnUnexpected(string function, Exception exception)
    {
        LuaInstance.FlushOutput();
        _options.Report($"moonwire: internal error in '{function}': {exception}");
        _options.Exit(ExitStatus.InternalError);
    }

    /// <summary>A failure is left to the program, which that of the main fiber ends.</summary>
    private void OnUnclaimed(Fiber fiber)
    {
        _reporter.ReportFiber(fiber);
        if (fiber.IsMain)
        {
            _loop.Fibers.ProgramEnd.Begin(_loop.Fibers.ProgramEnd.ExitStatus ?? StatusOf(fiber));
        }
    }

    /// <summary>The status of a program that a failed main fiber ends; SIGINT may have raised its error.</summary>
    private static int StatusOf(Fiber fiber) =>
        fiber.IsMain && fiber.Trace?.Message?.EndsWith("interrupted!", StringComparison.Ordinal) == true ? ExitStatus.Interrupted : ExitStatus.Failure;

    private void OnCleanupFailed(Fiber fiber, string? left)
    {
        _reporter.ReportCleanup(fiber, left);
        Exit(StatusOf(fiber));
    }

    private static IPoller CreateReadiness(ReadinessKind kind) =>
        UsesEpoll(kind) ? new LinuxPoller() : new PortablePoller();

    private static bool UsesEpoll(ReadinessKind kind) => kind == ReadinessKind.Default && OperatingSystem.IsLinux();

    private sealed class PostedAction(Action action) : Completion
    {
        internal override void OnCompleted() => action();
    }
}
