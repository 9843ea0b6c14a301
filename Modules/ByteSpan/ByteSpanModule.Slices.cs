using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.ByteSpan;

/// <content> Slicing. It has an <see cref="UnmanagedEntry"/>, because a server slices for each datagram, mostly as it
/// did last time. </content>
internal sealed unsafe partial class ByteSpanModule
{
    private static nint SliceEntry => UnmanagedEntry.Of(&CallSlice);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallSlice(nint state)
    {
        try
        {
            return UnmanagedEntry.Target(state) is ByteSpanModule module
                ? UnmanagedEntry.Results(state, module.Slice(UnmanagedEntry.Call(state)))
                : UnmanagedEntry.Failed(state, null);
        }
#pragma warning disable CA1031 // no exception may leave, because it cannot unwind Lua's frames
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return UnmanagedEntry.Failed(state, exception);
        }
    }

    /// <summary>
    /// <c>slice(self[, start: integer[, end: integer]]) -> byte_span</c>: the bytes start..end, which share memory with
    /// self. end may be up to the capacity. ERANGE beyond it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slice(LuaCall call)
    {
        if (call.TrySlots(3, out var slots) && slots.TryInteger(2, out var first) && slots.TryInteger(3, out var last)
            && _key.TryGet(slots, 1) is var span && span is not null
            && first >= 1 && last >= first - 1 && last <= span->Capacity)
        {
            if (SpanType.OwnsItsBytes(span)
                && SpanType.IsSlice(_key.TryGetUserValue(slots, 1), span, first - 1, last - first + 1))
            {
                slots.PushUserValue(1);
            }
            else
            {
                spans.PushSlice(call.Stack, span, 1, first - 1, last - first + 1);
            }

            return 1;
        }

        return SliceWith(call);
    }
}
