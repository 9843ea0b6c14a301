using System.Text;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Finds the value that a script looked a name up in: Lua's message tells the name only, the line in the source the path
/// that leads there, such as <c>ip.udp</c> before <c>.sokcet</c>.
/// </summary>
internal static class NamedContainer
{
    /// <summary>A source of more bytes is not read.</summary>
    private const int MaxFileLength = 1 << 22;

    /// <summary>Pushes what the first path before the name leads to, if it is something that lacks the name.</summary>
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

    /// <summary>Whether the name, as the line has it, is that of a table with a function <c>new</c>.</summary>
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

    /// <summary>The tokens of the line where the function at a level is; none if its source cannot be read.</summary>
    internal static List<string> TokensOfLine(LuaThread stack, int level)
    {
        if (LuaPaths.Place(stack, level) is not { } place || LineOf(place.Source, place.Line) is not { } line)
        {
            return [];
        }

        var bytes = Encoding.UTF8.GetBytes(line);
        return SourceTokens.Of(bytes, 0).ConvertAll(token => Encoding.UTF8.GetString(bytes, token.Start, token.End - token.Start));
    }

    internal static bool IsName(string token) => (char.IsAsciiLetter(token[0]) || token[0] == '_') && !ForeignWords.IsReserved(token);

    /// <summary>The names that stand before ".name" or ":name" on the line where the function at a level is.</summary>
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

    /// <summary>A line of a source as Lua names it: "@" and a file's path, or the text itself.</summary>
    private static string? LineOf(string source, int line)
    {
        try
        {
            return source switch
            {
                ['@', .. var file] when new FileInfo(file) is { Exists: true, Length: > 0 and < MaxFileLength } => File.ReadLines(file).ElementAtOrDefault(line - 1),
                ['@' or '=', ..] => null,
                _ => source.Split('\n').ElementAtOrDefault(line - 1),
            };
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return null;
        }
    }
}
