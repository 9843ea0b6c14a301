using Serilog.Events;

namespace Moonwire.Modules.Logging;

/// <summary>The names of log levels on the command line and in scripts: Serilog's names, and short names.</summary>
public static class LogLevels
{
    /// <summary>A level above every other, for which nothing is logged.</summary>
    public const LogEventLevel None = LogEventLevel.Fatal + 1;

    /// <summary>The names for help and messages.</summary>
    public const string Names = "verbose, debug, info, warn, error, fatal or none";

    private static readonly (string Name, LogEventLevel Level)[] Known =
    [
        ("verbose", LogEventLevel.Verbose),
        ("debug", LogEventLevel.Debug),
        ("info", LogEventLevel.Information),
        ("information", LogEventLevel.Information),
        ("warn", LogEventLevel.Warning),
        ("warning", LogEventLevel.Warning),
        ("error", LogEventLevel.Error),
        ("fatal", LogEventLevel.Fatal),
        ("none", None),
    ];

    /// <summary>Returns the level of a name, ignoring case, or null.</summary>
    public static LogEventLevel? Find(string name)
    {
        foreach (var (known, level) in Known)
        {
            if (known.Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                return level;
            }
        }

        return null;
    }
}
