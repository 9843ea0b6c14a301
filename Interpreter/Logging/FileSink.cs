using System.Globalization;
using System.Text;
using Serilog;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// Writes events to the log file. An event that cannot be written goes to standard error, after a single complaint.
/// </summary>
/// <remarks>Each event is written immediately, so that the log of a killed program is complete.</remarks>
internal sealed class FileSink(LogFile file, ITextFormatter formatter, ILogger instead) : ILogEventSink
{
    private readonly Lock _gate = new();
    private bool _hasComplained;
    private bool _hasComplainedOfRolling;

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        lock (_gate)
        {
            try
            {
                file.Write(bytes);
            }
            catch (Exception e) when (FileProblem.Is(e))
            {
                Complain(ref _hasComplained, "the log file {Path} cannot be written: {Reason}", e);
                instead.Write(logEvent);
            }

            if (file.RollingProblem is { } problem)
            {
                Complain(ref _hasComplainedOfRolling, "the log file {Path} cannot be rolled: {Reason}", problem);
            }
        }
    }

    private void Complain(ref bool hasComplained, string template, Exception problem)
    {
        if (!hasComplained
            && instead.BindMessageTemplate(
                template, [file.Path, FileProblem.Words(problem)], out var parsed, out var properties))
        {
            hasComplained = true;
            instead.Write(OneLine.Of(new LogEvent(DateTimeOffset.Now, LogEventLevel.Error, null, parsed, properties)));
        }
    }
}
