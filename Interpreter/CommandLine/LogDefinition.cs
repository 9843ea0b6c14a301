using System.CommandLine;
using System.Globalization;
using Moonwire.Interpreter.Logging;
using Moonwire.Modules.Logging;
using Serilog.Events;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>The options about logging.</summary>
internal sealed class LogDefinition
{
    private readonly Option<LogEventLevel?> _level = new("--log-level")
    {
        CustomParser = static result =>
        {
            if (LogLevels.Find(result.Tokens[0].Value) is { } level)
            {
                return level;
            }

            result.AddError($"'{result.Tokens[0].Value}' is not a log level: {LogLevels.Names}.");
            return null;
        },
        Description = "Log events from this level on (default: warn)",
        HelpName = "verbose|debug|info|warn|error|fatal|none",
    };

    private readonly Option<string?> _file = new("--log-file")
    {
        Description = "Append the log to a file instead of standard error",
        HelpName = "path",
    };

    private readonly Option<long?> _fileSize = new("--log-file-size")
    {
        CustomParser = static result => Positive(result, long.MaxValue),
        Description = "Begin the next log file when one reaches this many bytes "
            + $"(default: {LogSettings.DefaultFileSize})",
        HelpName = "bytes",
    };

    private readonly Option<long?> _fileCount = new("--log-file-count")
    {
        CustomParser = static result => Positive(result, int.MaxValue),
        Description = $"Keep at most this many log files (default: {LogSettings.DefaultFileCount})",
        HelpName = "count",
    };

    private readonly Option<LogFormat?> _format = new("--log-format")
    {
        CustomParser = static result =>
        {
            switch (result.Tokens[0].Value)
            {
                case "text":
                    return LogFormat.Text;
                case "json":
                    return LogFormat.Json;
                default:
                    result.AddError($"'{result.Tokens[0].Value}' is not a log format: expected text or json.");
                    return null;
            }
        },
        Description = "Log readable lines, or a JSON object on each line (default: text)",
        HelpName = "text|json",
    };

    internal IEnumerable<Option> Options => [_level, _file, _fileSize, _fileCount, _format];

    /// <summary>Returns true if the option is one of these. Each takes the next argument as its value.</summary>
    internal static bool TakesValue(string option) =>
        option is "--log-level" or "--log-file" or "--log-file-size" or "--log-file-count" or "--log-format";

    internal LogSettings Settings(ParseResult result)
    {
        var defaults = new LogSettings();
        return new LogSettings
        {
            Level = result.GetValue(_level) ?? defaults.Level,
            File = result.GetValue(_file),
            FileSize = result.GetValue(_fileSize) ?? defaults.FileSize,
            FileCount = (int)(result.GetValue(_fileCount) ?? defaults.FileCount),
            Format = result.GetValue(_format) ?? defaults.Format,
        };
    }

    private static long? Positive(System.CommandLine.Parsing.ArgumentResult result, long max)
    {
        var text = result.Tokens[0].Value;
        if (long.TryParse(text, NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number) && number > 0
            && number <= max)
        {
            return number;
        }

        result.AddError($"'{text}' is not a positive whole number up to {max}, without a unit.");
        return null;
    }
}
