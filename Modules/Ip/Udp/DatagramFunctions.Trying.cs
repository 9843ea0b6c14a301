using Moonwire.Modules.ByteSpan;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <content>The functions that never wait.</content>
internal sealed unsafe partial class DatagramFunctions
{
    /// <summary>
    /// <c>try_receive_from(self, buffer: byte_span[, flags: integer]) -> integer, ip.address, integer</c>: receives
    /// like receive_from. Returns nil if no datagram has arrived, or if other fibers wait for a datagram.
    /// </summary>
    private int TryReceiveFrom(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var flags = Flags(call, 3);
        var wait = _receiveWaits.Rent(socket, withSender: true, asksSender: true);
        wait.Prepare(socket, span->Data, (int)span->Length, flags, call.Stack);
        if (socket.TryReceive(wait))
        {
            NameOperation(call, wait);
            return wait.ReturnOutcome(call.Stack);
        }

        wait.Discard();
        return call.ReturnNil();
    }

    /// <summary>
    /// <c>try_send_to(self, buffer: byte_span, remote_addr: ip.address|string, remote_port: integer[, flags: integer])
    /// -> integer</c>: sends as send_to does. Returns nil if the send buffer has no room, or if other fibers wait for
    /// room.
    /// </summary>
    private int TrySendTo(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var to = new IpEndpoint(_addresses.GetOrParse(call, 3), call.Port(4));
        var flags = Flags(call, 5);
        var wait = RentSendWait(call, socket);
        if (socket.TrySend(wait, SpanType.Window(span), to, flags))
        {
            NameOperation(call, wait);
            return wait.ReturnOutcome(call.Stack);
        }

        wait.Discard();
        return call.ReturnNil();
    }

    private static void NameOperation(LuaCall call, Wait wait)
    {
        if (wait.Error is { } error)
        {
            wait.Error = error with { Operation = call.Function };
        }
    }
}
