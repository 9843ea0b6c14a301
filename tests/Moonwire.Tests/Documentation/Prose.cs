using System.Text.RegularExpressions;

namespace Moonwire.Tests.Documentation;

/// <summary>Text for people: a paragraph, a comment, or a string literal, with the line where it starts.</summary>
internal readonly record struct Passage(int Line, string Text, bool IsHeading = false);

/// <summary>Reads the text for people out of source files and pages, and splits it into sentences.</summary>
internal static partial class Prose
{
    // A literal, or a comment up to the end of the line. The literal comes first, so that "http://" starts no comment.
    private const string InC = """(?<literal>\$?@?"(\\.|[^"\\])*"|'(\\.|[^'\\])')|(?<comment>//+|/\*+)""";
    private const string InLua = """(?<literal>"(\\.|[^"\\])*"|'(\\.|[^'\\])*')|(?<comment>--+(\[=*\[)?)""";
    private const string InShell = """(?<literal>"(\\.|[^"\\])*"|'[^']*')|(?<=^|\s)(?<comment>#+!?)""";
    private const string InMarkup = "<!--";

    /// <summary>True if <see cref="Of"/> can read the file.</summary>
    public static bool IsReadable(string path) => path.EndsWith(".md", StringComparison.Ordinal)
        || path.StartsWith("BannedSymbols", StringComparison.Ordinal) || LanguageOf(path) is not null;

    public static IEnumerable<Passage> Of(string path, string text)
    {
        if (path.EndsWith(".md", StringComparison.Ordinal))
        {
            return OfPage(text);
        }

        if (path.StartsWith("BannedSymbols", StringComparison.Ordinal))
        {
            return text.Split('\n').Select(static (line, i) => new Passage(i + 1, line[(line.IndexOf(';') + 1)..]));
        }

        var language = LanguageOf(path) ?? throw new ArgumentException($"{path} cannot be read.", nameof(path));
        return language == InMarkup ? OfMarkup(text) : OfSource(path, text, language);
    }

    private static string? LanguageOf(string path) => Path.GetExtension(path) switch
    {
        ".cs" or ".c" or ".h" or ".go" or ".rs" or ".js" => InC,
        ".lua" => InLua,
        ".csproj" or ".props" or ".targets" or ".slnx" or ".xsd" => InMarkup,
        "" or ".sh" or ".bash" or ".zsh" or ".fish" or ".ps1" or ".py" or ".yml" => InShell,
        ".editorconfig" or ".gitattributes" or ".gitignore" => InShell,
        _ => null,
    };

    /// <summary>Splits at full stops and colons that a capital letter, code or a quotation follows.</summary>
    public static IEnumerable<string> Sentences(string text) => SentenceEnd().Split(WithoutTags(text).Trim());

    public static string WithoutCode(string sentence) => Code().Replace(sentence, "`x`");

    private static IEnumerable<Passage> OfSource(string path, string text, string language)
    {
        // The strings of script tests are test data, and so are the raw strings of all tests.
        var hasMessages = !path.StartsWith("tests/Scripts/", StringComparison.Ordinal);
        var hasRawMessages = !path.StartsWith("tests/", StringComparison.Ordinal);
        var tokens = new Regex(language, RegexOptions.ExplicitCapture, TimeSpan.FromSeconds(10));
        var comment = new Paragraph();
        var isBlock = false;
        var isRaw = false;
        var number = 0;
        foreach (var line in text.Split('\n'))
        {
            number++;
            if (RawString().IsMatch(line) && language == InC)
            {
                isRaw = RawString().Count(line) % 2 != 0 ? !isRaw : isRaw;
                continue;
            }

            if (isBlock || isRaw)
            {
                isBlock = isBlock && !line.Contains("*/", StringComparison.Ordinal);
                comment.Add(number, isRaw && !hasRawMessages ? "" : BlockMarks().Replace(line, ""));
                continue;
            }

            var found = tokens.Matches(line);
            var start = found.FirstOrDefault(static token => token.Groups["comment"].Success);
            var said = start is null || start.Value.EndsWith('!')
                ? ""
                : BlockMarks().Replace(line[(start.Index + start.Length)..], "");
            isBlock = start is { Value: ['/', '*', ..] } && !line.Contains("*/", StringComparison.Ordinal);
            var isAlone = start is not null && line.AsSpan(0, start.Index).IsWhiteSpace();
            if (!isAlone || said.Length == 0 || StartsElement().IsMatch(said))
            {
                if (comment.TryTake(out var passage))
                {
                    yield return passage;
                }
            }

            comment.Add(number, said);
            if (isAlone)
            {
                continue;
            }

            if (comment.TryTake(out var trailing))
            {
                yield return trailing;
            }

            foreach (var literal in found.TakeWhile(token => token != start && hasMessages))
            {
                if (IsMessage(literal.Value))
                {
                    yield return new Passage(number, literal.Value.TrimStart('$', '@'));
                }
            }
        }

        if (comment.TryTake(out var last))
        {
            yield return last;
        }
    }

    private static bool IsMessage(string literal) => literal.Length >= 14 && literal.Contains(' ');

    private static IEnumerable<Passage> OfMarkup(string text) =>
        from match in MarkupComment().Matches(text)
        let line = 1 + text.AsSpan(0, match.Index).Count('\n')
        select new Passage(line, Space().Replace(match.Groups["said"].Value, " "));

    private static IEnumerable<Passage> OfPage(string text)
    {
        var paragraph = new Paragraph();
        string? fence = null;
        var number = 0;
        foreach (var full in text.Split('\n').Append(""))
        {
            number++;
            var line = full.Trim();
            var mark = Fence().Match(line).Value;
            if (mark.Length > 0 && (fence is null || mark == fence))
            {
                fence = fence is null ? mark : null;
                line = "";
            }

            line = fence is null ? line : "";
            var isCells = line.StartsWith('|');
            if ((line.Length == 0 || isCells || StartsItem().IsMatch(line)) && paragraph.TryTake(out var passage))
            {
                yield return passage;
            }

            if (isCells)
            {
                foreach (var cell in line.Trim('|').Split('|'))
                {
                    yield return new Passage(number, cell.Trim());
                }
            }
            else if (line.StartsWith('#'))
            {
                yield return new Passage(number, line.TrimStart('#', ' '), IsHeading: true);
            }
            else
            {
                paragraph.Add(number, StartsItem().Replace(line, ""));
            }
        }
    }

    private static string WithoutTags(string text) =>
        Tag().Replace(text, static tag => tag.Groups["name"].Value.Split('(')[0].Split('.')[^1]);

    private sealed class Paragraph
    {
        private readonly List<string> _lines = [];
        private int _start;

        public void Add(int number, string line)
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                _start = _lines.Count == 0 ? number : _start;
                _lines.Add(line.Trim());
            }
        }

        public bool TryTake(out Passage passage)
        {
            passage = new Passage(_start, string.Join(' ', _lines));
            _lines.Clear();
            return passage.Text.Length > 0;
        }
    }

    [GeneratedRegex(@"(?<=[.!?:])\s+(?=[A-Z`""])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex Code();

    [GeneratedRegex(@"</?[a-z]+(\s+(cref|name)=""(?<name>[^""]*)"")?[^>]*>", RegexOptions.ExplicitCapture)]
    private static partial Regex Tag();

    [GeneratedRegex("\"\"\"+")]
    private static partial Regex RawString();

    // Where a comment continues or ends: "  * text", "text */".
    [GeneratedRegex(@"^\s*\*(?!/)\s?|\s*\*+/.*$")]
    private static partial Regex BlockMarks();

    // An element of a C# comment, or an annotation of the Lua language server.
    [GeneratedRegex(@"<(summary|remarks|param|returns|para|item|exception)|^@\w", RegexOptions.ExplicitCapture)]
    private static partial Regex StartsElement();

    [GeneratedRegex(@"<!--(?<said>.*?)-->", RegexOptions.Singleline | RegexOptions.ExplicitCapture)]
    private static partial Regex MarkupComment();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Space();

    [GeneratedRegex("^`{3,}")]
    private static partial Regex Fence();

    [GeneratedRegex(@"^([-*]|\d+\.|#+|>)\s+")]
    private static partial Regex StartsItem();
}
