using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Explains a character that Lua's grammar does not have, because the source has another encoding, contains typographic
/// characters, or is not text.
/// </summary>
internal static class UnreadableText
{
    /// <param name="source">The whole source.</param>
    /// <param name="at">The offset of the byte at which Lua failed.</param>
    internal static string? Of(ReadOnlySpan<byte> source, int at)
    {
        if (source is [0xFF, 0xFE, ..] or [0xFE, 0xFF, ..] or [not 0, 0, not 0, 0, ..] or [0, not 0, 0, not 0, ..])
        {
            return "the file is in UTF-16; save it as UTF-8";
        }

        if (at >= source.Length || (source[at] < 0x80 && source[at] != 0))
        {
            return null;
        }

        if (source[at] == 0
            || Rune.DecodeFromUtf8(source[at..], out var rune, out _) != System.Buffers.OperationStatus.Done)
        {
            return "this is not text: is the file a Lua script?";
        }

        return rune.Value switch
        {
            (>= 0x2018 and <= 0x201F) or 0xAB or 0xBB =>
                $"'{rune}' is a typographic quote (U+{rune.Value:X4}); a string has \" or '",
            0xA0 or 0x3000 or 0xFEFF or (>= 0x2000 and <= 0x200F) =>
                $"the invisible character U+{rune.Value:X4} is not a space in Lua",
            0x2212 or (>= 0x2010 and <= 0x2015) => $"'{rune}' is a dash (U+{rune.Value:X4}); minus is written -",
            _ => $"'{rune}' (U+{rune.Value:X4}) is allowed only in a string or comment; "
                + "names consist of English letters, digits and _",
        };
    }
}
