using System.Globalization;
using System.Text;

namespace Moonwire.Interpreter.Repl;

/// <summary>Computes the number of terminal cells that text occupies.</summary>
internal static class TextWidth
{
    private const int EmojiStyle = 0xfe0f;

    /// <summary>The first and last characters of the blocks whose characters are two cells wide.</summary>
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115f), (0x231a, 0x231b), (0x23e9, 0x23ec), (0x25fd, 0x25fe), (0x2614, 0x2615), (0x2648, 0x2653),
        (0x26a1, 0x26a1), (0x26bd, 0x26be), (0x2705, 0x2705), (0x270a, 0x270b), (0x2728, 0x2728), (0x274c, 0x274c),
        (0x2753, 0x2755), (0x2795, 0x2797), (0x2b1b, 0x2b1c), (0x2b50, 0x2b50), (0x2e80, 0x303e), (0x3041, 0x33ff),
        (0x3400, 0x4dbf), (0x4e00, 0x9fff), (0xa000, 0xa4cf), (0xa960, 0xa97f), (0xac00, 0xd7a3), (0xf900, 0xfaff),
        (0xfe30, 0xfe6f), (0xff00, 0xff60), (0xffe0, 0xffe6), (0x16fe0, 0x18aff), (0x1b000, 0x1b2ff),
        (0x1f004, 0x1f004),
        (0x1f0cf, 0x1f0cf), (0x1f18e, 0x1f18e), (0x1f191, 0x1f19a), (0x1f200, 0x1f320), (0x1f32d, 0x1f64f),
        (0x1f680, 0x1f6ff), (0x1f7e0, 0x1f7eb), (0x1f900, 0x1faff), (0x20000, 0x3fffd),
    ];

    /// <summary>Returns the width of a grapheme, which a person sees as one character.</summary>
    internal static int OfElement(ReadOnlySpan<char> element)
    {
        var width = 0;
        foreach (var rune in element.EnumerateRunes())
        {
            width = Math.Max(width, rune.Value == EmojiStyle ? 2 : Of(rune));
        }

        return width;
    }

    private static int Of(Rune rune)
    {
        if (rune.Value < 0x300)
        {
            return 1;
        }

        return Rune.GetUnicodeCategory(rune) is UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark
            or UnicodeCategory.Format
            ? 0
            : Array.Exists(Wide, block => rune.Value >= block.First && rune.Value <= block.Last) ? 2 : 1;
    }
}
