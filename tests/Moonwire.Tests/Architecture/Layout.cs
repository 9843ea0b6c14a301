using System.Text.RegularExpressions;

namespace Moonwire.Tests.Architecture;

/// <summary>The layout rules that <c>dotnet format</c> does not know.</summary>
internal static partial class Layout
{
    public const int MaxColumns = 120;

    /// <summary>
    /// Complains of long lines. Raw strings, directives of script tests and annotations of LuaLS cannot be wrapped.
    /// </summary>
    public static IEnumerable<string> LongLines(string path, string text)
    {
        if (!IsCode(path))
        {
            yield break;
        }

        var isRaw = false;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (line.Length > MaxColumns && !isRaw && !Directive().IsMatch(line))
            {
                yield return $"{path}:{number}: {line.Length} columns, {MaxColumns} are allowed";
            }

            isRaw ^= path.EndsWith(".cs", StringComparison.Ordinal) && RawString().Count(line) % 2 != 0;
        }
    }

    /// <summary>Complains of doubled sections of an .editorconfig, and of doubled keys in a section.</summary>
    public static IEnumerable<string> DoubledSettings(string text)
    {
        var seen = new HashSet<string>(StringComparer.OrdinalIgnoreCase);
        var section = "";
        foreach (var line in text.Split('\n').Select(static line => line.Split('#')[0].Trim()))
        {
            var isSection = line.StartsWith('[');
            section = isSection ? line : section;
            var name = isSection ? line : $"{section} {line.Split('=')[0].Trim()}";
            if (line.Length > 0 && !seen.Add(name))
            {
                yield return name;
            }
        }
    }

    private static bool IsCode(string path) => Path.GetExtension(path) is ".cs" or ".c" or ".h" or ".lua";

    [GeneratedRegex("^-- (?:args|options|env|stdin): |^ *---@")]
    private static partial Regex Directive();

    [GeneratedRegex("\"\"\"+")]
    private static partial Regex RawString();
}
