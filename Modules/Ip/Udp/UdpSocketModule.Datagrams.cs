using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Modules.ByteSpan;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <content>
/// What runs for each datagram. The first part of a function does what nearly all of them take, and is kept short: after
/// a system call each line of code costs time, and each frame. Whatever is unusual it leaves to the second part, before or
/// after trying. Room for a sockaddr is not cleared first: the system, or <see cref="RawEndPoint"/>, writes all of it that
/// is read.
/// </content>
[SkipLocalsInit]
internal sealed unsafe partial class UdpSocketModule
{
    /// <summary><c>send_to(self, buffer: byte_span, remote_addr: ip.address, remote_port: integer[, flags: integer]) -> integer</c></summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SendTo(LuaCall call)
    {
        if (call.TrySlots(4, out var slots) && slots.TryPort(4, out var port)
            && _addressKey.TryGet(slots, 3) is var to && to is not null
            && _spanKey.TryGet(slots, 2) is var span && span is not null
            && ObjectType<UdpSocket>.Of(_socketKey.TryGet(slots, 1)) is { } socket && _fibers.IsPlainlySuspendable(call))
        {
            var errno = socket.TrySendTo(span->Data, (int)span->Length, *to, port, SocketFlags.None);
            if (errno == 0 && !_fibers.MustTakeTurn())
            {
                slots.Push(span->Length);
                return LuaCall.ReturnBare(1);
            }

            return EndSendTo(call, errno);
        }

        return SendToWith(call);
    }

    /// <summary>The rest of <see cref="SendTo"/>, the arguments of which were as expected.</summary>
    private int EndSendTo(LuaCall call, int errno)
    {
        var span = _spans.Get(call, 2);
        var to = new IpEndpoint(_addresses.Get(call, 3), call.Port(4));
        return EndSendTo(call, _sockets.Get(call, 1), span, to, SocketFlags.None, errno, mustTakeTurn: errno == 0);
    }

    /// <summary>The same where arguments are missing, or have to be looked at closely.</summary>
    private int SendToWith(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var to = new IpEndpoint(_addresses.Get(call, 3), call.Port(4));
        var flags = Flags(call, 5);
        _fibers.RequireSuspendable(call);
        var errno = to.Port == 0 ? UdpSocket.Refused : socket.TrySendTo(span->Data, (int)span->Length, to.Address, to.Port, flags);
        return EndSendTo(call, socket, span, to, flags, errno, mustTakeTurn: errno != UdpSocket.Refused && _fibers.MustTakeTurn());
    }

    private int EndSendTo(LuaCall call, UdpSocket socket, SpanHeader* span, in IpEndpoint to, SocketFlags flags, int errno, bool mustTakeTurn)
    {
        if (errno == UdpSocket.Refused)
        {
            return Send(call, socket, span, to, flags);
        }

        var error = errno == 0 ? null : socket.SendFailed(errno, (int)span->Length, to);
        if (mustTakeTurn || (errno != 0 && _fibers.MustTakeTurn()))
        {
            return _fibers.ParkReady(call, RentSendWait().Complete(socket, to, (int)span->Length, error));
        }

        return error is null ? call.Return(span->Length) : call.Fail(error);
    }

    /// <summary>
    /// <c>receive(self, buffer: byte_span[, flags: integer]) -> integer</c>: the number of bytes; suspends until a datagram is
    /// there. <c>receive_from(self, buffer: byte_span[, flags: integer]) -> integer, ip.address, integer</c>: also who sent it.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int Receive(LuaCall call, bool withSender)
    {
        if (call.TrySlots(2, out var slots) && _spanKey.TryGet(slots, 2) is var span && span is not null
            && ObjectType<UdpSocket>.Of(_socketKey.TryGet(slots, 1)) is { } socket && _fibers.IsPlainlySuspendable(call))
        {
            var sender = AsksSender(call, socket, withSender) ? _sender : null;
            var length = socket.TryReceiveNow(span->Data, (int)span->Length, sender);
            if ((ulong)length > (ulong)span->Length || _fibers.MustTakeTurn())
            {
                return length == UdpSocket.MustWait
                    ? AwaitDatagram(call, socket, span, withSender, sender)
                    : EndReceive(call, socket, span, withSender, sender, length, mustTakeTurn: (ulong)length <= (ulong)span->Length);
            }

            slots.Push(length);
            if (!withSender || sender is null)
            {
                return LuaCall.ReturnBare(1);
            }

            var sockaddr = Sockaddr.Of(sender);
            _addresses.Push(slots, call.Stack, sockaddr);
            slots.Push(Sockaddr.PortOf(sockaddr));
            return LuaCall.ReturnBare(3);
        }

        return ReceiveWith(call, withSender, withArrival: false);
    }

    /// <summary>The same where arguments are missing, or have to be looked at closely.</summary>
    private int ReceiveWith(LuaCall call, bool withSender, bool withArrival)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var flags = Flags(call, 3);
        _fibers.RequireSuspendable(call);
        if (flags != SocketFlags.None || withArrival)
        {
            return ReceiveGenerally(call, socket, span, flags, withSender, withArrival);
        }

        var sender = AsksSender(call, socket, withSender) ? _sender : null;
        var length = socket.TryReceiveNow(span->Data, (int)span->Length, sender);
        return EndReceive(call, socket, span, withSender, sender, length, mustTakeTurn: false);
    }

    private int EndReceive(LuaCall call, UdpSocket socket, SpanHeader* span, bool withSender, SenderRoom* sender, int length, bool mustTakeTurn)
    {
        switch (length)
        {
            case UdpSocket.Refused:
                return ReceiveGenerally(call, socket, span, SocketFlags.None, withSender, withArrival: false);
            case UdpSocket.MustWait:
                return AwaitDatagram(call, socket, span, withSender, sender);
            default:
                break;
        }

        var error = length < 0 ? socket.ReceiveFailed(-length) : null;
        var from = length < 0 || sender is null ? default(IpEndpoint?) : Sockaddr.Read(Sockaddr.Of(sender));
        if (mustTakeTurn || _fibers.MustTakeTurn())
        {
            var wait = _receiveResults.Rent(socket, withSender, asksSender: sender is not null);
            wait.Prepare(socket, span->Data, (int)span->Length, SocketFlags.None);
            wait.Complete(length, from ?? default, error);
            return _fibers.ParkReady(call, wait);
        }

        return error is null ? _receiveResults.Return(call, socket, length, (int)span->Length, withSender, from) : call.Fail(error);
    }

    /// <summary>Whether the system is to say who sent the datagram: for the script, or for what is reported of the datagram.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AsksSender(LuaCall call, UdpSocket socket, bool withSender) =>
        withSender ? !call.IsFirstResultEnough || socket.MayHearOthersThanPeer : socket.MayHearOthers;

    /// <summary>Waits on the spot where the program has nothing else to do, or parks the fiber.</summary>
    private int AwaitDatagram(LuaCall call, UdpSocket socket, SpanHeader* span, bool withSender, SenderRoom* sender)
    {
        if (socket.MayHearOthers)
        {
            socket.LookForOthers();
        }

        var began = Environment.TickCount64;
        if (_loop.TryAwaitInput(socket))
        {
            var length = socket.TryReceiveReady(span->Data, (int)span->Length, sender);
            if (length != UdpSocket.MustWait)
            {
                return EndReceive(call, socket, span, withSender, sender, length, mustTakeTurn: false);
            }
        }

        var wait = _receiveResults.Rent(socket, withSender, asksSender: sender is not null);
        wait.Prepare(socket, span->Data, (int)span->Length, SocketFlags.None);
        socket.AddReceiver(wait);
        return _loop.ParkForInput(call, wait, began);
    }
}
