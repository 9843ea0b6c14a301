using System.Text;
using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Errors;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// Keeps the history between sessions in a file that only its owner can read, with one statement on each line. Sessions
/// that run at the same time append to it in turn, under its lock.
/// </summary>
/// <remarks>
/// 1. At most the size of the file is read, from its end, because a device has no end.
/// 2. Lines that cannot be statements are skipped: lines that are not UTF-8, and lines that are too long.
/// 3. If the file exists and cannot be used, a warning is given once. If the user may not create the folder, there is
/// no
///    warning, because a user without a home has chosen to keep nothing.
/// </remarks>
internal sealed class HistoryFile(string? path, int capacity = History.DefaultCapacity, Action<string>? warn = null)
{
    /// <summary>The maximum number of bytes to read from the end of the file.</summary>
    internal const int MaxPartLength = 4 << 20;

    private const int Tries = 100;
    private const byte LineEnd = (byte)'\n';
    private const UnixFileMode OwnersFile = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>The length of the longest line in the file. A longer statement is not kept.</summary>
    private const int MaxLineLength = 100_000;

    private static readonly UTF8Encoding Strict = new(
        encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    private bool _hasWarned;

    /// <summary>
    /// Returns the path of the file below the XDG folder for state, or null without a folder. A relative folder must be
    /// ignored: https://specifications.freedesktop.org/basedir-spec/latest/
    /// </summary>
    /// <param name="variable">Returns the value of an environment variable.</param>
    internal static string? PathOf(Func<string, string?> variable)
    {
        if (variable("XDG_STATE_HOME") is ['/', ..] state)
        {
            return Path.Combine(state, "moonwire", "history");
        }

        return variable("HOME") is ['/', ..] home ? Path.Combine(home, ".local", "state", "moonwire", "history") : null;
    }

    internal void Load(History history) => Use(stream =>
    {
        foreach (var line in Lines(ReadEnd(stream)))
        {
            _ = history.Add(Unescape(line));
        }
    });

    /// <summary>Adds a statement. A file that has grown to twice its limit is cut to its newest statements.</summary>
    internal void Append(string text)
    {
        var line = Encoding.UTF8.GetBytes(Escape(text) + "\n");
        if (line.Length > MaxLineLength)
        {
            return;
        }

        Use(stream =>
        {
            var part = ReadEnd(stream);
            if (stream.Length > MaxPartLength || part.AsSpan().Count(LineEnd) >= 2 * capacity)
            {
                var kept = Encoding.UTF8.GetBytes(
                    string.Concat(Lines(part).TakeLast(capacity - 1).Select(static l => l + "\n")));
                stream.SetLength(0);
                stream.Write(kept);
            }
            else if (part is [.., not LineEnd])
            {
                line = [LineEnd, .. line]; // the previous line is incomplete, because the disk was full
            }

            Add(stream, line);
        });
    }

    /// <summary>Adds a line, or nothing if the disk has no room for the whole line.</summary>
    private static void Add(FileStream stream, byte[] line)
    {
        var length = stream.Length;
        try
        {
            _ = stream.Seek(0, SeekOrigin.End);
            stream.Write(line);
        }
        catch (IOException) when (length > 0)
        {
            stream.SetLength(length);
            throw;
        }
    }

    private static byte[] ReadEnd(FileStream stream)
    {
        var part = new byte[Math.Min(stream.Length, MaxPartLength)];
        _ = stream.Seek(stream.Length - part.Length, SeekOrigin.Begin);
        var count = stream.ReadAtLeast(part, part.Length, throwOnEndOfStream: false);
        return stream.Length == part.Length ? part[..count] : part[(part.AsSpan(0, count).IndexOf(LineEnd) + 1)..count];
    }

    private static List<string> Lines(byte[] part)
    {
        var lines = new List<string>();
        var bytes = part.AsSpan();
        if (bytes.StartsWith(Encoding.UTF8.Preamble))
        {
            bytes = bytes[Encoding.UTF8.Preamble.Length..];
        }

        foreach (var range in bytes.Split(LineEnd))
        {
            var line = bytes[range].TrimEnd((byte)'\r');
            if (line.Length is > 0 and < MaxLineLength && !line.Contains((byte)0) && Text(line) is { } text)
            {
                lines.Add(text);
            }
        }

        return lines;
    }

    private static string? Text(ReadOnlySpan<byte> line)
    {
        try
        {
            return Strict.GetString(line);
        }
        catch (DecoderFallbackException)
        {
            return null;
        }
    }

    private void Use(Action<FileStream> action)
    {
        if (path is null || !TryMakeFolder(path))
        {
            return;
        }

        for (var i = 0; i < Tries; i++)
        {
            try
            {
                using var stream = Open(path);
                if (stream.CanSeek)
                {
                    action(stream);
                }
                else
                {
                    Warn("it is not a regular file");
                }

                return;
            }
            catch (IOException e) when (FileProblem.Number(e) == Errno.EAGAIN)
            {
                _ = Thread.Yield(); // another session has locked it for a moment
            }
            catch (Exception e) when (FileProblem.Is(e))
            {
                Warn(Directory.Exists(path) ? "it is a folder" : FileProblem.Words(e));
                return;
            }
        }
    }

    private void Warn(string reason)
    {
        if (!_hasWarned)
        {
            _hasWarned = true;
            warn?.Invoke($"moonwire: the history file '{path}' cannot be used: {reason}");
        }
    }

    private bool TryMakeFolder(string file)
    {
        var folder = Path.GetDirectoryName(file)!;
        try
        {
            _ = OperatingSystem.IsWindows()
                ? Directory.CreateDirectory(folder)
                : Directory.CreateDirectory(folder, OwnersFile | UnixFileMode.UserExecute);
            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            // No warning is given for a folder that the user may not create.
            if (File.Exists(NearestOf(folder)))
            {
                Warn("a part of its path is not a folder");
            }
            else if (FileProblem.Number(e) == Errno.ENOSPC)
            {
                Warn(FileProblem.Words(e));
            }

            return false;
        }
    }

    /// <summary>Returns the longest part of a path that exists.</summary>
    private static string NearestOf(string path)
    {
        while (!Path.Exists(path) && Path.GetDirectoryName(path) is { } parent)
        {
            path = parent;
        }

        return path;
    }

    private static FileStream Open(string path)
    {
        // Without a buffer, a full disk is reported by the write and not when the file is closed.
        var options = new FileStreamOptions
        {
            Mode = FileMode.OpenOrCreate,
            Access = FileAccess.ReadWrite,
            Share = FileShare.None,
            BufferSize = 0,
        };
        if (!OperatingSystem.IsWindows())
        {
            options.UnixCreateMode = OwnersFile;
        }

        return new FileStream(path, options);
    }

    private static string Escape(string text) =>
        text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("\n", "\\n", StringComparison.Ordinal)
            .Replace("\r", "\\r", StringComparison.Ordinal);

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
