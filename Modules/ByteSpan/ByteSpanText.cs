using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.ByteSpan;

/// <summary>Converts bytes to hexadecimal digits and base64 (RFC 4648), and back.</summary>
internal sealed unsafe class ByteSpanText(SpanType spans)
{
    private const byte Padding = (byte)'=';

    private static ReadOnlySpan<byte> HexDigits => "0123456789abcdef"u8;

    private static ReadOnlySpan<byte> Letters => "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"u8;

    internal IEnumerable<ModuleFunction> Functions =>
    [
        new("to_hex", ToHex),
        new("from_hex", FromHex),
        new("to_base64", ToBase64),
        new("from_base64", FromBase64),
    ];

    /// <summary><c>to_hex(self: byte_span|string) -> string</c>: two lower-case digits for each byte.</summary>
    private int ToHex(LuaCall call)
    {
        var bytes = spans.Bytes(call, 1);
        var text = ByteSpanDump.NewText(call, bytes.Length * 2L);
        for (var i = 0; i < bytes.Length; i++)
        {
            text[i * 2] = HexDigits[bytes[i] >> 4];
            text[(i * 2) + 1] = HexDigits[bytes[i] & 15];
        }

        return call.Return(text);
    }

    /// <summary>
    /// <c>from_hex(text: string) -> byte_span</c>. EINVAL (arg 1) for any other character, or half a byte.
    /// </summary>
    private int FromHex(LuaCall call)
    {
        var text = call.Bytes(1);
        if (text.Length % 2 != 0)
        {
            throw LuaCall.Invalid(1, $"an even number of digits expected, got {text.Length}");
        }

        var bytes = New(call, text.Length / 2);
        for (var i = 0; i < bytes.Length; i++)
        {
            bytes[i] = (byte)((Hex(text, i * 2) << 4) | Hex(text, (i * 2) + 1));
        }

        return 1;
    }

    private static int Hex(ReadOnlySpan<byte> text, int position) => text[position] switch
    {
        >= (byte)'0' and <= (byte)'9' and var digit => digit - '0',
        >= (byte)'a' and <= (byte)'f' and var digit => digit - 'a' + 10,
        >= (byte)'A' and <= (byte)'F' and var digit => digit - 'A' + 10,
        _ => throw LuaCall.Invalid(1, $"the character at {position + 1} is not a hexadecimal digit"),
    };

    /// <summary><c>to_base64(self: byte_span|string) -> string</c>: with padding, in one line.</summary>
    private int ToBase64(LuaCall call)
    {
        var bytes = spans.Bytes(call, 1);
        var text = ByteSpanDump.NewText(call, (bytes.Length + 2L) / 3 * 4);
        for (var (i, to) = (0, 0); i < bytes.Length; i += 3, to += 4)
        {
            var left = bytes.Length - i;
            var bits = (bytes[i] << 16) | (left > 1 ? bytes[i + 1] << 8 : 0) | (left > 2 ? bytes[i + 2] : 0);
            text[to] = Letters[bits >> 18];
            text[to + 1] = Letters[(bits >> 12) & 63];
            text[to + 2] = left > 1 ? Letters[(bits >> 6) & 63] : Padding;
            text[to + 3] = left > 2 ? Letters[bits & 63] : Padding;
        }

        return call.Return(text);
    }

    /// <summary>
    /// <c>from_base64(text: string) -> byte_span</c>: accepts the letters of RFC 4648, sections 4 and 5, with or
    /// without padding. EINVAL (arg 1) for any other character, white space included, or bits that are left over.
    /// </summary>
    private int FromBase64(LuaCall call)
    {
        var text = call.Bytes(1);
        var letters = text.TrimEnd(Padding);
        var rest = letters.Length % 4;
        if (rest == 1 || (text.Length != letters.Length && text.Length != letters.Length + ((4 - rest) % 4)))
        {
            throw LuaCall.Invalid(1, "the text ends too early, or has too much padding");
        }

        var bytes = New(call, (int)(letters.Length * 3L / 4));
        var (bits, count, to) = (0, 0, 0);
        for (var i = 0; i < letters.Length; i++)
        {
            bits = (bits << 6) | Letter(letters[i], i);
            count += 6;
            if (count >= 8)
            {
                count -= 8;
                bytes[to++] = (byte)(bits >> count);
                bits &= (1 << count) - 1;
            }
        }

        return bits == 0 ? 1 : throw LuaCall.Invalid(1, "the last letter has bits that belong to no byte");
    }

    private static int Letter(byte letter, int position) => letter switch
    {
        >= (byte)'A' and <= (byte)'Z' => letter - 'A',
        >= (byte)'a' and <= (byte)'z' => letter - 'a' + 26,
        >= (byte)'0' and <= (byte)'9' => letter - '0' + 52,
        (byte)'+' or (byte)'-' => 62,
        (byte)'/' or (byte)'_' => 63,
        _ => throw LuaCall.Invalid(1, $"the character at {position + 1} is not a letter of base64"),
    };

    private Span<byte> New(LuaCall call, int length) =>
        SpanType.Window(spans.PushNew(call.Stack, length, length, argument: 1));
}
