using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.ByteSpan;

/// <content>Slicing, which a server does for each datagram, mostly as it did last: see <see cref="UnmanagedEntry"/>.</content>
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
#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
        catch (Exception exception)
#pragma warning restore CA1031
        {
            return UnmanagedEntry.Failed(state, exception);
        }
    }

    /// <summary>
    /// <c>slice(self[, start: integer[, end: integer]]) -> byte_span</c>: the bytes start..end, sharing memory; end may
    /// reach into the capacity. ERANGE outside of it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Slice(LuaCall call)
    {
        if (call.TrySlots(3, out var slots) && slots.TryInteger(2, out var first) && slots.TryInteger(3, out var last)
            && _key.TryGet(slots, 1) is var span && span is not null
            && first >= 1 && last >= first - 1 && last <= span->Capacity)
        {
            if (SpanType.OwnsItsBytes(span) && SpanType.IsSlice(_key.TryGetUserValue(slots, 1), span, first - 1, last - first + 1))
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
