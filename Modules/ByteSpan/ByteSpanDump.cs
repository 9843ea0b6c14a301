using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.ByteSpan;

/// <summary>
/// Formats the bytes of a span for people: in the layout of <c>hexdump -C</c>, or as text that is safe to print.
/// </summary>
internal sealed unsafe class ByteSpanDump(SpanType spans)
{
    private const int MaxColumns = 256;
    private const int OffsetDigits = 8;

    /// <summary>The number of columns in a group. A space separates groups.</summary>
    private const int Group = 8;

    private static ReadOnlySpan<byte> Digits => "0123456789abcdef"u8;

    /// <summary>
    /// <c>hex(self[, columns: integer]) -> string</c>: lines of offset, bytes and ASCII characters, separated by line
    /// feeds. ERANGE for columns outside 1..256, ENOMEM if there is no memory for the text.
    /// </summary>
    internal int Hex(LuaCall call)
    {
        var span = spans.Get(call, 1);
        var columns = call.Integer(2, 16);
        if (columns is < 1 or > MaxColumns)
        {
            throw LuaCall.Invalid(2, $"{columns} columns are outside 1..{MaxColumns}", Errno.ERANGE);
        }

        var bytes = SpanType.Window(span);
        var text = NewText(call, TextSize(bytes.Length, (int)columns));
        Write(bytes, (int)columns, text);
        return call.Return(text);
    }

    /// <summary>
    /// <c>printable(self: byte_span|string) -> string</c>: the bytes as <see cref="PrintableText"/> writes them. ENOMEM
    /// if there is no memory for the text.
    /// </summary>
    internal int Printable(LuaCall call)
    {
        var bytes = spans.Bytes(call, 1);
        var size = PrintableText.Measure(bytes);
        if (size == bytes.Length && call.Stack.TypeOf(1) == LuaType.String)
        {
            call.Stack.PushCopy(1);
            return 1;
        }

        var text = NewText(call, size);
        PrintableText.Write(bytes, text);
        return call.Return(text);
    }

    /// <summary>
    /// Pushes a userdata with room for a text until it becomes a string. It is Lua's memory, so that Lua's collector
    /// and its limit count it.
    /// </summary>
    internal static Span<byte> NewText(LuaCall call, long size) =>
        size <= int.MaxValue && call.Stack.CanAllocate(size * 2)
            ? new Span<byte>(call.Stack.PushUserdata((nuint)size, userValues: 0), (int)size)
            : throw LuaCall.Invalid(1, $"there is no memory for a text of {size} bytes", Errno.ENOMEM);

    private static long TextSize(int length, int columns)
    {
        var lines = (length + columns - 1L) / columns;
        return lines == 0 ? 0 : (lines * (TextColumn(columns) + 3L)) - 1 + length;
    }

    /// <summary>Returns the offset of the first "|" in a line.</summary>
    private static int TextColumn(int columns) => OffsetDigits + (columns * 3) + ((columns - 1) / Group) + 3;

    private static void Write(ReadOnlySpan<byte> bytes, int columns, Span<byte> text)
    {
        for (var offset = 0; offset < bytes.Length;)
        {
            var line = bytes.Slice(offset, Math.Min(columns, bytes.Length - offset));
            WriteLine(offset, line, columns, text);
            text = text[(TextColumn(columns) + line.Length + 2)..];
            if (text.Length > 0)
            {
                text[0] = (byte)'\n';
                text = text[1..];
            }

            offset += line.Length;
        }
    }

    private static void WriteLine(int offset, ReadOnlySpan<byte> line, int columns, Span<byte> text)
    {
        var start = TextColumn(columns);
        text[..start].Fill((byte)' ');
        for (var i = 0; i < OffsetDigits; i++)
        {
            text[i] = Digits[(offset >> (4 * (OffsetDigits - 1 - i))) & 15];
        }

        text[start] = text[start + 1 + line.Length] = (byte)'|';
        for (var i = 0; i < line.Length; i++)
        {
            var place = OffsetDigits + 2 + (i * 3) + (i / Group);
            text[place] = Digits[line[i] >> 4];
            text[place + 1] = Digits[line[i] & 15];
            text[start + 1 + i] = line[i] is >= (byte)' ' and <= (byte)'~' ? line[i] : (byte)'.';
        }
    }
}
