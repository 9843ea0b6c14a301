using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Binding;

namespace Moonwire.Modules.Ip.Udp;

/// <content>
/// How Lua calls the functions that run for each datagram, see <see cref="DirectEntry"/>. They repeat each other: a function
/// that they shared would be the frame that they are there to spare.
/// </content>
internal sealed unsafe partial class DatagramFunctions
{
    private static nint ReceiveEntry => DirectEntry.Of(&CallReceive);

    private static nint ReceiveFromEntry => DirectEntry.Of(&CallReceiveFrom);

    private static nint SendToEntry => DirectEntry.Of(&CallSendTo);

#pragma warning disable CA1031 // nothing may leave: Lua's frames cannot unwind a managed exception
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallReceive(nint state)
    {
        try
        {
            return DirectEntry.Target(state) is DatagramFunctions functions
                ? DirectEntry.Results(state, functions.ReceiveFast(DirectEntry.Call(state), withSender: false))
                : DirectEntry.Failed(state, null);
        }
        catch (Exception exception)
        {
            return DirectEntry.Failed(state, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallReceiveFrom(nint state)
    {
        try
        {
            return DirectEntry.Target(state) is DatagramFunctions functions
                ? DirectEntry.Results(state, functions.ReceiveFast(DirectEntry.Call(state), withSender: true))
                : DirectEntry.Failed(state, null);
        }
        catch (Exception exception)
        {
            return DirectEntry.Failed(state, exception);
        }
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static int CallSendTo(nint state)
    {
        try
        {
            return DirectEntry.Target(state) is DatagramFunctions functions
                ? DirectEntry.Results(state, functions.SendToFast(DirectEntry.Call(state)))
                : DirectEntry.Failed(state, null);
        }
        catch (Exception exception)
        {
            return DirectEntry.Failed(state, exception);
        }
    }
#pragma warning restore CA1031
}
