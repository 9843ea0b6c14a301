using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Dns;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Signals;
using Moonwire.Runtime.Sockets;
using Serilog;

namespace Moonwire.Runtime.Hosting;

/// <summary>What a host is made of.</summary>
public sealed record LuaHostOptions
{
    /// <summary>Makes the modules that scripts can require.</summary>
    public required Func<ModuleContext, IReadOnlyList<LuaModule>> Modules { get; init; }

    /// <summary>Gets each report of a failure, as lines without a final newline.</summary>
    public required Action<string> Report { get; init; }

    /// <summary>Ends the process with a status; what scripts wrote is already written out. Does not return.</summary>
    public required Action<int> Exit { get; init; }

    /// <summary>Returns the status of a signal that ends the program, or null.</summary>
    public Func<int?> SignalStatus { get; init; } = static () => null;

    /// <summary>Gets the runtime's events.</summary>
    public ILogger Log { get; init; } = Serilog.Core.Logger.None;

    public ReadinessKind Readiness { get; init; }

    /// <summary>What the messages of reports start with.</summary>
    public string ProgramName { get; init; } = "moonwire";

    /// <summary>Where interactive mode reads lines, or null for standard input, which it then reads without other fibers running.</summary>
    public ILineTerminal? Lines { get; init; }

    /// <summary>Whether the variables that say where modules are (LUA_PATH, LUA_CPATH, MOONWIRE_PATH) are not read.</summary>
    public bool IgnoreEnvironment { get; init; }

    /// <summary>The most bytes that Lua may hold, or null for what the system gives.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>How long a program may run before it is ended with a report and status 124, or null for ever.</summary>
    public TimeSpan? Timeout { get; init; }
}

/// <summary>What a module works with.</summary>
public sealed record ModuleContext(EventLoop Loop, UdpSocketPool Sockets, NameResolver Names, ILogger Log)
{
    public FiberScheduler Fibers => Loop.Fibers;

    /// <summary>Who handles signals.</summary>
    public required SignalRouter Signals { get; init; }

    /// <summary>The program that runs, or null before <see cref="LuaHost.Run"/>.</summary>
    public LuaProgram? Program { get; internal set; }
}

/// <summary>How the loop waits for sockets.</summary>
public enum ReadinessKind
{
    /// <summary>The best that the platform has.</summary>
    Default,

    /// <summary>The portable alternative, which works everywhere.</summary>
    Portable,
}
