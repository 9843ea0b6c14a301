using System.Globalization;
using Serilog;
using Serilog.Events;

namespace Moonwire.Interpreter.Logging;

/// <summary>A logger to standard error that is built when the first event at or above its level comes.</summary>
/// <param name="minimum">The lowest level that is logged, or null for nothing.</param>
internal sealed class LazyLogger(LogEventLevel? minimum) : ILogger, IDisposable
{
    private Serilog.Core.Logger? _logger;

    public bool IsEnabled(LogEventLevel level) => minimum is { } lowest && level >= lowest;

    public void Write(LogEvent logEvent)
    {
        if (IsEnabled(logEvent.Level))
        {
            _logger ??= Build();
            _logger.Write(logEvent);
        }
    }

    public void Dispose() => _logger?.Dispose();

    private Serilog.Core.Logger Build() => new LoggerConfiguration()
        .MinimumLevel.Is(minimum ?? LogEventLevel.Fatal)
        .WriteTo.Console(
            outputTemplate: "{Timestamp:HH:mm:ss.fff} {Level:u3} {Message:lj}{NewLine}{Exception}",
            formatProvider: CultureInfo.InvariantCulture,
            standardErrorFromLevel: LogEventLevel.Verbose)
        .CreateLogger();
}
