using System.Runtime.CompilerServices;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.ByteSpan;

/// <summary>
/// The data of a span's userdata: a window into a block that the span itself, or its user value, owns.
/// </summary>
internal unsafe struct SpanHeader
{
    public byte* Data;
    public long Length;
    public long Capacity;
}

/// <summary>
/// The userdata of byte_span. The bytes of a new span are in its own userdata, so that Lua's collector knows their
/// size. A slice shares the bytes, and keeps the owner alive through its user value.
/// </summary>
internal sealed unsafe class SpanType
{
    internal UserdataType<SpanHeader> Type { get; } = new("byte_span");

    /// <summary>Returns the span of an argument.</summary>
    internal SpanHeader* Get(LuaCall call, int argument) => Type.Get(call, argument);

    /// <summary>Returns the bytes of an argument that is a span or a string. They are valid during the call.</summary>
    internal ReadOnlySpan<byte> Bytes(LuaCall call, int argument)
    {
        if (call.Stack.TypeOf(argument) == LuaType.String)
        {
            return call.Stack.ToBytes(argument);
        }

        var span = Type.TryGet(call.Stack, argument);
        return span is not null ? Window(span) : throw call.Wrong(argument, "byte_span or string");
    }

    /// <summary>Returns the bytes within the span's length.</summary>
    internal static Span<byte> Window(SpanHeader* span) => new(span->Data, checked((int)span->Length));

    /// <summary>Returns true if there is memory for a new span of this capacity.</summary>
    internal static bool CanHold(LuaThread stack, long capacity) =>
        capacity <= int.MaxValue && stack.CanAllocate(capacity);

    /// <summary>
    /// Pushes a new zeroed span. ENOMEM, about <paramref name="argument"/>, if there is no memory for it.
    /// </summary>
    internal SpanHeader* PushNew(LuaThread stack, long length, long capacity, int argument)
    {
        if (!CanHold(stack, capacity))
        {
            throw LuaCall.Invalid(argument, $"there is no memory for {capacity} bytes", Errno.ENOMEM);
        }

        var span = Type.Push(stack, userValues: 1, extra: (nuint)capacity);
        *span = new SpanHeader { Data = UserdataType<SpanHeader>.Extra(span), Length = length, Capacity = capacity };
        new Span<byte>(span->Data, (int)capacity).Clear();
        return span;
    }

    /// <summary>Returns true if the bytes follow the header in the span's own userdata.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool OwnsItsBytes(SpanHeader* span) => span->Data == UserdataType<SpanHeader>.Extra(span);

    /// <summary>
    /// Returns true if <paramref name="last"/>, which may be null, is the slice of a span at this start with this
    /// length.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static bool IsSlice(SpanHeader* last, SpanHeader* span, long start, long length) =>
        last is not null && last->Data == span->Data + start && last->Length == length;

    /// <summary>Pushes a window into the block of the span at <paramref name="index"/>.</summary>
    /// <param name="span">The span at the index.</param>
    /// <remarks>
    /// A span that owns its block keeps its last slice, and returns it again for equal arguments, because a server
    /// slices its buffer for each datagram. A slice can be shared, because its window never changes.
    /// </remarks>
    internal void PushSlice(LuaThread stack, SpanHeader* span, int index, long start, long length)
    {
        var isOwner = OwnsItsBytes(span);
        if (isOwner && IsSlice(Type.UserValue(stack, index), span, start, length))
        {
            stack.PushUserValue(index);
            return;
        }

        var slice = Type.PushOwned(stack, index, byItsOwner: !isOwner);
        *slice = new SpanHeader
        {
            Data = span->Data + start,
            Length = length,
            Capacity = span->Capacity - start,
        };
        if (isOwner)
        {
            stack.PushCopy(-1);
            stack.SetUserValue(index);
        }
    }
}
