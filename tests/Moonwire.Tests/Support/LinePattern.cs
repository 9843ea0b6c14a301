using System.Text.RegularExpressions;

namespace Moonwire.Tests.Support;

/// <summary>
/// Expected lines. <c>*</c> matches any text within a line, and a line <c>...</c> matches any number of lines.
/// </summary>
internal static class LinePattern
{
    public static bool Matches(string pattern, string text)
    {
        var expression = string.Concat(Lines(pattern).Select(ToExpression));
        return Regex.IsMatch(
            string.Concat(Lines(text).Select(l => l + "\n")),
            "\\A" + expression + "\\z",
            RegexOptions.CultureInvariant,
            TimeSpan.FromSeconds(10));
    }

    private static string ToExpression(string line) => line == "..."
        ? "(?:[^\\n]*\\n)*?"
        : string.Join("[^\\n]*", line.Split('*').Select(Regex.Escape)) + "\\n";

    private static string[] Lines(string text)
    {
        var lines = text.Split('\n');
        return lines[^1].Length == 0 ? lines[..^1] : lines;
    }
}
