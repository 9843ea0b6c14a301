using System.Buffers;
using System.Text;
using System.Text.Unicode;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Converts bytes to text and back without loss. A byte that is not valid UTF-8 becomes an unpaired low surrogate,
/// U+DC00 plus the byte. Valid UTF-8 never contains an unpaired surrogate.
/// </summary>
public static class LosslessText
{
    private const char Low = '\uDC00';
    private const int FirstForeign = 0x80;

    /// <summary>Returns true if the character, which must be unpaired, represents a byte.</summary>
    public static bool IsByte(char character) =>
        character is >= (char)(Low + FirstForeign) and <= (char)(Low + byte.MaxValue);

    /// <summary>Returns the byte of a character for which <see cref="IsByte"/> is true.</summary>
    public static byte ByteOf(char character) => (byte)(character - Low);

    /// <summary>Returns the text for any bytes. The bytes should be UTF-8, but need not be.</summary>
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

    /// <summary>
    /// Returns the text with U+FFFD in place of each character that represents a byte, for formats that allow only
    /// valid Unicode.
    /// </summary>
    public static string Replace(string text) =>
        text.AsSpan().ContainsAnyInRange((char)(Low + FirstForeign), (char)(Low + byte.MaxValue))
            ? Encoding.UTF8.GetString(Encoding.UTF8.GetBytes(text))
            : text;

    /// <summary>
    /// Returns the bytes of a text, and restores the original bytes of parts that come from <see cref="Decode"/>.
    /// </summary>
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
