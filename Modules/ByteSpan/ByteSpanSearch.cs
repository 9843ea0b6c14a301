using System.Buffers;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.ByteSpan;

/// <summary>
/// The string algorithms of byte_span. They work on bytes, not characters, and only on the bytes within the length.
/// </summary>
/// <remarks>
/// Targets are spans or strings. A search that starts directly after the last byte, or ends before the first, finds
/// nothing, not even the empty target. Positions further out are ERANGE.
/// </remarks>
internal sealed unsafe class ByteSpanSearch(SpanType spans)
{
    /// <summary>The maximum number of bytes that .NET searches for fast without <see cref="SearchValues"/>.</summary>
    private const int FewBytes = 5;

    private static readonly SearchValues<byte> WhiteSpace = SearchValues.Create(" \f\n\r\t\v"u8);

    internal IReadOnlyList<ModuleFunction> Functions =>
    [
        new("starts_with", StartsWith),
        new("ends_with", EndsWith),
        new("find", Find),
        new("rfind", FindLast),
        new("find_first_of", call => FirstOf(call, except: false)),
        new("find_last_of", call => LastOf(call, except: false)),
        new("find_first_not_of", call => FirstOf(call, except: true)),
        new("find_last_not_of", call => LastOf(call, except: true)),
        new("trimmed", Trimmed),
    ];

    /// <summary><c>starts_with(self, prefix: byte_span|string) -> boolean</c></summary>
    private int StartsWith(LuaCall call) => call.Return(Bytes(call).StartsWith(spans.Bytes(call, 2)));

    /// <summary><c>ends_with(self, suffix: byte_span|string) -> boolean</c></summary>
    private int EndsWith(LuaCall call) => call.Return(Bytes(call).EndsWith(spans.Bytes(call, 2)));

    /// <summary>
    /// <c>find(self, target: byte_span|string[, start: integer]) -> integer|nil</c>: the position of the first target
    /// that begins at start or after it. ERANGE for a start outside 1..#self + 1.
    /// </summary>
    private int Find(LuaCall call)
    {
        var bytes = Bytes(call);
        var target = spans.Bytes(call, 2);
        var start = Start(call, bytes.Length);
        return start == bytes.Length ? call.ReturnNil() : Return(call, bytes[start..].IndexOf(target), start);
    }

    /// <summary>
    /// <c>rfind(self, target: byte_span|string[, end: integer]) -> integer|nil</c>: the position of the last target
    /// that begins at end or before it. ERANGE for an end outside 0..#self.
    /// </summary>
    private int FindLast(LuaCall call)
    {
        var bytes = Bytes(call);
        var target = spans.Bytes(call, 2);
        var end = End(call, bytes.Length);
        if (end == 0 || target.Length == 0)
        {
            return Return(call, end - 1);
        }

        var reach = (int)Math.Min((long)end - 1 + target.Length, bytes.Length);
        return Return(call, bytes[..reach].LastIndexOf(target));
    }

    /// <summary>
    /// <c>find_first_of, find_first_not_of(self, bytes: byte_span|string[, start: integer]) -> integer|nil</c>: the
    /// position of the first byte, from start on, that is in bytes, or is not. ERANGE for a start outside 1..#self + 1.
    /// </summary>
    private int FirstOf(LuaCall call, bool except)
    {
        var bytes = Bytes(call);
        var wanted = spans.Bytes(call, 2);
        var start = Start(call, bytes.Length);
        return Return(call, FirstOf(bytes[start..], wanted, except), start);
    }

    /// <summary>
    /// <c>find_last_of, find_last_not_of(self, bytes: byte_span|string[, end: integer]) -> integer|nil</c>: the
    /// position of the last byte, up to end, that is in bytes, or is not. ERANGE for an end outside 0..#self.
    /// </summary>
    private int LastOf(LuaCall call, bool except)
    {
        var bytes = Bytes(call);
        var wanted = spans.Bytes(call, 2);
        return Return(call, LastOf(bytes[..End(call, bytes.Length)], wanted, except));
    }

    /// <summary>
    /// <c>trimmed(self[, bytes: byte_span|string]) -> byte_span</c>: a slice without these bytes at either end. The
    /// default is white space. If nothing else is left, the result is an empty span without capacity.
    /// </summary>
    private int Trimmed(LuaCall call)
    {
        var bytes = Bytes(call);
        int first, last;
        if (call.IsAbsent(2))
        {
            (first, last) = (bytes.IndexOfAnyExcept(WhiteSpace), bytes.LastIndexOfAnyExcept(WhiteSpace));
        }
        else
        {
            var unwanted = spans.Bytes(call, 2);
            (first, last) = (FirstOf(bytes, unwanted, except: true), LastOf(bytes, unwanted, except: true));
        }

        var span = spans.Get(call, 1);
        if (first < 0)
        {
            spans.PushSlice(call.Stack, span, 1, span->Capacity, 0);
        }
        else
        {
            spans.PushSlice(call.Stack, span, 1, first, last - first + 1);
        }

        return 1;
    }

    private static int FirstOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> wanted, bool except)
    {
        if (wanted.Length <= FewBytes)
        {
            return except ? bytes.IndexOfAnyExcept(wanted) : bytes.IndexOfAny(wanted);
        }

        var values = SearchValues.Create(wanted);
        return except ? bytes.IndexOfAnyExcept(values) : bytes.IndexOfAny(values);
    }

    private static int LastOf(ReadOnlySpan<byte> bytes, ReadOnlySpan<byte> wanted, bool except)
    {
        if (wanted.Length <= FewBytes)
        {
            return except ? bytes.LastIndexOfAnyExcept(wanted) : bytes.LastIndexOfAny(wanted);
        }

        var values = SearchValues.Create(wanted);
        return except ? bytes.LastIndexOfAnyExcept(values) : bytes.LastIndexOfAny(values);
    }

    private ReadOnlySpan<byte> Bytes(LuaCall call) => SpanType.Window(spans.Get(call, 1));

    /// <summary>Returns the number of bytes before the optional argument start.</summary>
    private static int Start(LuaCall call, int length)
    {
        var start = call.Integer(3, 1);
        return start >= 1 && start - 1 <= length
            ? (int)(start - 1)
            : throw LuaCall.Invalid(3, $"start {start} is outside 1..{(long)length + 1}", Errno.ERANGE);
    }

    private static int End(LuaCall call, int length)
    {
        var end = call.Integer(3, length);
        return end >= 0 && end <= length
            ? (int)end
            : throw LuaCall.Invalid(3, $"end {end} is outside 0..{length}", Errno.ERANGE);
    }

    /// <summary>Returns an index as a position, or nil if it is -1.</summary>
    private static int Return(LuaCall call, int index, int offset = 0) =>
        index < 0 ? call.ReturnNil() : call.Return((long)offset + index + 1);
}
