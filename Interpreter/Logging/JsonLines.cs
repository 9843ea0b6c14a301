using System.Globalization;
using System.Text;
using Moonwire.Runtime.Diagnostics;
using Serilog.Events;
using Serilog.Formatting;
using Serilog.Formatting.Compact;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// Formats events as lines of JSON, with hidden characters escaped. JSON itself requires this for characters below the
/// space only, but a terminal obeys others as well.
/// </summary>
internal sealed class JsonLines : ITextFormatter
{
    private readonly CompactJsonFormatter _formatter = new();

    public void Format(LogEvent logEvent, TextWriter output)
    {
        using var plain = new StringWriter(CultureInfo.InvariantCulture);
        _formatter.Format(logEvent, plain);
        var line = plain.ToString();
        var end = line.AsSpan().TrimEnd("\r\n").Length;
        output.Write(Escaped(line[..end]));
        output.Write(line[end..]);
    }

    private static string Escaped(string line)
    {
        var escaped = new StringBuilder(line.Length);
        foreach (var rune in line.EnumerateRunes())
        {
            if (!PrintableText.IsHidden(rune))
            {
                _ = rune.IsAscii ? escaped.Append((char)rune.Value) : escaped.Append(rune.ToString());
                continue;
            }

            foreach (var unit in rune.ToString())
            {
                _ = escaped.Append(CultureInfo.InvariantCulture, $"\\u{(int)unit:x4}");
            }
        }

        return escaped.ToString();
    }
}
