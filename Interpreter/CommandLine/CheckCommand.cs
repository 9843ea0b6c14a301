using System.Runtime.InteropServices;
using Moonwire.Interpreter.Logging;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Hosting;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// Checks the syntax of files, and prints a line for each file that cannot be loaded. It checks all files.
/// </summary>
internal sealed class CheckCommand(TextWriter output, TextWriter errors, Func<Stream> input) : IDisposable
{
    private const string InputName = "stdin";

    private readonly SyntaxChecker _checker = new();
    private readonly List<CheckProblem> _problems = [];
    private readonly List<string> _lines = [];
    private bool _isMisused;

    /// <returns>The exit status: 0, 1 if a file has a syntax error, 2 if a file cannot be read.</returns>
    internal int Run(IEnumerable<string> paths, bool json)
    {
        foreach (var path in paths)
        {
            if (path == "-")
            {
                Check(InputName, ReadInput);
            }
            else if (Directory.Exists(path))
            {
                CheckFolder(path);
            }
            else
            {
                Check(path, () => File.ReadAllBytes(path));
            }
        }

        if (json)
        {
            output.WriteLine(Json());
        }
        else
        {
            _lines.ForEach(line => output.WriteLine(PrintableText.Escape(line, kept: "\t\n")));
        }

        return _isMisused ? ExitStatus.Misuse : _problems.Count > 0 ? ExitStatus.Failure : ExitStatus.Success;
    }

    public void Dispose() => _checker.Dispose();

    private JsonText Json()
    {
        var json = new JsonText();
        return json.Array(null, () => _problems.ForEach(problem => json.Object(null, () => json
            .Add("file", problem.File)
            .Add("line", problem.Line)
            .Add("column", problem.Column)
            .Add("message", problem.Message))));
    }

    private void CheckFolder(string folder)
    {
        var files = new List<string>();
        AddFiles(folder, files);
        if (files.Count == 0)
        {
            Complain($"there is no .lua file in '{folder}'");
        }

        foreach (var file in files)
        {
            Check(file, () => File.ReadAllBytes(file));
        }
    }

    /// <summary>
    /// Adds the Lua files of a folder and its subfolders. Links to folders are not followed, because they may form a
    /// loop.
    /// </summary>
    private void AddFiles(string folder, List<string> files)
    {
        try
        {
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder).Order(StringComparer.Ordinal))
            {
                var attributes = File.GetAttributes(entry);
                if (attributes.HasFlag(FileAttributes.Directory))
                {
                    if (!attributes.HasFlag(FileAttributes.ReparsePoint))
                    {
                        AddFiles(entry, files);
                    }
                }
                else if (entry.EndsWith(".lua", StringComparison.Ordinal))
                {
                    files.Add(entry);
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Complain($"cannot read '{folder}': {Reason(e)}");
        }
    }

    private void Check(string name, Func<byte[]> read)
    {
        byte[] file;
        try
        {
            file = read();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            Complain($"cannot read '{name}': {Reason(e)}");
            return;
        }

        if (_checker.CheckFile(file) is { } problem)
        {
            _lines.Add(problem.OnOneLine(name));
            var isPlaced = problem.Line > 0;
            _problems.Add(
                new CheckProblem(
                    name, isPlaced ? problem.Line : null, isPlaced ? problem.Column : null, problem.Explained));
        }
    }

    private static string Reason(Exception exception) => exception switch
    {
        FileNotFoundException or DirectoryNotFoundException => "there is no such file",
        UnauthorizedAccessException => "permission denied",
        _ when FileProblem.Number(exception) is > 0 and var number => Marshal.GetPInvokeErrorMessage(number),
        _ => exception.Message,
    };

    private byte[] ReadInput()
    {
        using var stream = input();
        using var bytes = new MemoryStream();
        try
        {
            stream.CopyTo(bytes);
        }
        catch (UnauthorizedAccessException e) // .NET reports EBADF in this way
        {
            throw new IOException("Bad file descriptor", e);
        }

        return bytes.ToArray();
    }

    private void Complain(string text)
    {
        _isMisused = true;
        errors.WriteLine($"moonwire: {text}");
    }
}

/// <summary>A file that cannot be loaded. A problem of the whole file has no line and column.</summary>
internal sealed record CheckProblem(string File, int? Line, int? Column, string Message);
