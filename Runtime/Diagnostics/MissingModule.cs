using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Adds to the report of a module that was not found which file asked for it, and what module may have been meant.</summary>
internal static class MissingModule
{
    /// <summary>As many files of a folder as are compared.</summary>
    private const int MostFiles = 1000;

    /// <param name="text">The words of an uncaught error.</param>
    /// <param name="requirer">The file that asked for the module last, where the words may not say it.</param>
    /// <param name="stack">Any stack of the state.</param>
    internal static string Explain(string text, string? requirer, LuaStack stack)
    {
        const string start = "module '";
        const string end = "' not found:";
        var at = text.IndexOf(end, StringComparison.Ordinal);
        var begin = at < 0 ? -1 : text.LastIndexOf(start, at, StringComparison.Ordinal);
        if (begin < 0)
        {
            return text;
        }

        var name = text[(begin + start.Length)..at];
        var rest = at + end.Length;
        var place = begin == 0 && requirer is { Length: > 0 } ? requirer + ": " : "";
        var hint = NearestName.Hint(name, LuaNames.Modules(stack).Concat(Files(name, text[rest..])));
        return place + text[..(rest - 1)] + hint + text[(rest - 1)..];
    }

    /// <summary>The modules that lie where this one was looked for, by the names that lead to them.</summary>
    private static IEnumerable<string> Files(string name, string tried)
    {
        const string start = "no file '";
        const string end = ".lua'";
        var prefix = name[..(name.LastIndexOfAny(['.', '/']) + 1)];
        return tried.Split('\n')
            .Select(static line => line.Trim())
            .Where(static line => line.StartsWith(start, StringComparison.Ordinal) && line.EndsWith(end, StringComparison.Ordinal))
            .Select(static line => Path.GetDirectoryName(line[start.Length..^1]) ?? "")
            .Distinct(StringComparer.Ordinal)
            .SelectMany(static folder => FilesOf(folder.Length == 0 ? "." : folder))
            .Select(file => prefix + file);
    }

    private static List<string> FilesOf(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.lua").Take(MostFiles).Select(static file => Path.GetFileNameWithoutExtension(file))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
