using Serilog.Events;

namespace Moonwire.Interpreter.Logging;

/// <summary>What is logged, where to and how.</summary>
internal sealed record LogSettings
{
    internal const long DefaultFileSize = 10 * 1024 * 1024;
    internal const int DefaultFileCount = 5;

    /// <summary>The lowest level that is logged.</summary>
    public LogEventLevel Level { get; init; } = LogEventLevel.Warning;

    /// <summary>The file that events are appended to, or null for standard error.</summary>
    public string? File { get; init; }

    /// <summary>The size in bytes that a file has reached when the next one is begun.</summary>
    public long FileSize { get; init; } = DefaultFileSize;

    /// <summary>How many files are kept, the one that is written included.</summary>
    public int FileCount { get; init; } = DefaultFileCount;

    public LogFormat Format { get; init; }
}

internal enum LogFormat
{
    /// <summary>A line for people.</summary>
    Text,

    /// <summary>A JSON object a line, in Serilog's compact format.</summary>
    Json,
}
