using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Bytes as text and back: a byte that is no UTF-8 becomes a low surrogate without a partner, U+DC00 plus the byte, which text from UTF-8
/// never has.
/// </summary>
public static class LosslessText
{
    private const char Low = '\uDC00';
    private const int FirstForeign = 0x80;

    /// <summary>True if the character, which has no partner, stands for a byte.</summary>
    public static bool IsByte(char character) => character is >= (char)(Low + FirstForeign) and <= (char)(Low + byte.MaxValue);

    /// <summary>Returns the byte that <see cref="IsByte"/> has found.</summary>
    public static byte ByteOf(char character) => (byte)(character - Low);

    /// <summary>Returns the text of bytes that are UTF-8, all of them or most.</summary>
    public static string Decode(ReadOnlySpan<byte> bytes)
    {
        if (Utf8.IsValid(bytes))
        {
            return Encoding.UTF8.GetString(bytes);
        }

        var text = new StringBuilder(bytes.Length);
        while (!bytes.IsEmpty)
        {
            if (Rune.DecodeFromUtf8(bytes, out var rune, out var length) == OperationStatus.Done)
            {
                _ = text.Append(rune.ToString());
            }
            else
            {
                length = 1;
                _ = text.Append((char)(Low + bytes[0]));
            }

            bytes = bytes[length..];
        }

        return text.ToString();
    }

    /// <summary>Returns the text with U+FFFD in place of each such byte, for formats that are text only.</summary>
    public static string Replace(string text) =>
        text.AsSpan().ContainsAnyInRange((char)(Low + FirstForeign), (char)(Low + byte.MaxValue)) ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text)) : text;

    /// <summary>Returns the bytes of a text that <see cref="Decode"/> may have made a part of.</summary>
    public static byte[] Encode(string text)
    {
        var bytes = new ArrayBufferWriter<byte>(text.Length + 1);
        var start = 0;
        for (var i = 0; i < text.Length; i++)
        {
            if (char.IsHighSurrogate(text[i]) && i + 1 < text.Length && char.IsLowSurrogate(text[i + 1]))
            {
                i++;
            }
            else if (IsByte(text[i]))
            {
                _ = Encoding.UTF8.GetBytes(text.AsSpan(start, i - start), bytes);
                bytes.Write([ByteOf(text[i])]);
                start = i + 1;
            }
        }

        _ = Encoding.UTF8.GetBytes(text.AsSpan(start), bytes);
        return bytes.WrittenSpan.ToArray();
    }
}
