namespace Moonwire.Interpreter.Companions;

internal enum BlockKind
{
    Title,
    Heading,
    SubHeading,
    Paragraph,
    Item,
    Code,
    Table,
}

/// <summary>
/// A part of a Markdown page of this repository: headings with #, paragraphs, lists with - or numbers whose items may
/// continue in indented lines, code between fences, and tables with bars at both ends. The output of an example, which
/// is code marked as output, is left out.
/// </summary>
/// <param name="Kind">The kind of block.</param>
/// <param name="Text">The text, on one line unless it is code. Empty for a table.</param>
/// <param name="Rows">A table's rows, its head first.</param>
internal sealed record MarkdownBlock(BlockKind Kind, string Text, IReadOnlyList<IReadOnlyList<string>> Rows)
{
    private const string Fence = "```";

    internal static IEnumerable<MarkdownBlock> Read(string markdown)
    {
        var lines = markdown.ReplaceLineEndings("\n").Split('\n');
        for (var i = 0; i < lines.Length;)
        {
            var start = i++;
            var line = lines[start];
            if (line.Length == 0)
            {
                continue;
            }

            if (line.StartsWith(Fence, StringComparison.Ordinal))
            {
                i = EndOf(lines, i, static l => !l.StartsWith(Fence, StringComparison.Ordinal));
                var code = string.Join('\n', lines[(start + 1)..i++]);
                if (!line.EndsWith(" output", StringComparison.Ordinal))
                {
                    yield return Of(BlockKind.Code, code);
                }
            }
            else if (line.StartsWith('#'))
            {
                yield return Heading(line);
            }
            else if (line.StartsWith('|'))
            {
                i = EndOf(lines, i, static l => l.StartsWith('|'));
                yield return new MarkdownBlock(
                    BlockKind.Table, "", [.. lines[start..i].Where(static l => !IsRule(l)).Select(Cells)]);
            }
            else
            {
                i = EndOf(lines, i, static l =>
                    l.Length > 0 && l[0] is not ('#' or '|') && !IsItem(l)
                        && !l.StartsWith(Fence, StringComparison.Ordinal));
                var text = string.Join(' ', lines[start..i].Select(static l => l.Trim()));
                yield return IsItem(line)
                    ? Of(BlockKind.Item, text[(text.IndexOf(' ') + 1)..])
                    : Of(BlockKind.Paragraph, text);
            }
        }
    }

    private static MarkdownBlock Of(BlockKind kind, string text) => new(kind, text, []);

    private static MarkdownBlock Heading(string line)
    {
        var level = line.Length - line.TrimStart('#').Length;
        var kind = level switch { 1 => BlockKind.Title, 2 => BlockKind.Heading, _ => BlockKind.SubHeading };
        return Of(kind, line[level..].Trim());
    }

    private static int EndOf(string[] lines, int start, Predicate<string> belongs)
    {
        while (start < lines.Length && belongs(lines[start]))
        {
            start++;
        }

        return start;
    }

    private static bool IsItem(string line)
    {
        var mark = line.AsSpan(0, Math.Max(line.IndexOf(' '), 0));
        return mark is "-" or "*"
            || (mark.Length > 1 && mark[^1] == '.' && !mark[..^1].ContainsAnyExceptInRange('0', '9'));
    }

    private static bool IsRule(string line) => !line.AsSpan().ContainsAnyExcept("|-: ");

    private static List<string> Cells(string line)
    {
        var cells = new List<string>();
        var start = 1;
        for (var i = 1; i < line.Length; i++)
        {
            if (line[i] == '|' && line[i - 1] != '\\')
            {
                cells.Add(line[start..i].Trim().Replace("\\|", "|", StringComparison.Ordinal));
                start = i + 1;
            }
        }

        return cells;
    }
}
