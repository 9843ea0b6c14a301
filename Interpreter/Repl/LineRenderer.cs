using System.Globalization;
using System.Text;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// Makes the output that shows a prompt and a text on as many rows as they need, in place of the previous output. Rows
/// are ended here and not by the terminal, so that the cursor's position does not depend on how the terminal wraps
/// lines.
/// </summary>
/// <remarks>
/// When a terminal becomes narrower, most terminals break each row that is too wide into several rows. xterm and the
/// Linux console cut such rows instead.
/// </remarks>
internal sealed class LineRenderer
{
    private const string TabStop = "    ";

    private readonly StringBuilder _out = new();
    private int _columns;
    private int _row;
    private int _column;
    private readonly List<int> _widths = []; // widths of the rows that are shown above the cursor's row
    private int _cursorColumn;

    /// <summary>Moves from the place where other output has left the cursor to the start of a row.</summary>
    internal string FreshRow(int columns)
    {
        Forget();
        return new string(' ', columns) + "\r\e[K";
    }

    /// <summary>Erases the rows that are shown, from a terminal whose width may have changed since.</summary>
    internal string Erase(int columns)
    {
        var up = _widths.Sum(width => Math.Max(1, (width + columns - 1) / columns)) + (_cursorColumn / columns);
        Forget();
        return (up > 0 ? $"\e[{up}A" : "") + "\r\e[J";
    }

    /// <summary>Forgets the rows that are shown, because other output follows them.</summary>
    internal void Forget()
    {
        _widths.Clear();
        _cursorColumn = 0;
    }

    /// <summary>
    /// Shows a prompt and a text, and puts the cursor after <paramref name="cursor"/> units of the text.
    /// </summary>
    internal string Draw(string prompt, string text, int cursor, int columns)
    {
        _out.Clear();
        _out.Append(Erase(columns));
        (_columns, _row, _column) = (columns, 0, 0);
        AppendPrompt(prompt);
        Append(text.AsSpan(0, cursor));
        if (_column == _columns)
        {
            BreakRow();
        }

        var (row, column) = (_row, _column);
        Append(text.AsSpan(cursor));
        if (_row > row)
        {
            _out.Append(CultureInfo.InvariantCulture, $"\e[{_row - row}A");
        }

        _out.Append('\r');
        if (column > 0)
        {
            _out.Append(CultureInfo.InvariantCulture, $"\e[{column}C");
        }

        _widths.RemoveRange(row, _widths.Count - row);
        _cursorColumn = column;
        return _out.ToString();
    }

    /// <summary>Arranges the names in columns, row by row, as many as fit.</summary>
    internal static string Columns(IReadOnlyList<string> names, int columns)
    {
        var width = names.Max(static name => name.Length) + 2;
        var perRow = Math.Max(1, columns / width);
        var rows = (names.Count + perRow - 1) / perRow;
        var text = new StringBuilder();
        for (var row = 0; row < rows; row++)
        {
            var line = new StringBuilder();
            for (var i = row; i < names.Count; i += rows)
            {
                line.Append(names[i].PadRight(width));
            }

            text.Append(line.ToString().TrimEnd()).Append("\r\n");
        }

        return text.ToString();
    }

    /// <summary>Appends the prompt. It may set colours, whose sequences take no room.</summary>
    private void AppendPrompt(string prompt)
    {
        var at = 0;
        while (at < prompt.Length)
        {
            var end = prompt.IndexOf("\e[", at, StringComparison.Ordinal);
            if (end < 0)
            {
                break;
            }

            Append(prompt.AsSpan(at, end - at));
            at = end + 2;
            while (at < prompt.Length && !char.IsAsciiLetter(prompt[at]))
            {
                at++;
            }

            at = Math.Min(at + 1, prompt.Length);
            _out.Append(prompt, end, at - end);
        }

        Append(prompt.AsSpan(at));
    }

    private void Append(ReadOnlySpan<char> text)
    {
        while (!text.IsEmpty)
        {
            var length = StringInfo.GetNextTextElementLength(text);
            var element = text[..length];
            text = text[length..];
            if (element[0] is '\n' or '\r')
            {
                BreakRow();
            }
            else if (element[0] == '\t')
            {
                Append(TabStop);
            }
            else if (char.IsControl(element[0]))
            {
                Put(['^'], 1);
                Put([element[0] < 0x20 ? (char)(element[0] + '@') : '?'], 1);
            }
            else
            {
                Put(element, TextWidth.OfElement(element));
            }
        }
    }

    private void Put(ReadOnlySpan<char> element, int width)
    {
        if (_column + width > _columns)
        {
            BreakRow();
        }

        _out.Append(element);
        _column += width;
    }

    private void BreakRow()
    {
        _out.Append("\r\n");
        _widths.Add(_column);
        _row++;
        _column = 0;
    }
}
