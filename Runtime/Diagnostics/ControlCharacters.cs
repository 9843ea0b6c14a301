using System.Globalization;
using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Text of a script's in a line of a report, which it must neither break nor colour.</summary>
internal static class ControlCharacters
{
    /// <summary>The text with each control character as Lua writes it in a string: \n, \t, \27.</summary>
    internal static string Escape(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var escaped = new StringBuilder();
        foreach (var character in text)
        {
            _ = character switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                < ' ' or '\x7f' => escaped.Append('\\').Append(((int)character).ToString(CultureInfo.InvariantCulture)),
                _ when char.IsControl(character) => escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)character:x}}}"),
                _ => escaped.Append(character),
            };
        }

        return escaped.ToString();
    }
}
