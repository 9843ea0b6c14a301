namespace Moonwire.Interpreter.Logging;

internal static class LogFile
{
    /// <summary>Why the file cannot be written, or null: what is asked for in vain is told before the script runs.</summary>
    internal static string? Complaint(string path)
    {
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(path)) is { } folder)
            {
                Directory.CreateDirectory(folder);
            }

            using var file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.Write, FileShare.ReadWrite);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return $"cannot write the log file '{path}': {e.Message}";
        }
    }
}
