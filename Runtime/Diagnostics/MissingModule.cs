using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Adds the requiring file and a suggestion to the report of a module that was not found.</summary>
internal static class MissingModule
{
    /// <summary>The maximum number of files in a folder that are compared.</summary>
    private const int MaxFiles = 1000;

    /// <param name="text">The message of an uncaught error.</param>
    /// <param name="requirer">The file that required the module, for a message that does not name it.</param>
    /// <param name="stack">Any stack of the state.</param>
    internal static string Explain(string text, string? requirer, LuaThread stack)
    {
        const string start = "module '";
        const string end = "' not found:";
        var at = text.IndexOf(end, StringComparison.Ordinal);
        var begin = at < 0 ? -1 : text.LastIndexOf(start, at, StringComparison.Ordinal);
        if (begin < 0)
        {
            return text;
        }

        OwnModules.CreateAll(stack);
        var name = text[(begin + start.Length)..at];
        var rest = at + end.Length;
        var place = begin == 0 && requirer is { Length: > 0 } ? requirer + ": " : "";
        var hint = FamiliarNames.OfModule(name) ?? OfGlobal(name, stack) ?? OfPath(name, stack)
            ?? NearestName.Hint(name, Known(name, stack).Concat(Files(name, text[rest..])));
        return place + text[..(rest - 1)] + hint + text[(rest - 1)..];
    }

    private static List<string> Known(string name, LuaThread stack) =>
        name.StartsWith(OwnModules.Prefix, StringComparison.Ordinal)
            ? OwnModules.Names(stack)
            : LuaNames.Modules(stack);

    private static string? OfGlobal(string name, LuaThread stack) =>
        LuaNames.Globals(stack).Contains(name) ? $" ('{name}' is a global, so it needs no require)" : null;

    /// <summary>Returns a hint for the name of a module's member, such as "ip.udp" or "udp", or null.</summary>
    private static string? OfPath(string name, LuaThread stack)
    {
        if (name.Split('.') is [var module, ..] path && LuaNames.IsLoaded(stack, module))
        {
            return path.Length == 1
                ? null
                : $" ('{module}' is a single module with all its members: require(\"{module}\"){Members(stack, path)})";
        }

        return LuaNames.ModulesWith(stack, name) is [var owner]
            ? $" (did you mean require(\"{owner}\").{name}?)"
            : null;
    }

    /// <summary>Returns the part of a path that exists inside a module, with misspelt names corrected.</summary>
    private static string Members(LuaThread stack, string[] path)
    {
        var members = "";
        var top = stack.Count;
        if (LuaNames.TryPushModule(stack, path[0]))
        {
            foreach (var member in path.Skip(1).TakeWhile(_ => stack.TypeOf(-1) == LuaType.Table))
            {
                var keys = LuaPaths.Keys(stack);
                var meant = keys.Contains(member) ? member
                    : NearestName.Hint(member, keys).Split('\'') is [_, var near, _] ? near
                    : null;
                if (meant is null)
                {
                    break;
                }

                _ = stack.PushField(-1, meant);
                members += "." + meant;
            }
        }

        stack.Pop(stack.Count - top);
        return members;
    }

    /// <summary>Returns the names of the modules in the folders that were searched for this module.</summary>
    private static IEnumerable<string> Files(string name, string tried)
    {
        const string start = "no file '";
        const string end = ".lua'";
        var prefix = name[..(name.LastIndexOfAny(['.', '/']) + 1)];
        return tried.Split('\n')
            .Select(static line => line.Trim())
            .Where(static line =>
                line.StartsWith(start, StringComparison.Ordinal) && line.EndsWith(end, StringComparison.Ordinal))
            .Select(static line => Path.GetDirectoryName(line[start.Length..^1]) ?? "")
            .Distinct(StringComparer.Ordinal)
            .SelectMany(static folder => FilesOf(folder.Length == 0 ? "." : folder))
            .Select(file => prefix + file);
    }

    private static List<string> FilesOf(string folder)
    {
        try
        {
            return [.. Directory.EnumerateFiles(folder, "*.lua").Take(MaxFiles)
                .Select(static file => Path.GetFileNameWithoutExtension(file))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
