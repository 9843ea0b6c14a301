using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.Ip.Udp;

/// <content> The entries by which Lua calls the functions that run for each datagram (<see cref="UnmanagedEntry"/>).
/// They repeat code, because a shared function would add the frame that they are made to avoid. </content>
internal sealed unsafe partial class DatagramFunctions
{
    private static nint ReceiveEntry => UnmanagedEntry.Of(&CallReceive);

    private static nint ReceiveFromEntry => UnmanagedEntry.Of(&CallReceiveFrom);

    private static nint SendToEntry => UnmanagedEntry.Of(&CallSendTo);

#pragma warning disable CA1031 // no exception may leave, because it cannot unwind Lua's frames
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallReceive(nint state)
    {
        try
        {
            return UnmanagedEntry.Target(state) is DatagramFunctions functions
                ? UnmanagedEntry.Results(state, functions.ReceiveFast(UnmanagedEntry.Call(state), withSender: false))
                : UnmanagedEntry.Failed(state, null);
        }
        catch (Exception exception)
        {
            return UnmanagedEntry.Failed(state, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallReceiveFrom(nint state)
    {
        try
        {
            return UnmanagedEntry.Target(state) is DatagramFunctions functions
                ? UnmanagedEntry.Results(state, functions.ReceiveFast(UnmanagedEntry.Call(state), withSender: true))
                : UnmanagedEntry.Failed(state, null);
        }
        catch (Exception exception)
        {
            return UnmanagedEntry.Failed(state, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallSendTo(nint state)
    {
        try
        {
            return UnmanagedEntry.Target(state) is DatagramFunctions functions
                ? UnmanagedEntry.Results(state, functions.SendToFast(UnmanagedEntry.Call(state)))
                : UnmanagedEntry.Failed(state, null);
        }
        catch (Exception exception)
        {
            return UnmanagedEntry.Failed(state, exception);
        }
    }
#pragma warning restore CA1031
}
