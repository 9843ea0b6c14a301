using System.Text;

namespace Moonwire.Interpreter.Companions;

/// <summary>Writes a manual page with the man macros that both groff and mandoc support.</summary>
internal sealed class RoffWriter
{
    private const string Bold = "\\fB";
    private const string Italic = "\\fI";
    private const string Roman = "\\fR";

    private readonly StringBuilder _page = new();

    public override string ToString() => _page.ToString();

    internal static string Text(string text) => Escape(text, literal: false);

    /// <summary>Returns text that a person types literally.</summary>
    internal static string Literal(string text) => Bold + Escape(text, literal: true) + Roman;

    /// <summary>Returns a placeholder that a person replaces.</summary>
    internal static string Variable(string text) => Italic + Escape(text, literal: true) + Roman;

    internal void Raw(string line) => _page.Append(line).Append('\n');

    internal void Item(string term, string text)
    {
        Raw(".TP");
        Line(term);
        Line(text);
    }

    internal void Block(MarkdownBlock block)
    {
        switch (block.Kind)
        {
            case BlockKind.Heading:
                Raw($".SH {Text(block.Text.ToUpperInvariant())}");
                break;
            case BlockKind.SubHeading:
                Raw($".SS {Inline(block.Text)}");
                break;
            case BlockKind.Paragraph:
                Raw(".PP");
                Line(Inline(block.Text));
                break;
            case BlockKind.Item:
                Raw(".IP \\(bu 2");
                Line(Inline(block.Text));
                break;
            case BlockKind.Code:
                Code(block.Text);
                break;
            case BlockKind.Table:
                foreach (var row in block.Rows.Skip(1))
                {
                    Item(Inline(row[0]), string.Join("; ", row.Skip(1).Select(Inline)));
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(block));
        }
    }

    private void Code(string text)
    {
        foreach (var line in new[] { ".PP", ".RS 4", ".nf" })
        {
            Raw(line);
        }

        foreach (var line in text.Split('\n'))
        {
            Line(Escape(line, literal: true));
        }

        Raw(".fi");
        Raw(".RE");
    }

    /// <summary>Writes a line of text, which is not taken for a request, whatever it starts with.</summary>
    private void Line(string line) => Raw(line is ['.' or '\'', ..] ? "\\&" + line : line);

    /// <summary>Converts Markdown within a line: code, emphasis, and links, of which only the text is kept.</summary>
    private static string Inline(string text)
    {
        var written = new StringBuilder();
        for (var i = 0; i < text.Length;)
        {
            if (text[i] == '`' && text.IndexOf('`', i + 1) is > 0 and var code)
            {
                written.Append(Literal(text[(i + 1)..code]));
                i = code + 1;
            }
            else if (text.AsSpan(i).StartsWith("**")
                && text.IndexOf("**", i + 2, StringComparison.Ordinal) is > 0 and var strong)
            {
                written.Append(Bold).Append(Text(text[(i + 2)..strong])).Append(Roman);
                i = strong + 2;
            }
            else if (text[i] == '[' && text.IndexOf("](", i, StringComparison.Ordinal) is > 0 and var middle
                && text.IndexOf(')', middle) is > 0 and var end)
            {
                written.Append(Inline(text[(i + 1)..middle]));
                i = end + 1;
            }
            else
            {
                written.Append(Text(text[i..(i + 1)]));
                i++;
            }
        }

        return written.ToString();
    }

    private static string Escape(string text, bool literal)
    {
        var escaped = new StringBuilder(text.Length);
        foreach (var c in text)
        {
            _ = c switch
            {
                '\\' => escaped.Append("\\e"),
                '-' when literal => escaped.Append("\\-"),
                '\'' => escaped.Append("\\(aq"),
                '`' => escaped.Append("\\(ga"),
                '^' => escaped.Append("\\(ha"),
                '~' => escaped.Append("\\(ti"),
                > '~' => escaped.Append($"\\[u{(int)c:X4}]"),
                _ => escaped.Append(c),
            };
        }

        return escaped.ToString();
    }
}
