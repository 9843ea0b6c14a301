using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Dns;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Recording;
using Moonwire.Runtime.Signals;
using Moonwire.Runtime.Sockets;
using Serilog.Events;

namespace Moonwire.Runtime.Hosting;

/// <summary>One Lua state with its loop and modules, which runs one program.</summary>
/// <remarks>
/// A process has one host. Only tests create several, because some state belongs to the process:
/// 1. The host that was created last reports the internal errors of all hosts (<see cref="InternalError.Report"/>).
/// 2. The first host verifies what the engine can do, for all hosts (<see cref="DeferredExit.IsAvailable"/>,
/// <see cref="ThreadClosing.IsAvailable"/>, <see cref="LuaLayout.IsVerified"/>).
/// 3. All hosts share the table of managed functions (<see cref="Trampoline"/>). They also share the reserve of
/// <see cref="LuaAllocator"/> and the last text of <see cref="LuaTraceback"/>, which no lock protects.
/// 4. Standard output and the terminal belong to the process (<see cref="DeferredStdout"/>,
/// <see cref="TerminalDevice"/>). <c>HostsTests</c> runs many hosts at the same time.
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
        var recorder = Recorder.For(options.Recording, options.Report);
        _sockets = new UdpSocketPool(UsesEpoll(options.Readiness), options.Log, recorder);
        _supervisor.Datagrams = _reporter.Datagrams = new DatagramReport(_sockets.Recorder);
        _names = new NameResolver(_loop) { Known = _sockets.Names };
        Signals = new SignalRouter(_loop, BeginEndInCall);
        _context = new(_loop, _sockets, _names, options.Log)
        {
            MainStack = _lua.Stack,
            Signals = Signals,
            Tests = new TestSupport(_lua, _loop, _supervisor, _reporter),
            Redactions = options.Recording.Redactions,
        };
        ForkedChild.Watch(BeforeFork, AfterFork);
        _core = new HostFunctions(_loop, _lua.Running, _reporter, ExitHere, OnCleanupFailed);
        using (new CollectorPause(_lua.Stack)) // nothing that the shims create is garbage
        {
            var modules = options.Modules(_context);
            _reporter.Datagrams.Decoder = modules.ForReports is { } forReports ? new DatagramDecoder(forReports) : null;
            _registered = new ShimBootstrap(options, _lua, _loop, _core, _reporter).Run(modules);
        }

        _lua.CollectByGenerations();
        ProgramStart.ForgetConstants();
        _loop.BeforePoll = options.Lines is { } lines ? lines.Show : null;

        if (options.MemoryLimit is { } limit)
        {
            _lua.SetMemoryLimit(limit);
        }
    }

    /// <summary>The version of the Lua language and library, such as "Lua 5.4.9".</summary>
    public static string LuaVersion => LuaInstance.Version;

    /// <summary>The version with its copyright, as lua -v prints it.</summary>
    public static string LuaCopyright => LuaInstance.Copyright;

    /// <summary>Routes signals to handlers. It outlives the host, because the host's owner has handlers too.</summary>
    public SignalRouter Signals { get; }

    /// <summary>Any thread: ends <see cref="Run"/> before the next fiber runs. The fibers then unwind.</summary>
    public void RequestStop() => _loop.RequestStop();

    /// <summary>Any thread: true once the program is ending and the fibers unwind.</summary>
    public bool IsEnding { get => _isEnding; private set => _isEnding = value; }

    /// <summary>Any thread but the loop's: reports the state of every fiber. The program continues.</summary>
    public void Report(string why) => _supervisor.Report(why);

    /// <summary>Any thread but the loop's: reports every fiber, and ends a program that has not stopped.</summary>
    public void EndUnresponsive(string why, int status) => _supervisor.End(why, status, mayRespond: false);

    /// <summary>
    /// Any thread but the loop's: raises the error "interrupted!" in the running Lua code. Returns false if no Lua code
    /// is running.
    /// </summary>
    /// <param name="forGood">True to interrupt the running fiber as well, so that its next pcall or suspension
    /// raises.</param>
    public bool InterruptRunningChunk(bool forGood = false) => _supervisor.Interrupt(mainOnly: false, forGood);

    /// <summary>
    /// Any thread but the loop's: does what <see cref="InterruptRunningChunk"/> does, if the main fiber runs. The exit
    /// status is 130 if the script does not catch the error.
    /// </summary>
    public bool InterruptMain() => _supervisor.Interrupt(mainOnly: true, forGood: false);

    /// <summary>Called on the loop's thread when interactive mode is about to read a statement.</summary>
    public Action? StatementBegins { get => _core.StatementBegins; set => _core.StatementBegins = value; }

    /// <summary>Any thread: queues an action, which runs on the loop's thread unless the program ends first.</summary>
    public void Post(Action action) => _loop.Post(new PostedAction(action));

    /// <summary>The loop's thread: interrupts the wait of the main fiber, as fiber:interrupt() does.</summary>
    /// <param name="always">True to give up even a wait that an interruption does not end, such as a wait for a
    /// lock.</param>
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

    /// <summary>Makes a write to a pipe without a reader end the process, as in lua.</summary>
    public static void EndOnBrokenPipe() => LuaInstance.EndOnBrokenPipe();

    /// <summary>Any thread: restores the terminal, flushes output for a bounded time, and ends the process.</summary>
    public static void EndNow(int status) => ProcessEnd.Now(status);

    /// <summary>Runs the program, and every fiber that it spawns, to the end.</summary>
    /// <returns>The status that was passed to exit. Without a call of exit, 1 after an uncaught error or a deadlock,
    /// otherwise 0.</returns>
    public int Run(LuaProgram program)
    {
        if (_options.Timeout is { } limit && !_supervisor.TryEndAfter(limit))
        {
            _options.Report($"{_options.ProgramName}: the system cannot create a thread for --timeout");
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
            _options.Report(
                $"{_options.ProgramName}: not enough memory: the limit is less than moonwire itself needs");
            return ExitStatus.Failure;
        }

        var end = RunLoop();
        if (end == LoopEnd.Deadlock && _loop.Fibers.ProgramEnd.ExitStatus is null)
        {
            _reporter.ReportDeadlock(_loop.Fibers);
        }

        if (end == LoopEnd.DaemonsAlone)
        {
            _loop.Fibers.Unclaimed.ReportAll(); // first, because a failure decides the status
            _loop.Fibers.ProgramEnd.Begin(_reporter.HasReported ? ExitStatus.Failure : ExitStatus.Success);
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
    /// Runs the loop. A deadlock does not end interactive mode: it is reported, and the statement's wait is given up.
    /// Other fibers keep waiting, because a later statement may wake them.
    /// </summary>
    private LoopEnd RunLoop()
    {
        var end = _loop.Run();
        while (end == LoopEnd.Deadlock && _core.IsInteractive && _loop.Fibers.ProgramEnd.ExitStatus is null
            && MainFiber is { Awaited: not null } main)
        {
            _reporter.TellDeadlock(_loop.Fibers);
            _loop.Fibers.Interruption.GiveUpStuck(main);
            end = _loop.Run();
        }

        return end;
    }

    /// <summary>Any thread: true if the program ran longer than its time limit. Its exit status is then 124.</summary>
    public bool HasTimedOut => _supervisor.HasTimedOut;

    /// <summary>The loop's thread: makes every fiber unwind.</summary>
    private void BeginEnd()
    {
        IsEnding = true;
        _loop.Fibers.ProgramEnd.Begin(_loop.Fibers.ProgramEnd.ExitStatus ?? ExitStatus.Failure);
    }

    /// <summary>
    /// Makes every fiber unwind, inside the call of a fiber that will raise an error next. If a C library may catch the
    /// error, ends the process instead.
    /// </summary>
    private void BeginEndInCall()
    {
        BeginEnd();
        if (_loop.Fibers.Current is { } fiber && ForeignCalls.MayCatch(fiber.Thread))
        {
            ExitHere(_loop.Fibers.ProgramEnd.ExitStatus!.Value, close: false, inFinalizer: false);
        }
    }

    /// <summary>Makes every fiber unwind. If the loop's thread is inside Lua code, that code unwinds too.</summary>
    private void Unwind(LuaThread stopped)
    {
        _loop.RequestStop();
        if (stopped != default)
        {
            BeginEndInCall();
            _ = _lua.RaiseEnding(stopped);
        }
    }

    /// <summary>
    /// Ends the process while Lua code runs. A program that has timed out ends with <see cref="ExitStatus.TimedOut"/>.
    /// </summary>
    private void Exit(int status) => _options.Exit(HasTimedOut ? ExitStatus.TimedOut : status);

    /// <summary>
    /// Runs the cleanup of a program that is ending. Another signal does not interrupt the cleanup. When nothing else
    /// can run, a fiber gives up its wait for a lock.
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
            _loop.Fibers.ProgramEnd.Begin(_loop.Fibers.ProgramEnd.ExitStatus is null or ExitStatus.Success
                ? ExitStatus.Failure
                : _loop.Fibers.ProgramEnd.ExitStatus.Value);
        }
    }

    /// <summary>Closes the Lua state, which runs finalizers, and flushes the output of scripts.</summary>
    public void Dispose()
    {
        _supervisor.Close();
        _lua.Dispose();
        _reporter.Datagrams.Decoder?.Dispose();
        _context.Children.End();
        LuaInstance.FlushOutput();
        Signals.DetachLoop();
        _names.Dispose(); // before the loop, because the resolver's threads post to it
        _loop.Dispose();
        _sockets.Dispose();
        _registered.ForEach(Trampoline.Unregister);
        _supervisor.Dispose();
    }

    /// <summary>
    /// Ends the process from a finalizer, or from code that a C library has called, because neither can unwind. Like
    /// os.exit in lua, closes the Lua state first if <paramref name="close"/> is true. If the state is already being
    /// closed, the remaining finalizers run.
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
            _context.Children.End();
        }

        LuaInstance.FlushOutput();
        Exit(status);
    }

    /// <summary>
    /// Sends batched datagrams, because otherwise the child would send them as well. Then takes the locks that other
    /// threads take, the outermost first.
    /// </summary>
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

    /// <summary>
    /// Runs the cleanup of all fibers except the running fiber, whose call has not returned, and the host of a nested
    /// run.
    /// </summary>
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

    /// <summary>Reports a defect in a function that a script called, with its .NET stack, and exits.</summary>
    private void OnUnexpected(string function, Exception exception)
    {
        LuaInstance.FlushOutput();
        _options.Report($"moonwire: internal error in '{function}': {exception}");
        _options.Exit(ExitStatus.InternalError);
    }

    /// <summary>Reports a failure that no fiber joined. If the main fiber failed, ends the program.</summary>
    private void OnUnclaimed(Fiber fiber)
    {
        _reporter.ReportFiber(fiber);
        if (fiber.IsMain)
        {
            _loop.Fibers.ProgramEnd.Begin(_loop.Fibers.ProgramEnd.ExitStatus ?? StatusOf(fiber));
        }
    }

    /// <summary>
    /// Returns the exit status for a failed fiber: <see cref="ExitStatus.Interrupted"/> if SIGINT raised the main
    /// fiber's error.
    /// </summary>
    private static int StatusOf(Fiber fiber) =>
        fiber.IsMain && fiber.Trace?.Message?.EndsWith("interrupted!", StringComparison.Ordinal) == true
            ? ExitStatus.Interrupted
            : ExitStatus.Failure;

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
