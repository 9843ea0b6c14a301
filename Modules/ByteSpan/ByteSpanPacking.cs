using System.Buffers.Binary;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.ByteSpan;

/// <summary>Packs values into the bytes of a span and unpacks them, in the layout of Lua's string.pack.</summary>
/// <remarks>Alignment counts from the start of the span. Either all values are written, or nothing.</remarks>
internal sealed unsafe class ByteSpanPacking(SpanType spans)
{
    /// <summary>The number of stack slots that stay free for an error value, in addition to the results.</summary>
    private const int SlotsForError = 20;

    /// <summary>
    /// <c>pack(format: string, ...) -> byte_span</c>: returns a new span with the values. <c>pack(self, format: string,
    /// position: integer, ...) -> integer</c>: writes the values at position, and returns the next position. ERANGE for
    /// a position outside 1..#self + 1, a value outside its option's range, or a span without enough room.
    /// </summary>
    internal int Pack(LuaCall call)
    {
        if (call.Stack.TypeOf(1) == LuaType.String)
        {
            return PackNew(call);
        }

        return spans.Type.TryGet(call.Stack, 1) is not null
            ? PackInto(call)
            : throw call.Wrong(1, "byte_span or string");
    }

    private int PackNew(LuaCall call)
    {
        var measured = new PackSink(0);
        PackValues(call, ref measured, format: 1, first: 2);
        var span = spans.PushNew(call.Stack, measured.Position, measured.Position, argument: 1);
        var sink = new PackSink(0, SpanType.Window(span));
        PackValues(call, ref sink, format: 1, first: 2);
        return 1;
    }

    private int PackInto(LuaCall call)
    {
        var bytes = SpanType.Window(spans.Get(call, 1));
        var start = Position(call.Integer(3), bytes.Length);
        var measured = new PackSink(start);
        var readsItself = PackValues(call, ref measured, format: 2, first: 4, bytes);
        if (measured.Position > bytes.Length)
        {
            throw LuaCall.Invalid(
                1,
                $"{measured.Position - start} bytes at {start + 1} are more than a length of {bytes.Length} holds",
                Errno.ERANGE);
        }

        var target = bytes[start..(int)measured.Position];
        var written = readsItself ? Apart(call.Stack, target.Length) : target;
        var sink = new PackSink(start, written);
        PackValues(call, ref sink, format: 2, first: 4);
        written.CopyTo(target);

        return call.Return(measured.Position + 1);
    }

    /// <summary>
    /// Returns temporary memory, which Lua collects after the call, for values that overlap the bytes that they are
    /// written to.
    /// </summary>
    private static Span<byte> Apart(LuaThread stack, int length) => stack.CanAllocate(length)
        ? new Span<byte>(stack.PushUserdata((nuint)length, userValues: 0), length)
        : throw LuaCall.Invalid(1, $"there is no memory for {length} bytes", Errno.ENOMEM);

    /// <summary>
    /// Puts the values from the argument <paramref name="first"/> on. Returns true if a value overlaps
    /// <paramref name="target"/>.
    /// </summary>
    private bool PackValues(
        LuaCall call,
        ref PackSink sink,
        int format,
        int first,
        ReadOnlySpan<byte> target = default)
    {
        var reader = new PackFormat(call.Bytes(format), format);
        var argument = first;
        var overlaps = false;
        while (reader.Read(sink.Position, out var option))
        {
            sink.PutZeros(option.Alignment);
            switch (option.Kind)
            {
                case PackKind.Signed or PackKind.Unsigned:
                    sink.Put(
                        Integer(call, argument++, option),
                        option.Size,
                        option.Kind == PackKind.Signed,
                        reader.IsLittleEndian);
                    break;
                case PackKind.Float:
                    sink.Put((float)call.Number(argument++), reader.IsLittleEndian);
                    break;
                case PackKind.Double:
                    sink.Put(call.Number(argument++), reader.IsLittleEndian);
                    break;
                case PackKind.FixedText or PackKind.CountedText or PackKind.ZeroText:
                    var text = spans.Bytes(call, argument);
                    overlaps |= text.Overlaps(target);
                    PutText(ref sink, text, option, argument++, reader.IsLittleEndian);
                    break;
                case PackKind.Padding:
                    sink.PutZeros(1);
                    break;
            }
        }

        return overlaps;
    }

    private static long Integer(LuaCall call, int argument, PackOption option)
    {
        var value = call.Integer(argument);
        var bits = option.Size * 8;
        var (lowest, highest) = option.Kind == PackKind.Signed
            ? (-1L << (bits - 1), (1L << (bits - 1)) - 1)
            : (0, (1L << bits) - 1);
        return option.Size >= sizeof(long) || (value >= lowest && value <= highest)
            ? value
            : throw LuaCall.Invalid(argument, $"value {value} is outside {lowest}..{highest}", Errno.ERANGE);
    }

    private static void PutText(
        ref PackSink sink,
        ReadOnlySpan<byte> text,
        PackOption option,
        int argument,
        bool isLittleEndian)
    {
        switch (option.Kind)
        {
            case PackKind.FixedText:
                Limit(text.Length, option.Size, argument);
                sink.Put(text, option.Size);
                break;
            case PackKind.CountedText:
                Limit(text.Length, option.Size >= sizeof(int) ? int.MaxValue : (1L << (option.Size * 8)) - 1, argument);
                sink.Put(text.Length, option.Size, isSigned: false, isLittleEndian);
                sink.Put(text, text.Length);
                break;
            default:
                if (text.Contains((byte)0))
                {
                    throw LuaCall.Invalid(argument, "a string that a zero byte ends cannot contain one");
                }

                sink.Put(text, text.Length + 1L);
                break;
        }
    }

    private static void Limit(int length, long limit, int argument)
    {
        if (length > limit)
        {
            throw LuaCall.Invalid(argument, $"a length of {length} is above {limit}", Errno.ERANGE);
        }
    }

    /// <summary>
    /// <c>unpack(self, format: string[, position: integer]) -> ..., integer</c>: the values at position, and the next
    /// position. ERANGE for a position outside 1..#self + 1, missing bytes, or an integer beyond Lua's range.
    /// </summary>
    internal int Unpack(LuaCall call)
    {
        var source = new PackSource(SpanType.Window(spans.Get(call, 1)));
        var format = new PackFormat(call.Bytes(2), argument: 2);
        source.Position = Position(call.Integer(3, 1), source.Length);
        var count = 1;
        while (format.Read(source.Position, out var option))
        {
            source.Skip(option.Alignment);
            if (!call.Stack.Reserve(SlotsForError))
            {
                throw LuaCall.Invalid(2, $"there is no room for more than {count} results", Errno.ENOMEM);
            }

            count += PushValue(call.Stack, ref source, option, format.IsLittleEndian) ? 1 : 0;
        }

        call.Stack.Push(source.Position + 1L);
        return count;
    }

    /// <summary>Pushes the value of an option, if it has one.</summary>
    private static bool PushValue(LuaThread stack, ref PackSource source, PackOption option, bool isLittleEndian)
    {
        switch (option.Kind)
        {
            case PackKind.Signed or PackKind.Unsigned:
                stack.Push(source.TakeInteger(option.Size, option.Kind == PackKind.Signed, isLittleEndian));
                return true;
            case PackKind.Float:
                var four = source.Take(sizeof(float));
                stack.Push((double)(isLittleEndian
                    ? BinaryPrimitives.ReadSingleLittleEndian(four)
                    : BinaryPrimitives.ReadSingleBigEndian(four)));
                return true;
            case PackKind.Double:
                var eight = source.Take(sizeof(double));
                stack.Push(isLittleEndian
                    ? BinaryPrimitives.ReadDoubleLittleEndian(eight)
                    : BinaryPrimitives.ReadDoubleBigEndian(eight));
                return true;
            case PackKind.FixedText:
                PushText(stack, source.Take(option.Size));
                return true;
            case PackKind.CountedText:
                PushText(stack, source.Take(source.TakeInteger(option.Size, isSigned: false, isLittleEndian)));
                return true;
            case PackKind.ZeroText:
                PushText(stack, source.TakeToZero());
                return true;
            default:
                source.Skip(option.Size);
                return false;
        }
    }

    private static void PushText(LuaThread stack, ReadOnlySpan<byte> text)
    {
        if (!stack.CanAllocate(text.Length))
        {
            throw LuaCall.Invalid(1, $"there is no memory for a string of {text.Length} bytes", Errno.ENOMEM);
        }

        stack.Push(text);
    }

    /// <summary>Returns the number of bytes before a position.</summary>
    private static int Position(long position, int length) => position >= 1 && position - 1 <= length
        ? (int)(position - 1)
        : throw LuaCall.Invalid(3, $"position {position} is outside 1..{(long)length + 1}", Errno.ERANGE);
}
