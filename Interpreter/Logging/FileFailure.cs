using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Moonwire.Interpreter.Logging;

/// <summary>A log file that can no longer be written: says so once, and its events go elsewhere.</summary>
internal sealed class FileFailure(string path, ILogger instead) : ILoggingFailureListener
{
    private bool _isTold;

    public void OnLoggingFailed(object sender, LoggingFailureKind kind, string message, IReadOnlyCollection<LogEvent>? events, Exception? exception)
    {
        if (!_isTold)
        {
            _isTold = true;
            instead.Error("the log file {Path} cannot be written: {Reason}", path, exception?.Message ?? message);
        }

        foreach (var logEvent in events ?? [])
        {
            instead.Write(logEvent);
        }
    }
}
