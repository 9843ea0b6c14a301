using System.Text;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// The history from one session to the next: a file that only its owner can read, a statement on a line. Sessions that run
/// at the same time add to it in turn, under its lock. What cannot be read or written is left alone.
/// </summary>
internal sealed class HistoryFile(string? path, int capacity = History.DefaultCapacity)
{
    private const int Tries = 100;
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>No line of the file is longer; a longer statement is not kept.</summary>
    private const int LongestLine = 100_000;

    /// <summary>Where the file is: below the folder for state that XDG names, or null without one.</summary>
    /// <param name="variable">Gets an environment variable.</param>
    internal static string? PathOf(Func<string, string?> variable)
    {
        // A relative folder is to be ignored: https://specifications.freedesktop.org/basedir-spec/latest/
        if (variable("XDG_STATE_HOME") is ['/', ..] state)
        {
            return Path.Combine(state, "moonwire", "history");
        }

        return variable("HOME") is { Length: > 0 } home ? Path.Combine(home, ".local", "state", "moonwire", "history") : null;
    }

    internal void Load(History history) => Use(stream =>
    {
        foreach (var line in Lines(stream))
        {
            _ = history.Add(Unescape(line));
        }
    });

    /// <summary>Adds a statement; a file that has become twice too long is cut to its newest statements.</summary>
    internal void Append(string text)
    {
        var line = Encoding.UTF8.GetBytes(Escape(text) + "\n");
        if (line.Length > LongestLine)
        {
            return;
        }

        Use(stream =>
        {
            var lines = Lines(stream);
            if (lines.Count >= 2 * capacity)
            {
                var kept = Encoding.UTF8.GetBytes(string.Concat(lines.TakeLast(capacity - 1).Select(static l => l + "\n")));
                stream.SetLength(0);
                stream.Write(kept);
            }

            stream.Seek(0, SeekOrigin.End);
            stream.Write(line);
        });
    }

    private static List<string> Lines(Stream stream)
    {
        using var reader = new StreamReader(stream, Encoding.UTF8, leaveOpen: true);
        var lines = new List<string>();
        while (reader.ReadLine() is { } line)
        {
            lines.Add(line);
        }

        return lines;
    }

    private void Use(Action<FileStream> action)
    {
        if (path is null)
        {
            return;
        }

        for (var i = 0; i < Tries; i++)
        {
            try
            {
                using var stream = Open(path);
                action(stream);
                return;
            }
            catch (IOException) when (File.Exists(path))
            {
                _ = Thread.Yield(); // another session has it, for a moment
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException or NotSupportedException)
            {
                return;
            }
        }
    }

    private static FileStream Open(string path)
    {
        _ = OperatingSystem.IsWindows()
            ? Directory.CreateDirectory(Path.GetDirectoryName(path)!)
            : Directory.CreateDirectory(Path.GetDirectoryName(path)!, OwnersFile | UnixFileMode.UserExecute);
        var options = new FileStreamOptions { Mode = FileMode.OpenOrCreate, Access = FileAccess.ReadWrite, Share = FileShare.None };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(path, options);
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal).Replace("\r", "\\r", StringComparison.Ordinal);

    private static string Unescape(string line)
    {
        var text = new StringBuilder(line.Length);
        for (var i = 0; i < line.Length; i++)
        {
            _ = line[i] != '\\' || i + 1 == line.Length ? text.Append(line[i]) : text.Append(line[++i] switch
            {
                'n' => '\n',
                'r' => '\r',
                var other => other,
            });
        }

        return text.ToString();
    }
}
