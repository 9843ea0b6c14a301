using Serilog.Events;

namespace Moonwire.Interpreter.Logging;

/// <summary>The level, destination and format of the log.</summary>
internal sealed record LogSettings
{
    internal const long DefaultFileSize = 10 * 1024 * 1024;
    internal const int DefaultFileCount = 5;

    /// <summary>The lowest level that is logged.</summary>
    public LogEventLevel Level { get; init; } = LogEventLevel.Warning;

    /// <summary>The file to which events are appended, or null for standard error.</summary>
    public string? File { get; init; }

    /// <summary>The size in bytes from which the next file is begun.</summary>
    public long FileSize { get; init; } = DefaultFileSize;

    /// <summary>The number of files to keep, including the current one.</summary>
    public int FileCount { get; init; } = DefaultFileCount;

    public LogFormat Format { get; init; }
}

internal enum LogFormat
{
    /// <summary>Readable lines.</summary>
    Text,

    /// <summary>One JSON object on each line, in Serilog's compact format.</summary>
    Json,
}
