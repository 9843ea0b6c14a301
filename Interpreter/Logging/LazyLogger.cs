using System.Globalization;
using Microsoft.Win32.SafeHandles;
using Serilog;
using Serilog.Configuration;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;
using Serilog.Formatting.Display;
using Serilog.Sinks.SystemConsole.Themes;

namespace Moonwire.Interpreter.Logging;

/// <summary>A logger to standard error or a file that is built when the first event at or above its level comes.</summary>
internal sealed class LazyLogger(LogSettings settings) : ILogger, IDisposable
{
    private const string TerminalLine = "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}";
    private const string FileLine = "{Timestamp:yyyy-MM-dd HH:mm:ss.fff zzz} {Level:u3} {Message:lj}{NewLine}{Exception}";

    /// <summary>A descriptor for the log file, which is opened with the first event: none may be left by then.</summary>
    private readonly SafeFileHandle? _reserve = settings.File is null || OperatingSystem.IsWindows() ? null : File.OpenHandle("/dev/null");

    private Logger? _logger;

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
        _reserve?.Dispose();
        try
        {
            _logger?.Dispose();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A file that could not be written cannot be written out either; its events went to standard error.
        }
    }

    private Logger Build()
    {
        _reserve?.Dispose();
        var configuration = new LoggerConfiguration().MinimumLevel.Is(settings.Level);
        return (settings.File is { } path
            ? configuration.WriteTo.Sink(ToFile(path))
            : ToStandardError(configuration.WriteTo)).CreateLogger();
    }

    private LoggerConfiguration ToStandardError(LoggerSinkConfiguration to) => settings.Format == LogFormat.Json
        ? to.Console(new CompactJsonFormatter(), standardErrorFromLevel: LogEventLevel.Verbose)
        : to.Console(
            outputTemplate: TerminalLine,
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose,
            theme: LogColour.IsWanted(Console.IsErrorRedirected, Environment.GetEnvironmentVariable) ? AnsiConsoleTheme.Literate : ConsoleTheme.None,
            applyThemeToRedirectedOutput: true); // which it takes for standard output's

    private RollingFile ToFile(string path)
    {
        ITextFormatter formatter = settings.Format == LogFormat.Json
            ? new CompactJsonFormatter()
            : new MessageTemplateTextFormatter(FileLine, CultureInfo.InvariantCulture);
        var failure = new FileFailure(path, ToStandardError(new LoggerConfiguration().WriteTo).CreateLogger());
        return new RollingFile(path, settings.FileSize, settings.FileCount, formatter, failure);
    }
}
