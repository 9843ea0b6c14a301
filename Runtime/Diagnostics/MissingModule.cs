using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Adds to the report of a module that was not found which file asked for it, and what module may have been meant.</summary>
internal static class MissingModule
{
    /// <summary>As many files of a folder as are compared.</summary>
    private const int MaxFiles = 1000;

    /// <param name="text">The words of an uncaught error.</param>
    /// <param name="requirer">The file that asked for the module last, where the words may not say it.</param>
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

        var name = text[(begin + start.Length)..at];
        var rest = at + end.Length;
        var place = begin == 0 && requirer is { Length: > 0 } ? requirer + ": " : "";
        var hint = FamiliarNames.OfModule(name) ?? OfGlobal(name, stack) ?? OfPath(name, stack) ?? NearestName.Hint(name, Known(name, stack).Concat(Files(name, text[rest..])));
        return place + text[..(rest - 1)] + hint + text[(rest - 1)..];
    }

    private static List<string> Known(string name, LuaThread stack) =>
        name.StartsWith(OwnModules.Prefix, StringComparison.Ordinal) ? OwnModules.Names(stack) : LuaNames.Modules(stack);

    private static string? OfGlobal(string name, LuaThread stack) =>
        LuaNames.Globals(stack).Contains(name) ? $" ('{name}' is a global: it needs no module)" : null;

    /// <summary>For what is a member of a module, such as "ip.udp" or "udp", how it is got; or null.</summary>
    private static string? OfPath(string name, LuaThread stack)
    {
        if (name.Split('.') is [var module, ..] path && LuaNames.IsLoaded(stack, module))
        {
            return path.Length == 1 ? null : $" ('{module}' is one module, with all that is in it: require(\"{module}\"){Members(stack, path)})";
        }

        return LuaNames.ModulesWith(stack, name) is [var owner] ? $" (did you mean require(\"{owner}\").{name}?)" : null;
    }

    /// <summary>The members of a module that a path leads to, as far as there are some, the misspelt ones put right.</summary>
    private static string Members(LuaThread stack, string[] path)
    {
        var members = "";
        var top = stack.Count;
        if (LuaNames.TryPushModule(stack, path[0]))
        {
            foreach (var member in path.Skip(1).TakeWhile(_ => stack.TypeOf(-1) == LuaType.Table))
            {
                var keys = LuaPaths.Keys(stack);
                var meant = keys.Contains(member) ? member : NearestName.Hint(member, keys).Split('\'') is [_, var near, _] ? near : null;
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
            return [.. Directory.EnumerateFiles(folder, "*.lua").Take(MaxFiles).Select(static file => Path.GetFileNameWithoutExtension(file))];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return [];
        }
    }
}
