using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.ByteSpan;

/// <summary>
/// <c>byte_span</c>: bytes that sockets read and write, with Lua's 1-based positions. No function suspends.
/// </summary>
internal sealed unsafe partial class ByteSpanModule(SpanType spans) : LuaModule
{
    private readonly UserdataKey<SpanHeader> _key = spans.Type.Key;
    private readonly ByteSpanSearch _search = new(spans);
    private readonly ByteSpanPacking _packing = new(spans);
    private readonly ByteSpanDump _dump = new(spans);
    private readonly ByteSpanText _text = new(spans);

    public override string Name => "byte_span";

    public override string Shim => "byte_span.lua";

    public override bool IsGlobal => true;

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("slice", SliceWith, SliceEntry),
        new("append", Append),
        new("copy", Copy),
        new("fill", Fill),
        .. _search.Functions,
        new("pack", _packing.Pack),
        new("unpack", _packing.Unpack),
        new("hex", _dump.Hex),
        new("printable", _dump.Printable),
        .. _text.Functions,
        new("__index", Index),
        new("__newindex", SetIndex),
        new("__len", Length),
        new("__tostring", ToText),
        new("__eq", AreEqual),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(spans.Type);

    /// <summary>
    /// <c>new(length: integer[, capacity: integer]) -> byte_span</c>: zeroed bytes. EINVAL for a negative length or a
    /// capacity below the length, ENOMEM if there is not enough memory.
    /// </summary>
    private int New(LuaCall call)
    {
        if (!call.Stack.TryInteger(1, out var length))
        {
            throw call.Stack.TypeOf(1) == LuaType.String
                ? LuaCall.Invalid(1, "integer expected, got string; byte_span.append(string) creates one from a string")
                : call.Wrong(1, "integer");
        }

        var capacity = call.Integer(2, length);
        if (length < 0)
        {
            throw LuaCall.Invalid(1, $"length {length} is negative");
        }

        if (capacity < length)
        {
            throw LuaCall.Invalid(2, $"capacity {capacity} is below length {length}");
        }

        _ = spans.PushNew(call.Stack, length, capacity, call.IsAbsent(2) ? 1 : 2);
        return 1;
    }

    /// <summary>Does what <see cref="Slice"/> does if arguments are missing, or must be checked one by one.</summary>
    private int SliceWith(LuaCall call)
    {
        var span = spans.Get(call, 1);
        var start = call.Integer(2, 1);
        if (start < 1 || start > span->Capacity + 1)
        {
            throw LuaCall.Invalid(2, $"start {start} is outside 1..{span->Capacity + 1}", Errno.ERANGE);
        }

        var end = call.Integer(3, start == span->Capacity + 1 ? span->Capacity : span->Length);
        if (end < start - 1 || end > span->Capacity)
        {
            throw LuaCall.Invalid(3, $"end {end} is outside {start - 1}..{span->Capacity}", Errno.ERANGE);
        }

        spans.PushSlice(call.Stack, span, 1, start - 1, end - start + 1);
        return 1;
    }

    /// <summary>
    /// <c>append(self: byte_span|string|nil, ...: byte_span|string|nil) -> byte_span</c>: joins self and the others. If
    /// the capacity of self suffices, it writes to the memory of self, and the result shares it. Otherwise, or if self
    /// is not a span, the result is new. The capacity of a new result is twice the capacity of self if there is enough
    /// memory.
    /// </summary>
    private int Append(LuaCall call)
    {
        var count = call.Stack.Count;
        var destination = spans.Type.TryGet(call.Stack, 1);
        var first = destination is null ? 1 : 2;
        var length = destination is null ? 0 : destination->Length;
        for (var i = first; i <= count; i++)
        {
            length += call.IsAbsent(i) ? 0 : spans.Bytes(call, i).Length;
        }

        if (destination is not null && length <= destination->Capacity)
        {
            spans.PushSlice(call.Stack, destination, 1, 0, length);
        }
        else
        {
            var roomy = destination is null ? length : Math.Max(length, destination->Capacity * 2);
            var capacity = SpanType.CanHold(call.Stack, roomy) ? roomy : length;
            var created = spans.PushNew(call.Stack, length, capacity, argument: 1);
            if (destination is not null)
            {
                SpanType.Window(destination).CopyTo(SpanType.Window(created));
            }
        }

        var target = SpanType.Window(spans.Type.TryGet(call.Stack, -1))[
            (int)(destination is null ? 0 : destination->Length)..];
        for (var i = first; i <= count; i++)
        {
            if (!call.IsAbsent(i))
            {
                var bytes = spans.Bytes(call, i);
                bytes.CopyTo(target);
                target = target[bytes.Length..];
            }
        }

        return 1;
    }

    /// <summary>
    /// <c>copy(self, source: byte_span|string) -> integer</c>: copies as many bytes as both have, and returns their
    /// number. The two may overlap.
    /// </summary>
    private int Copy(LuaCall call)
    {
        var target = SpanType.Window(spans.Get(call, 1));
        var source = spans.Bytes(call, 2);
        var count = Math.Min(target.Length, source.Length);
        source[..count].CopyTo(target);
        return call.Return((long)count);
    }

    /// <summary>
    /// <c>fill(self, byte: integer[, first: integer[, last: integer]]) -> byte_span</c>: sets the bytes first..last,
    /// and returns self. ERANGE for a byte outside 0..255 or a position outside the length.
    /// </summary>
    private int Fill(LuaCall call)
    {
        var span = spans.Get(call, 1);
        var value = Byte(call, 2);
        var first = call.Integer(3, 1);
        if (first < 1 || first > span->Length + 1)
        {
            throw LuaCall.Invalid(3, $"first {first} is outside 1..{span->Length + 1}", Errno.ERANGE);
        }

        var last = call.Integer(4, span->Length);
        if (last < first - 1 || last > span->Length)
        {
            throw LuaCall.Invalid(4, $"last {last} is outside {first - 1}..{span->Length}", Errno.ERANGE);
        }

        SpanType.Window(span)[(int)(first - 1)..(int)last].Fill(value);
        call.Stack.PushCopy(1);
        return 1;
    }

    private int Length(LuaCall call) => call.Return(spans.Get(call, 1)->Length);

    private int ToText(LuaCall call)
    {
        var span = spans.Get(call, 1);
        return call.Stack.CanAllocate(span->Length)
            ? call.Return(SpanType.Window(span))
            : call.Fail(LuaError.Generic(Errno.ENOMEM) with
            {
                Detail = $"there is no memory for a string of {span->Length} bytes",
            });
    }

    private int AreEqual(LuaCall call)
    {
        var left = spans.Type.TryGet(call.Stack, 1);
        var right = spans.Type.TryGet(call.Stack, 2);
        return call.Return(
            left is not null && right is not null && SpanType.Window(left).SequenceEqual(SpanType.Window(right)));
    }

    /// <summary>
    /// <c>span[i]</c>: the byte at i; and <c>span.capacity</c>. ERANGE outside 1..#span; EINVAL for the name of no
    /// member. The first argument is the span, or the table of methods (<see cref="LuaCall.TryPushIndexed"/>).
    /// </summary>
    private int Index(LuaCall call)
    {
        var given = spans.Type.TryGet(call.Stack, 1);
        var span = given is not null ? given : spans.Get(call, call.TryPushIndexed(1) ? -1 : 1);
        if (!TryPosition(call, out var index))
        {
            return call.Stack.TypeOf(2) == LuaType.String && call.Bytes(2).SequenceEqual("capacity"u8)
                ? call.Return(span->Capacity)
                : throw LuaCall.Invalid(2, $"a byte_span has no member '{MemberName(call)}'");
        }

        return index >= 1 && index <= span->Length
            ? call.Return((long)span->Data[index - 1])
            : throw OutOfRange(span, index);
    }

    /// <summary>
    /// <c>span[i] = byte</c>: ERANGE for a position outside 1..#span or a value outside 0..255; EPERM for a name.
    /// </summary>
    private int SetIndex(LuaCall call)
    {
        var span = spans.Get(call, 1);
        if (!TryPosition(call, out var index))
        {
            throw LuaCall.Invalid(2, "a byte_span has no fields to assign", Errno.EPERM);
        }

        if (index < 1 || index > span->Length)
        {
            throw OutOfRange(span, index);
        }

        span->Data[index - 1] = Byte(call, 3);
        return 0;
    }

    /// <summary>Returns a number in 0..255. A string with a number in it is wrong.</summary>
    private static byte Byte(LuaCall call, int argument)
    {
        var value = call.Stack.TypeOf(argument) == LuaType.Number
            ? call.Integer(argument)
            : throw call.Wrong(argument, "byte");
        return value is >= 0 and <= 255
            ? (byte)value
            : throw LuaCall.Invalid(argument, $"value {value} is outside 0..255", Errno.ERANGE);
    }

    /// <summary>
    /// Returns true if the key is a number with an integer value. A string with a number in it counts as a name.
    /// </summary>
    private static bool TryPosition(LuaCall call, out long position)
    {
        position = 0;
        return call.Stack.TypeOf(2) == LuaType.Number && call.Stack.TryInteger(2, out position);
    }

    private static string MemberName(LuaCall call) =>
        call.Stack.TypeOf(2) == LuaType.String ? call.Text(2) : "?";

    private static LuaFailure OutOfRange(SpanHeader* span, long index) =>
        LuaCall.Invalid(2, $"index {index} is outside 1..{span->Length}", Errno.ERANGE);
}
