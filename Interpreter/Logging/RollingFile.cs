using System.Globalization;
using System.Text;
using Serilog.Core;
using Serilog.Events;
using Serilog.Formatting;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// The log file and its successors: app.log, app_001.log, app_002.log, of which the newest are kept.
/// </summary>
/// <remarks>
/// Serilog's own file sink names its files by regular expressions, which would be a sixth of the executable. Each event
/// is written through at once: a program that is killed has logged what it did.
/// </remarks>
internal sealed class RollingFile(string path, long sizeLimit, int countLimit, ITextFormatter formatter, FileFailure failure) : ILogEventSink, IDisposable
{
    private readonly Lock _gate = new();
    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly string _stem = Path.GetFileNameWithoutExtension(path);
    private readonly string _extension = Path.GetExtension(path);
    private FileStream? _file;
    private int _number;

    public void Emit(LogEvent logEvent)
    {
        using var text = new StringWriter(CultureInfo.InvariantCulture);
        formatter.Format(logEvent, text);
        var bytes = Encoding.UTF8.GetBytes(text.ToString());
        lock (_gate)
        {
            try
            {
                FileFor(bytes.Length).Write(bytes);
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                failure.OnLoggingFailed(this, LoggingFailureKind.Permanent, e.Message, [logEvent], e);
            }
        }
    }

    public void Dispose()
    {
        lock (_gate)
        {
            _file?.Dispose();
        }
    }

    private FileStream FileFor(int size)
    {
        if (_file is null)
        {
            Directory.CreateDirectory(_folder);
            _number = Numbers().DefaultIfEmpty(0).Max();
            _file = Open();
        }

        if (_file.Length > 0 && _file.Length + size > sizeLimit)
        {
            _file.Dispose();
            _number++;
            DeleteOldest(); // first, because the descriptor that was closed may be the last one
            _file = Open();
        }

        return _file;
    }

    private FileStream Open() =>
        new(PathOf(_number), FileMode.Append, FileAccess.Write, FileShare.ReadWrite | FileShare.Delete, bufferSize: 0);

    private string PathOf(int number) =>
        Path.Combine(_folder, number == 0 ? _stem + _extension : $"{_stem}_{number.ToString("000", CultureInfo.InvariantCulture)}{_extension}");

    /// <summary>The numbers of the files that are there; 0 is the one without a number.</summary>
    private IEnumerable<int> Numbers()
    {
        foreach (var file in Directory.EnumerateFiles(_folder))
        {
            var name = Path.GetFileName(file);
            var digits = name.Length > _stem.Length + _extension.Length + 1
                && name.StartsWith(_stem + "_", StringComparison.Ordinal) && name.EndsWith(_extension, StringComparison.Ordinal)
                ? name.AsSpan((_stem.Length + 1)..^_extension.Length)
                : default;
            if (digits.Length >= 3 && int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number > 0)
            {
                yield return number;
            }
            else if (name == _stem + _extension)
            {
                yield return 0;
            }
        }
    }

    /// <summary>Leaves so many files that the next one is allowed.</summary>
    private void DeleteOldest()
    {
        foreach (var number in Numbers().OrderDescending().Skip(countLimit - 1).ToList())
        {
            File.Delete(PathOf(number));
        }
    }
}
