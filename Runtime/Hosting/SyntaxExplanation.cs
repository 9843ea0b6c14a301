using System.Globalization;
using Moonwire.Runtime.Diagnostics;

namespace Moonwire.Runtime.Hosting;

/// <summary>
/// Adds the column, the line and a caret to the report of a syntax error in a script or module. Finds the source by its
/// name in the message and checks it again. Shows the line only if the check fails with the same message.
/// </summary>
/// <param name="program">The program, whose steps may contain the source.</param>
/// <param name="input">The program that was read from standard input, or null.</param>
internal sealed class SyntaxExplanation(LuaProgram program, byte[]? input)
{
    /// <summary>The size in bytes from which a source is not read again.</summary>
    private const long MaxFileLength = 1 << 26;

    private const string ChunkName = "(command line)";
    private const string InputName = "stdin";

    /// <summary>Returns the message of an uncaught error, with an explanation if it is a syntax error.</summary>
    internal string Of(string text)
    {
        const string file = " from file '";
        const string own = "':\n\t";
        var end = text.IndexOf(own, StringComparison.Ordinal);
        var begin = end < 0 ? -1 : text.LastIndexOf(file, end, StringComparison.Ordinal);
        var isModule = begin >= 0;
        var lead = isModule ? text[..(end + own.Length)] : "";
        var message = text[lead.Length..];
        var candidates = isModule ? [File(text[(begin + file.Length)..end])] : Candidates(message);
        using var checker = new SyntaxChecker();
        foreach (var (name, source, isChunk) in candidates)
        {
            if (source() is not { } bytes)
            {
                continue;
            }

            var problem = isChunk ? checker.CheckChunk(bytes) : checker.CheckFile(bytes);
            if (problem is { LuaLine: { } line }
                && message.EndsWith($":{line}: {problem.Message}", StringComparison.Ordinal))
            {
                return lead + problem.InFull(name).Replace("\n", isModule ? "\n\t" : "\n", StringComparison.Ordinal);
            }
        }

        return text;
    }

    private IEnumerable<(string Name, Func<byte[]?> Source, bool IsChunk)> Candidates(string message)
    {
        if (message.StartsWith(ChunkName + ":", StringComparison.Ordinal))
        {
            return program.Steps.Where(static step => step.Kind == StepKind.Chunk)
                .Select(static step =>
                    (ChunkName, (Func<byte[]?>)(() => CommandLineBytes.Of(step.Text)[step.Skip..]), true));
        }

        if (message.StartsWith(InputName + ":", StringComparison.Ordinal))
        {
            return [(InputName, () => input, false)];
        }

        var name = NameIn(message);
        var scripts = program.Steps.Where(static step => step.Kind == StepKind.File).Select(static step => step.Text);
        return name is null ? [] : (name.StartsWith("...", StringComparison.Ordinal) ? scripts : [name]).Select(File);
    }

    /// <summary>Returns the text before the first ":line: ", or null.</summary>
    private static string? NameIn(string message)
    {
        for (var colon = message.IndexOf(':', StringComparison.Ordinal);
             colon > 0;
             colon = message.IndexOf(':', colon + 1))
        {
            var digits = message.AsSpan(colon + 1);
            var length = digits.IndexOf(':');
            if (length > 0 && int.TryParse(digits[..length], NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                return message[..colon];
            }
        }

        return null;
    }

    private static (string Name, Func<byte[]?> Source, bool IsChunk) File(string path) =>
        (path, () => Read(path), false);

    /// <summary>
    /// Returns the bytes of a regular file, or null. Other files are skipped, because they have no length.
    /// </summary>
    private static byte[]? Read(string path)
    {
        try
        {
            return new FileInfo(path) is { Exists: true, Length: > 0 and < MaxFileLength }
                ? System.IO.File.ReadAllBytes(path)
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            return null;
        }
    }
}
