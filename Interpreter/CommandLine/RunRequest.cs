using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>One run, as the command line requests it.</summary>
internal sealed record RunRequest
{
    /// <summary>All arguments, as the system gave them.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>The index of the script among the arguments, or null.</summary>
    public int? ScriptIndex { get; init; }

    /// <summary>True if the script is standard input.</summary>
    public bool ScriptIsStandardInput { get; init; }

    /// <summary>The steps that -e, -l and -W request, in order.</summary>
    public IReadOnlyList<ProgramStep> Steps { get; init; } = [];

    /// <summary>True to read and run lines after everything else (-i).</summary>
    public bool IsInteractive { get; init; }

    /// <summary>True to print Lua's version before everything else (-v).</summary>
    public bool ShowsVersion { get; init; }

    /// <summary>True to ignore Lua's environment variables (-E).</summary>
    public bool IgnoresEnvironment { get; init; }

    /// <summary>The level, destination and format of the log.</summary>
    public LogSettings Log { get; init; } = new();

    /// <summary>The settings of the recorder.</summary>
    public RecordingSettings Recording { get; init; } = new();

    /// <summary>The maximum number of bytes that Lua may allocate.</summary>
    public long? MemoryLimit { get; init; }

    /// <summary>The time after which the program is ended.</summary>
    public TimeSpan? Timeout { get; init; }
}
