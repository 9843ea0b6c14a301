using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Unicode;

namespace Moonwire.Modules.Json;

/// <summary>
/// Escapes the characters that JSON does not allow in a string, and no others. Escapes a byte that is not UTF-8 as the
/// character whose code point is the value of the byte. The methods for UTF-16 are missing, because
/// <see cref="Utf8JsonWriter"/> gets strings in UTF-8 only.
/// </summary>
internal sealed unsafe class JsonEscaper(bool isUtf8) : JavaScriptEncoder
{
    private static readonly SearchValues<byte> Escaped = SearchValues.Create(
        [.. Enumerable.Range(0, ' ').Select(static unit => (byte)unit), (byte)'"', (byte)'\\']);

    /// <summary>For strings that are known to be UTF-8.</summary>
    internal static JsonEscaper ForUtf8 { get; } = new(isUtf8: true);

    internal static JsonEscaper ForAnyBytes { get; } = new(isUtf8: false);

    public override int MaxOutputCharactersPerInputCharacter => 6;

    public override int FindFirstCharacterToEncodeUtf8(ReadOnlySpan<byte> utf8Text) =>
        isUtf8 || Utf8.IsValid(utf8Text) ? utf8Text.IndexOfAny(Escaped) : 0;

    public override OperationStatus EncodeUtf8(
        ReadOnlySpan<byte> utf8Source, Span<byte> utf8Destination, out int bytesConsumed, out int bytesWritten,
        bool isFinalBlock = true)
    {
        bytesConsumed = 0;
        bytesWritten = 0;
        while (bytesConsumed < utf8Source.Length)
        {
            var rest = utf8Source[bytesConsumed..];
            var to = utf8Destination[bytesWritten..];
            var length = 1;
            if (rest[0] < 0x80 ? Escaped.Contains(rest[0])
                : Rune.DecodeFromUtf8(rest, out _, out length) != OperationStatus.Done)
            {
                length = 1;
                bytesWritten += Escape(rest[0], to);
            }
            else
            {
                rest[..length].CopyTo(to);
                bytesWritten += length;
            }

            bytesConsumed += length;
        }

        return OperationStatus.Done;
    }

    public override bool WillEncode(int unicodeScalar) => throw new NotSupportedException();

    public override int FindFirstCharacterToEncode(char* text, int textLength) => throw new NotSupportedException();

    public override bool TryEncodeUnicodeScalar(
        int unicodeScalar, char* buffer, int bufferLength, out int numberOfCharactersWritten) =>
        throw new NotSupportedException();

    private static int Escape(byte unit, Span<byte> to)
    {
        var letter = (char)unit switch
        {
            '"' or '\\' => unit,
            '\b' => (byte)'b',
            '\t' => (byte)'t',
            '\n' => (byte)'n',
            '\f' => (byte)'f',
            '\r' => (byte)'r',
            _ => (byte)0,
        };
        if (letter != 0)
        {
            to[0] = (byte)'\\';
            to[1] = letter;
            return 2;
        }

        var digits = "0123456789abcdef"u8;
        "\\u00"u8.CopyTo(to);
        to[4] = digits[unit >> 4];
        to[5] = digits[unit & 15];
        return 6;
    }
}
