using Moonwire.Interpreter.Logging;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>One run as the command line asks for it.</summary>
internal sealed record RunRequest
{
    /// <summary>The arguments of -e, in order.</summary>
    public IReadOnlyList<string> Chunks { get; init; } = [];

    /// <summary>The script's path, "-" for standard input, or null.</summary>
    public string? Script { get; init; }

    /// <summary>The script's own arguments.</summary>
    public IReadOnlyList<string> ScriptArguments { get; init; } = [];

    /// <summary>What came before the script: moonwire's options.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    /// <summary>What is logged, where to and how.</summary>
    public LogSettings Log { get; init; } = new();

    /// <summary>The most bytes that Lua may hold.</summary>
    public long? MemoryLimit { get; init; }
}
