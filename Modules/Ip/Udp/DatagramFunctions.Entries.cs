using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.Ip.Udp;

/// <content>
/// How Lua calls the functions that run for each datagram, see <see cref="UnmanagedEntry"/>. They repeat each other: a function
/// that they shared would be the frame that they are there to spare.
/// </content>
internal sealed unsafe partial class DatagramFunctions
{
    private static nint ReceiveEntry => UnmanagedEntry.Of(&CallReceive);

    private static nint ReceiveFromEntry => UnmanagedEntry.Of(&CallReceiveFrom);

    private static nint SendToEntry => UnmanagedEntry.Of(&CallSendTo);

#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
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
