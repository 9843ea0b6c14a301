using System.Text;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Finds the value in which a script looked up a name. Lua's message contains the name only, so the path before it,
/// such as <c>ip.udp</c> before <c>.sokcet</c>, is read from the source line.
/// </summary>
internal static class NamedContainer
{
    /// <summary>The limit in bytes: a source file of this size or larger is not read.</summary>
    private const int MaxFileLength = 1 << 22;

    /// <summary>
    /// Pushes the first value that the source line indexes with the name and that has no member with this name. Returns
    /// false if there is no such value.
    /// </summary>
    internal static bool TryPush(LuaThread stack, int level, string name, out string path)
    {
        foreach (var names in PathsTo(stack, level, name))
        {
            if (LuaPaths.TryPush(stack, level, names))
            {
                if (Lacks(stack, name))
                {
                    path = string.Join('.', names);
                    return true;
                }

                stack.Pop();
            }
        }

        path = "";
        return false;
    }

    /// <summary>Returns true if the name, as written on the line, denotes a table with a function <c>new</c>.</summary>
    internal static bool HasNew(LuaThread stack, int level, string name)
    {
        foreach (var names in PathsTo(stack, level, name).Append([]))
        {
            if (LuaPaths.TryPush(stack, level, [.. names, name]))
            {
                var top = stack.Count;
                var hasNew = stack.TypeOf(-1) == LuaType.Table && stack.PushField(-1, "new") == LuaType.Function;
                stack.Pop(stack.Count - top + 1);
                if (hasNew)
                {
                    return true;
                }
            }
        }

        return false;
    }

    private static bool Lacks(LuaThread stack, string name)
    {
        if (stack.TypeOf(-1) != LuaType.Table)
        {
            return stack.TypeOf(-1) is LuaType.String or LuaType.Number or LuaType.Boolean;
        }

        var lacks = stack.PushField(-1, name) == LuaType.Nil;
        stack.Pop();
        return lacks;
    }

    /// <summary>
    /// Returns the tokens of the line that the function at a level is executing. The list is empty if the source cannot
    /// be read.
    /// </summary>
    internal static List<string> TokensOfLine(LuaThread stack, int level)
    {
        if (LuaPaths.Place(stack, level) is not { } place || LineOf(place.Source, place.Line) is not { } line)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(line);
        return SourceTokens.Of(bytes, 0)
            .ConvertAll(token => Encoding.UTF8.GetString(bytes, token.Start, token.End - token.Start));
    }

    internal static bool IsName(string token) =>
        (char.IsAsciiLetter(token[0]) || token[0] == '_') && !ForeignWords.IsReserved(token);

    /// <summary>
    /// Returns the paths before ".name" or ":name" on the line that the function at a level is executing.
    /// </summary>
    private static List<string[]> PathsTo(LuaThread stack, int level, string name)
    {
        var paths = new List<string[]>();
        var tokens = TokensOfLine(stack, level);
        for (var i = 2; i < tokens.Count; i++)
        {
            if (tokens[i] != name || tokens[i - 1] is not ("." or ":"))
            {
                continue;
            }

            var first = i - 2;
            while (first >= 2 && tokens[first - 1] == "." && IsName(tokens[first]) && IsName(tokens[first - 2]))
            {
                first -= 2;
            }

            if (IsName(tokens[first]) && (first == 0 || tokens[first - 1] is not ("." or ":")))
            {
                paths.Add([.. tokens[first..(i - 1)].Where(static token => token != ".")]);
            }
        }

        return paths;
    }

    /// <summary>
    /// Returns a line of a source. In Lua, the name of a source is "@" and a file's path, or the text itself.
    /// </summary>
    private static string? LineOf(string source, int line)
    {
        try
        {
            return source switch
            {
                ['@', .. var file] when new FileInfo(file) is { Exists: true, Length: > 0 and < MaxFileLength } =>
                    File.ReadLines(file).ElementAtOrDefault(line - 1),
                ['@' or '=', ..] => null,
                _ => source.Split('\n').ElementAtOrDefault(line - 1),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException
            or NotSupportedException)
        {
            return null;
        }
    }
}
