using System.Globalization;
using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Converts offsets in a source to lines and columns, and quotes lines.</summary>
/// <param name="bytes">The file, without a byte order mark.</param>
internal sealed class SourceText(byte[] bytes)
{
    /// <summary>The maximum number of characters of a line that are shown.</summary>
    private const int Width = 160;

    private const string Cut = "...";

    internal byte[] Bytes { get; } = bytes;

    /// <summary>Returns the line of a byte, from 1, and its column in characters, from 1.</summary>
    internal (int Line, int Column) PlaceOf(int offset)
    {
        var line = 1;
        var start = 0;
        for (var i = 0; i < offset; i++)
        {
            if (Bytes[i] is (byte)'\n' or (byte)'\r')
            {
                i += IsPair(i) && i + 1 < offset ? 1 : 0;
                line++;
                start = i + 1;
            }
        }

        return (line, Runes(Bytes.AsSpan(start, offset - start)).Count + 1);
    }

    /// <summary>Returns the line that contains a byte, and a second line with a caret under that byte.</summary>
    internal string Excerpt(int offset)
    {
        var start = offset;
        while (start > 0 && Bytes[start - 1] is not ((byte)'\n' or (byte)'\r'))
        {
            start--;
        }

        var rest = Bytes.AsSpan(start);
        var end = rest.IndexOfAny((byte)'\n', (byte)'\r');
        var before = Runes(Bytes.AsSpan(start, offset - start));
        var shown = Runes(end < 0 ? rest : rest[..end]);
        var first = shown.Count <= Width ? 0 : Math.Max(0, before.Count - (Width / 2));
        var text = new StringBuilder(first > 0 ? Cut : "");
        var caret = new StringBuilder(first > 0 ? "   " : "");
        for (var i = first; i < Math.Min(shown.Count, first + Width); i++)
        {
            var rune = shown[i];
            _ = text.Append(IsPrintable(rune) ? rune : Rune.ReplacementChar);
            _ = i < before.Count ? caret.Append(rune.Value == '\t' ? "\t" : new string(' ', Columns(rune))) : caret;
        }

        _ = first + Width < shown.Count ? text.Append(Cut) : text;
        return $"{text}\n{caret}^";
    }

    private bool IsPair(int i) =>
        i + 1 < Bytes.Length && Bytes[i + 1] is (byte)'\n' or (byte)'\r' && Bytes[i + 1] != Bytes[i];

    /// <summary>Returns the characters. Each invalid sequence of UTF-8 counts as one character.</summary>
    private static List<Rune> Runes(ReadOnlySpan<byte> bytes)
    {
        var runes = new List<Rune>();
        while (!bytes.IsEmpty)
        {
            _ = Rune.DecodeFromUtf8(bytes, out var rune, out var length);
            runes.Add(rune);
            bytes = bytes[length..];
        }

        return runes;
    }

    private static bool IsPrintable(Rune rune) =>
        rune.Value == '\t' || Rune.GetUnicodeCategory(rune) != UnicodeCategory.Control;

    /// <summary>Returns the number of terminal columns that the character occupies.</summary>
    private static int Columns(Rune rune)
    {
        if (Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format)
        {
            return 0;
        }

        return rune.Value is (>= 0x1100 and <= 0x115F) or (>= 0x2E80 and <= 0xA4CF) or (>= 0xAC00 and <= 0xD7A3)
            or (>= 0xF900 and <= 0xFAFF) or (>= 0xFE30 and <= 0xFE6F) or (>= 0xFF00 and <= 0xFF60)
            or (>= 0xFFE0 and <= 0xFFE6)
            or (>= 0x1F300 and <= 0x1FAFF) or (>= 0x20000 and <= 0x3FFFD) ? 2 : 1;
    }
}
