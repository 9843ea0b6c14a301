using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Dns;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Processes;
using Moonwire.Runtime.Recording;
using Moonwire.Runtime.Signals;
using Moonwire.Runtime.Sockets;
using Serilog;

namespace Moonwire.Runtime.Hosting;

/// <summary>The parts and settings of a host.</summary>
public sealed record LuaHostOptions
{
    /// <summary>Creates the modules that scripts can require.</summary>
    public required Func<ModuleContext, ModuleSet> Modules { get; init; }

    /// <summary>Receives each report of a failure, as lines without a final newline.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>
    /// Ends the process with a status, and does not return. Called after the output of scripts was flushed.
    /// </summary>
    public required Action<int> Exit { get; init; }

    /// <summary>Returns the exit status for the signal that ends the program, or null if no signal ends it.</summary>
    public Func<int?> SignalStatus { get; init; } = static () => null;

    /// <summary>Receives the runtime's events.</summary>
    public ILogger Log { get; init; } = Serilog.Core.Logger.None;

    public ReadinessKind Readiness { get; init; }

    /// <summary>The name at the start of each report.</summary>
    public string ProgramName { get; init; } = "moonwire";

    /// <summary>
    /// The terminal on which interactive mode reads lines. If null, interactive mode reads standard input, and no other
    /// fiber runs during a read.
    /// </summary>
    public ILineTerminal? Lines { get; init; }

    /// <summary>
    /// True to ignore the environment variables with module paths: LUA_PATH, LUA_CPATH and MOONWIRE_PATH.
    /// </summary>
    public bool IgnoreEnvironment { get; init; }

    /// <summary>The maximum number of bytes that Lua may allocate, or null for no limit.</summary>
    public long? MemoryLimit { get; init; }

    public RecordingSettings Recording { get; init; } = new();

    /// <summary>The time after which a program is ended with a report and status 124, or null for no limit.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>The parts of the host that modules use.</summary>
public sealed record ModuleContext(EventLoop Loop, UdpSocketPool Sockets, NameResolver Names, ILogger Log)
{
    public FiberScheduler Fibers => Loop.Fibers;

    /// <summary>The stack of the main Lua thread, which lives as long as the program.</summary>
    public required LuaThread MainStack { get; init; }

    /// <summary>Routes signals to their handlers.</summary>
    public required SignalRouter Signals { get; init; }

    /// <summary>Serves the tests of scripts.</summary>
    public required TestSupport Tests { get; init; }

    /// <summary>The bytes that recordings do not contain, or null.</summary>
    public Redactions? Redactions { get; init; }

    /// <summary>Reaps children whose handles were dropped.</summary>
    public ChildReaper Children { get; } = new();

    /// <summary>The running program, or null before <see cref="LuaHost.Run"/>.</summary>
    public LuaProgram? Program { get; internal set; }
}

/// <summary>The pollers with which the loop waits for sockets.</summary>
public enum ReadinessKind
{
    /// <summary>The best poller for the platform.</summary>
    Default,

    /// <summary>The portable poller, which works on every platform.</summary>
    Portable,
}
