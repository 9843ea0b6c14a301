using System.Buffers;
using System.Globalization;
using System.Text;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Makes foreign text safe for a terminal or a log: control characters and invisible characters are escaped as in Lua's
/// string literals.
/// </summary>
public static class PrintableText
{
    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <summary>
    /// Returns true for a control character, for a format character, such as a bidirectional override or a zero-width
    /// space, and for line and paragraph separators.
    /// </summary>
    public static bool IsHidden(Rune character) => character.IsAscii
        ? character.Value is < ' ' or 0x7f
        : Rune.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format
            or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator;

    /// <summary>
    /// Returns the text with its hidden characters escaped, except those in <paramref name="kept"/>. Bytes that are not
    /// UTF-8 (<see cref="LosslessText"/>) are escaped too.
    /// </summary>
    public static string Escape(string text, string kept = "")
    {
        var first = FirstHidden(text, kept);
        if (first < 0)
        {
            return text;
        }

        var escaped = new StringBuilder(text, 0, first, text.Length + 8);
        foreach (var rune in text.AsSpan(first).EnumerateRunes())
        {
            var position = first;
            first += rune.Utf16SequenceLength;
            if (LosslessText.IsByte(text[position]))
            {
                _ = escaped.Append(CultureInfo.InvariantCulture, $"\\x{LosslessText.ByteOf(text[position]):x2}");
                continue;
            }

            _ = IsKept(rune, kept) ? escaped.Append(rune.ToString()) : rune.Value switch
            {
                '\n' => escaped.Append("\\n"),
                '\r' => escaped.Append("\\r"),
                '\t' => escaped.Append("\\t"),
                <= 0xff => escaped.Append(CultureInfo.InvariantCulture, $"\\x{rune.Value:x2}"),
                _ => escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{rune.Value:x}}}"),
            };
        }

        return escaped.ToString();
    }

    /// <summary>
    /// Returns the number of bytes that <see cref="Write"/> writes. Returns the length of the input if no byte is
    /// escaped.
    /// </summary>
    public static long Measure(ReadOnlySpan<byte> bytes)
    {
        long length = 0;
        for (; !bytes.IsEmpty; bytes = bytes[1..])
        {
            if (KeptAt(bytes) is var kept and > 0)
            {
                length += kept;
                bytes = bytes[(kept - 1)..];
            }
            else
            {
                length += Letter(bytes[0]) == 0 ? 4 : 2;
            }
        }

        return length;
    }

    /// <summary>
    /// Copies the bytes to <paramref name="target"/>. Escapes backslashes, and each byte of a hidden character or of
    /// invalid UTF-8. Different inputs have different outputs.
    /// </summary>
    public static void Write(ReadOnlySpan<byte> bytes, Span<byte> target)
    {
        for (; !bytes.IsEmpty; bytes = bytes[1..])
        {
            if (KeptAt(bytes) is var kept and > 0)
            {
                bytes[..kept].CopyTo(target);
                target = target[kept..];
                bytes = bytes[(kept - 1)..];
                continue;
            }

            target[0] = (byte)'\\';
            if (Letter(bytes[0]) is var letter and > 0)
            {
                target[1] = letter;
                target = target[2..];
            }
            else
            {
                target[1] = (byte)'x';
                target[2] = Digits[bytes[0] >> 4];
                target[3] = Digits[bytes[0] & 15];
                target = target[4..];
            }
        }
    }

    /// <summary>Returns the length of the character at the start, or 0 if its first byte is escaped.</summary>
    private static int KeptAt(ReadOnlySpan<byte> bytes)
    {
        if (bytes[0] < 0x80)
        {
            return bytes[0] is < (byte)' ' or (byte)'\\' or 0x7f ? 0 : 1;
        }

        return Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done && !IsHidden(rune)
            ? length
            : 0;
    }

    /// <summary>Returns the letter after the backslash, or 0 for a byte that is written in hexadecimal.</summary>
    private static byte Letter(byte value) => value switch
    {
        (byte)'\\' => value,
        (byte)'\n' => (byte)'n',
        (byte)'\r' => (byte)'r',
        (byte)'\t' => (byte)'t',
        _ => 0,
    };

    private static int FirstHidden(string text, string kept)
    {
        var position = 0;
        foreach (var rune in text.EnumerateRunes())
        {
            if (!IsKept(rune, kept) || LosslessText.IsByte(text[position]))
            {
                return position;
            }

            position += rune.Utf16SequenceLength;
        }

        return -1;
    }

    private static bool IsKept(Rune rune, string kept) =>
        !IsHidden(rune) || (rune.IsAscii && kept.Contains((char)rune.Value, StringComparison.Ordinal));
}
