using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Modules.ByteSpan;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// The functions that receive and send, which suspend.
/// </summary>
/// <remarks>
/// The functions that run for each datagram have three tiers.
/// 1. ...Fast serves nearly all calls. It is short, because after a syscall each line of code and each frame costs
/// time.
/// 2. ...Checked reads the arguments one by one, and raises the errors about them.
/// 3. ...General serves flags, packet information, reports and queues. Room for a sockaddr is not cleared first,
/// because the kernel or <see cref="RawEndPoint"/> writes all bytes that are read.
/// </remarks>
[SkipLocalsInit]
internal sealed unsafe partial class DatagramFunctions
{
    /// <summary>The values of ip.message_flag.</summary>
    private const long KnownFlags = 1 | 2 | 4 | 32 | 128;

    private readonly FiberScheduler _fibers;
    private readonly EventLoop _loop;
    private readonly ObjectType<UdpSocket> _sockets;
    private readonly SpanType _spans;
    private readonly AddressType _addresses;
    private readonly UserdataKey<nint> _socketKey;
    private readonly UserdataKey<SpanHeader> _spanKey;
    private readonly UserdataKey<IpAddress> _addressKey;
    private readonly ReceiveWaitPool _receiveWaits;
    private readonly Stack<SendWait> _sendWaits = new();
    private readonly SenderRoom* _sender;

    internal DatagramFunctions(
        ModuleContext context,
        ObjectType<UdpSocket> sockets,
        SpanType spans,
        AddressType addresses)
    {
        _fibers = context.Fibers;
        _loop = context.Loop;
        _sockets = sockets;
        _spans = spans;
        _addresses = addresses;
        _socketKey = sockets.Key;
        _spanKey = spans.Type.Key;
        _addressKey = addresses.Type.Key;
        _receiveWaits = new ReceiveWaitPool(addresses);
        _sender = context.Sockets.Sender;
    }

    internal IEnumerable<ModuleFunction> All =>
    [
        new("receive", Receive, ReceiveEntry),
        new("receive_from", ReceiveFrom, ReceiveFromEntry),
        new("receive_with_info", ReceiveWithInfo),
        new("send", Send),
        new("send_to", SendToChecked, SendToEntry),
        new("send_from", SendFrom),
        new("try_receive_from", TryReceiveFrom),
        new("try_send_to", TrySendTo),
    ];

    /// <summary>
    /// <c>receive(self, buffer: byte_span[, flags: integer]) -> integer</c>: the number of bytes. Suspends until a
    /// datagram arrives.
    /// </summary>
    private int Receive(LuaCall call) => ReceiveChecked(call, withSender: false, withPacketInfo: false);

    /// <summary>
    /// <c>receive_from(self, buffer: byte_span[, flags: integer]) -> integer, ip.address, integer</c>: also returns the
    /// sender.
    /// </summary>
    private int ReceiveFrom(LuaCall call) => ReceiveChecked(call, withSender: true, withPacketInfo: false);

    /// <summary>
    /// <c>receive_with_info(self, buffer: byte_span[, flags: integer]) -> integer, ip.address, integer, table</c>: also
    /// returns the packet information. ENOTSUP on systems other than Linux.
    /// </summary>
    private int ReceiveWithInfo(LuaCall call)
    {
        _sockets.Get(call, 1).RequireOpen().EnablePacketInfo();
        return ReceiveChecked(call, withSender: true, withPacketInfo: true);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int ReceiveFast(LuaCall call, bool withSender)
    {
        if (call.TrySlots(2, out var slots) && _spanKey.TryGet(slots, 2) is var span && span is not null
            && ObjectType<UdpSocket>.Of(_socketKey.TryGet(slots, 1)) is { } socket && _fibers.CanSuspendFast(call))
        {
            var sender = AsksSender(socket, withSender, call.ExpectsOneResult) ? _sender : null;
            var length = socket.TryReceiveFast(span->Data, (int)span->Length, sender, call.Stack);
            if ((ulong)length > (ulong)span->Length || !_fibers.TrySpendBudget())
            {
                return FinishReceive(
                    call,
                    socket,
                    span,
                    withSender,
                    sender,
                    length,
                    mustTakeTurn: (ulong)length <= (ulong)span->Length);
            }

            slots.Push(length);
            if (!withSender || sender is null)
            {
                return 1;
            }

            var sockaddr = Sockaddr.Of(sender);
            _addresses.Push(slots, call.Stack, sockaddr);
            slots.Push(Sockaddr.PortOf(sockaddr));
            return 3;
        }

        return ReceiveChecked(call, withSender, withPacketInfo: false);
    }

    private int ReceiveChecked(LuaCall call, bool withSender, bool withPacketInfo)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var flags = Flags(call, 3);
        _fibers.RequireSuspendable(call);
        if (flags != SocketFlags.None || withPacketInfo)
        {
            return ReceiveGeneral(call, socket, span, flags, withSender, withPacketInfo);
        }

        var sender = AsksSender(socket, withSender, call.ScriptExpectsOneResult) ? _sender : null;
        var length = socket.TryReceiveFast(span->Data, (int)span->Length, sender, call.Stack);
        return FinishReceive(call, socket, span, withSender, sender, length, mustTakeTurn: false);
    }

    /// <summary>Ends a receive after an attempt by the fast path.</summary>
    private int FinishReceive(
        LuaCall call,
        UdpSocket socket,
        SpanHeader* span,
        bool withSender,
        SenderRoom* sender,
        int length,
        bool mustTakeTurn)
    {
        switch (length)
        {
            case UdpSocket.NotFast:
                return ReceiveGeneral(call, socket, span, SocketFlags.None, withSender, withPacketInfo: false);
            case UdpSocket.WouldBlock:
                return WaitForDatagram(call, socket, span, withSender, sender);
            default:
                var wait = _receiveWaits.Rent(socket, withSender, asksSender: sender is not null);
                wait.Prepare(socket, span->Data, (int)span->Length, SocketFlags.None);
                wait.Complete(Math.Max(0, length), sender, length < 0 ? socket.ReceiveFailed(-length) : null);
                return mustTakeTurn ? _fibers.ParkReady(call, wait) : Finish(call, wait, isDone: true);
        }
    }

    private int ReceiveGeneral(
        LuaCall call,
        UdpSocket socket,
        SpanHeader* span,
        SocketFlags flags,
        bool withSender,
        bool withPacketInfo)
    {
        var wait = _receiveWaits.Rent(
            socket,
            withSender,
            AsksSender(socket, withSender, call.ScriptExpectsOneResult),
            withPacketInfo);
        wait.Prepare(socket, span->Data, (int)span->Length, flags, call.Stack);
        if (socket.ReceiveGeneral(wait))
        {
            return Finish(call, wait, isDone: true);
        }

        socket.AddReceiver(wait);
        return _fibers.Park(call, wait);
    }

    /// <summary>Blocks in the call if the program has nothing else to do; otherwise parks the fiber.</summary>
    private int WaitForDatagram(
        LuaCall call,
        UdpSocket socket,
        SpanHeader* span,
        bool withSender,
        SenderRoom* sender)
    {
        if (socket.MayHearOthers)
        {
            socket.LookForOthers();
        }

        var began = Environment.TickCount64;
        if (_loop.TryBlockOn(socket))
        {
            var length = socket.ReceiveFast(span->Data, (int)span->Length, sender, call.Stack);
            if (length != UdpSocket.WouldBlock)
            {
                return FinishReceive(call, socket, span, withSender, sender, length, mustTakeTurn: false);
            }
        }

        var wait = _receiveWaits.Rent(socket, withSender, asksSender: sender is not null);
        wait.Prepare(socket, span->Data, (int)span->Length, SocketFlags.None, call.Stack);
        socket.AddReceiver(wait);
        return _loop.ParkInCall(call, wait, began);
    }

    /// <summary>
    /// True if the kernel is asked for the sender, for the script or for a warning about the datagram.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AsksSender(UdpSocket socket, bool withSender, bool expectsOneResult) =>
        withSender ? !expectsOneResult || socket.MayHearOthersThanPeer : socket.MayHearOthers;

    /// <summary>
    /// <c>send_to(self, buffer: byte_span, remote_addr: ip.address|string, remote_port: integer[, flags: integer]) ->
    /// integer</c>
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private int SendToFast(LuaCall call)
    {
        if (call.TrySlots(4, out var slots) && slots.TryPort(4, out var port)
            && _addressKey.TryGet(slots, 3) is var to && to is not null
            && _spanKey.TryGet(slots, 2) is var span && span is not null
            && ObjectType<UdpSocket>.Of(_socketKey.TryGet(slots, 1)) is { } socket && _fibers.CanSuspendFast(call))
        {
            var errno = socket.TrySendFast(span->Data, (int)span->Length, *to, port, SocketFlags.None, call.Stack);
            if (errno == 0 && _fibers.TrySpendBudget())
            {
                slots.Push(span->Length);
                return 1;
            }

            return FinishSendTo(
                call,
                socket,
                span,
                new IpEndpoint(*to, port),
                SocketFlags.None,
                errno,
                mustTakeTurn: errno == 0);
        }

        return SendToChecked(call);
    }

    private int SendToChecked(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var to = new IpEndpoint(_addresses.GetOrParse(call, 3), call.Port(4));
        var flags = Flags(call, 5);
        _fibers.RequireSuspendable(call);
        var errno = to.Port == 0
            ? UdpSocket.NotFast
            : socket.TrySendFast(span->Data, (int)span->Length, to.Address, to.Port, flags, call.Stack);
        return FinishSendTo(
            call,
            socket,
            span,
            to,
            flags,
            errno,
            mustTakeTurn: errno != UdpSocket.NotFast && !_fibers.TrySpendBudget());
    }

    /// <summary>Ends a send_to after an attempt by the fast path.</summary>
    private int FinishSendTo(
        LuaCall call,
        UdpSocket socket,
        SpanHeader* span,
        in IpEndpoint to,
        SocketFlags flags,
        int errno,
        bool mustTakeTurn)
    {
        if (errno == UdpSocket.NotFast)
        {
            return SendGeneral(call, socket, span, to, flags);
        }

        var error = errno == 0 ? null : socket.SendFailed(errno, (int)span->Length, to);
        if (mustTakeTurn || (errno != 0 && !_fibers.TrySpendBudget()))
        {
            return _fibers.ParkReady(call, RentSendWait().Complete(socket, to, (int)span->Length, error));
        }

        return error is null ? call.Return(span->Length) : call.Fail(error);
    }

    private int SendGeneral(LuaCall call, UdpSocket socket, SpanHeader* span, IpEndpoint? to, SocketFlags flags)
    {
        var wait = RentSendWait(call, socket);
        return Finish(call, wait, isDone: socket.Send(wait, SpanType.Window(span), to, flags));
    }

    /// <summary>
    /// <c>send(self, buffer: byte_span[, flags: integer]) -> integer</c>: sends to the connected peer. EDESTADDRREQ
    /// without a peer.
    /// </summary>
    private int Send(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var flags = Flags(call, 3);
        _fibers.RequireSuspendable(call);
        return SendGeneral(call, socket, span, to: null, flags);
    }

    /// <summary>
    /// <c>send_from(self, buffer: byte_span, remote_addr: ip.address|string, remote_port: integer, local_addr:
    /// ip.address|string|nil[, interface: integer[, flags: integer]]) -> integer</c>: sends as send_to does, from one
    /// of this machine's addresses.
    /// </summary>
    private int SendFrom(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var to = new IpEndpoint(_addresses.GetOrParse(call, 3), call.Port(4));
        var local = call.Stack.TypeOf(5) == LuaType.Nil ? AnyAddress(to.Address) : _addresses.GetOrParse(call, 5);
        if (local.IsV6 != to.Address.IsV6)
        {
            throw LuaCall.Invalid(5, $"{local} and {to.Address} are of different families");
        }

        var index = call.Integer(6, local.Scope);
        if (index is < 0 or > int.MaxValue)
        {
            throw LuaCall.Invalid(6, $"{index} is not the index of an interface");
        }

        _fibers.RequireSuspendable(call);
        var wait = RentSendWait(call, socket);
        return Finish(
            call,
            wait,
            isDone: socket.SendFrom(wait, SpanType.Window(span), to, Flags(call, 7), local, (uint)index));
    }

    /// <summary>Returns the unspecified address, for which the kernel chooses the source.</summary>
    private static IpAddress AnyAddress(in IpAddress peer) =>
        !peer.IsV6 ? IpAddress.AnyV4 : peer.IsV4Mapped ? IpAddress.AnyV4.ToMapped() : IpAddress.AnyV6;

    /// <summary>
    /// Returns the outcome of a wait. If the budget is spent, lets other fibers run first. Parks the fiber if there is
    /// no outcome yet.
    /// </summary>
    private int Finish(LuaCall call, Wait wait, bool isDone) =>
        !isDone ? _fibers.Park(call, wait)
        : !_fibers.TrySpendBudget() ? _fibers.ParkReady(call, wait)
        : wait.ReturnOutcome(call.Stack);

    private SendWait RentSendWait(LuaCall call, UdpSocket socket)
    {
        var wait = RentSendWait();
        wait.Place = socket.PlaceOf(call.Stack);
        return wait;
    }

    private SendWait RentSendWait() => _sendWaits.TryPop(out var wait) ? wait : new SendWait(_sendWaits);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SocketFlags Flags(LuaCall call, int argument) =>
        call.IsAbsent(argument) ? SocketFlags.None : GivenFlags(call, argument);

    private static SocketFlags GivenFlags(LuaCall call, int argument)
    {
        var flags = call.Integer(argument);
        return (flags & ~KnownFlags) == 0
            ? (SocketFlags)flags
            : throw LuaCall.Invalid(argument, $"{flags} is not a combination of ip.message_flag values");
    }
}
