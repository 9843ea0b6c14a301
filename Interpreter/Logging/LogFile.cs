namespace Moonwire.Interpreter.Logging;

internal static class LogFile
{
    /// <summary>Why the file cannot be written, or null: what is asked for in vain is told before the script runs.</summary>
    internal static string? Complaint(string path)
    {
        if (path.Length == 0)
        {
            return "--log-file needs the path of a file";
        }

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
            var why = Directory.Exists(path) ? "it is a folder" : e is UnauthorizedAccessException ? "permission denied" : e.Message;
            return $"cannot write the log file '{path}': {why}";
        }
    }
}
