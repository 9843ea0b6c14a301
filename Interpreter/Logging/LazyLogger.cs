using System.Globalization;
using Moonwire.Interpreter.Streams;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Display;
using Serilog.Sinks.SystemConsole.Themes;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// A logger to standard error or a file. It is built when the first event at or above its level arrives.
/// </summary>
internal sealed class LazyLogger(LogSettings settings) : ILogger, IDisposable
{
    private const string TerminalLine = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";
    private const string FileLine = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} "
        + "{Message:lj}{NewLine}{Exception}";

    private readonly LogFile? _file = settings.File is { Length: > 0 } path
        ? new LogFile(path, settings.FileSize, settings.FileCount)
        : null;

    private Logger? _logger;

    /// <summary>
    /// Opens the log file, if one is set. Returns the reason if it cannot be written, or null. The file stays open,
    /// because a pipe's reader would take closing for the end, and no descriptor may be left when the first event
    /// arrives.
    /// </summary>
    internal string? OpenFile()
    {
        if (settings.File is not { } path)
        {
            return null;
        }

        try
        {
            _file?.Open();
            return _file is null ? "--log-file needs the path of a file" : null;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            return $"cannot write the log file '{path}': {FileProblem.Words(e)}";
        }
    }

    public bool IsEnabled(LogEventLevel level) => level >= settings.Level;

    public void Write(LogEvent logEvent)
    {
        if (IsEnabled(logEvent.Level))
        {
            _logger ??= Build();
            _logger.Write(settings.Format == LogFormat.Text ? OneLine.Of(logEvent) : logEvent);
        }
    }

    public void Dispose()
    {
        _logger?.Dispose();
        _file?.Dispose();
    }

    private Logger Build()
    {
        var configuration = new LoggerConfiguration().MinimumLevel.Is(settings.Level);
        return (_file is not null
            ? configuration.WriteTo.Sink(ToFile(_file))
            : ToStandardError(configuration.WriteTo)).CreateLogger();
    }

    private LoggerConfiguration ToStandardError(LoggerSinkConfiguration to)
    {
        StandardStreams.TakeOverErrors();
        return settings.Format == LogFormat.Json
            ? to.Console(new JsonLines(), standardErrorFromLevel: LogEventLevel.Verbose)
            : to.Console(
                outputTemplate: TerminalLine,
                formatProvider: CultureInfo.InvariantCulture,
                standardErrorFromLevel: LogEventLevel.Verbose,
                theme: LogColour.IsWanted(!StandardStreams.IsErrorTerminal, Environment.GetEnvironmentVariable)
                    ? AnsiConsoleTheme.Literate
                    : ConsoleTheme.None,
                applyThemeToRedirectedOutput: true); // the library also checks whether standard output is redirected
    }

    private FileSink ToFile(LogFile file)
    {
        ITextFormatter formatter = settings.Format == LogFormat.Json
            ? new JsonLines()
            : new MessageTemplateTextFormatter(FileLine, CultureInfo.InvariantCulture);
        var instead = ToStandardError(new LoggerConfiguration().MinimumLevel.Is(settings.Level).WriteTo).CreateLogger();
        return new FileSink(file, formatter, instead);
    }
}
