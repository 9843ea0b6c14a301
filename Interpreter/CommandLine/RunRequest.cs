using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>One run as the command line asks for it.</summary>
internal sealed record RunRequest
{
    /// <summary>All arguments, as the system gave them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The script's place among the arguments, or null.</summary>
    public int? ScriptIndex { get; init; }

    /// <summary>Whether the script is standard input.</summary>
    public bool ScriptIsStandardInput { get; init; }

    /// <summary>What -e, -l and -W ask for, in order.</summary>
    public IReadOnlyList<ProgramStep> Steps { get; init; } = [];

    /// <summary>Whether to read lines and run them after everything else (-i).</summary>
    public bool IsInteractive { get; init; }

    /// <summary>Whether to print Lua's version before everything else (-v).</summary>
    public bool ShowsVersion { get; init; }

    /// <summary>Whether no environment variable of Lua's is read (-E).</summary>
    public bool IgnoresEnvironment { get; init; }

    /// <summary>What is logged, where to and how.</summary>
    public LogSettings Log { get; init; } = new();

    /// <summary>The most bytes that Lua may hold.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>How long the program may run.</summary>
    public TimeSpan? Timeout { get; init; }
}
