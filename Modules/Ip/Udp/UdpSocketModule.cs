using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Modules.ByteSpan;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary><c>ip.udp.socket</c>: UDP sockets (RFC 768). The receiving and sending functions suspend.</summary>
internal sealed unsafe partial class UdpSocketModule : LuaModule
{
    /// <summary>The values of ip.message_flag.</summary>
    private const long KnownFlags = 1 | 2 | 4 | 32 | 128;

    /// <summary>How many descriptors dropped sockets leave to others.</summary>
    private const int Reserve = 16;

    private readonly ModuleContext _context;
    private readonly FiberScheduler _fibers;
    private readonly EventLoop _loop;
    private readonly SpanType _spans;
    private readonly AddressType _addresses;
    private readonly ObjectType<FileDescriptor> _descriptors;
    private readonly ReceiveResults _receiveResults;
    private readonly Stack<SendWait> _sendWaits = new();
    private readonly ObjectType<UdpSocket> _sockets = new("ip.udp.socket", static socket => socket.Close(), cost: 420);
    private readonly UdpSocketPool _pool;
    private readonly SenderRoom* _sender;
    private readonly UserdataKey<nint> _socketKey;
    private bool _hasOpened;
    private int _openedSinceCollection = Reserve;
    private readonly UserdataKey<SpanHeader> _spanKey;
    private readonly UserdataKey<IpAddress> _addressKey;

    internal UdpSocketModule(ModuleContext context, SpanType spans, AddressType addresses, ObjectType<FileDescriptor> descriptors)
    {
        _descriptors = descriptors;
        _context = context;
        _fibers = context.Fibers;
        _loop = context.Loop;
        _pool = context.Sockets;
        _sender = _pool.Sender;
        _spans = spans;
        _addresses = addresses;
        _receiveResults = new ReceiveResults(addresses);
        _socketKey = _sockets.Key;
        _spanKey = spans.Type.Key;
        _addressKey = addresses.Type.Key;
    }

    public override string Name => "ip.udp.socket";

    public override string Shim => "udp_socket.lua";

    public override IReadOnlyList<ModuleFunction> Functions =>
    [
        new("new", New),
        new("open", Open),
        new("bind", Bind),
        new("connect", Connect),
        new("close", Close),
        new("cancel", Cancel),
        new("disconnect", Disconnect),
        new("shutdown", Shutdown),
        new("assign", Assign),
        new("release", Release),
        new("io_control", IoControl),
        new("set_option", SetOption),
        new("get_option", GetOption),
        new("is_open", call => call.Return(_sockets.Get(call, 1).IsOpen)),
        new("local_address", call => Return(call, _sockets.Get(call, 1).Local().Address)),
        new("local_port", call => call.Return((long)_sockets.Get(call, 1).Local().Port)),
        new("remote_address", call => Return(call, _sockets.Get(call, 1).Remote().Address)),
        new("remote_port", call => call.Return((long)_sockets.Get(call, 1).Remote().Port)),
        new("receive", call => ReceiveWith(call, withSender: false, withArrival: false), ReceiveEntry),
        new("receive_from", call => ReceiveWith(call, withSender: true, withArrival: false), ReceiveFromEntry),
        new("receive_with_info", ReceiveWithInfo),
        new("send", Send),
        new("send_to", SendToWith, SendToEntry),
        new("send_from", SendFrom),
        new("__tostring", ToText),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(_sockets);

    private int New(LuaCall call)
    {
        call.TakesNone("; sock:open(\"v4\") or sock:open(\"v6\") chooses the family");
        _sockets.Push(call.Stack, new UdpSocket(_context.Loop, _pool));
        return call.ReturnTop(1);
    }

    /// <summary>
    /// <c>open(self, address_family: "v4"|"v6"|ip.address)</c>. "Already open" (asio_error.misc.already_open) for an open
    /// socket.
    /// </summary>
    private int Open(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var family = Family(call, 2);
        return Opening(call, socket, () => socket.Open(family));
    }

    /// <summary><c>bind(self, addr: ip.address|string, port: integer)</c>: port 0 lets the system choose one.</summary>
    private int Bind(LuaCall call)
    {
        _sockets.Get(call, 1).Bind(new IpEndpoint(_addresses.GetOrParse(call, 2), call.Port(3)));
        return call.Return();
    }

    /// <summary><c>connect(self, addr: ip.address, port: integer)</c>: sets the peer; opens the socket if it is not.</summary>
    private int Connect(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var peer = new IpEndpoint(_addresses.Get(call, 2), call.Port(3));
        return Opening(call, socket, () => socket.Connect(peer));
    }

    /// <summary>
    /// Runs what opens a socket. With the first one .NET starts its own loop, which ends the process if it finds no descriptor.
    /// The last descriptors are kept for files and C libraries, which do not collect, unless the sockets are in use.
    /// </summary>
    private int Opening(LuaCall call, UdpSocket socket, Action open)
    {
        if (!_hasOpened)
        {
            DescriptorLimit.RequireRoom(call);
            _hasOpened = true;
        }

        var wasOpen = socket.IsOpen;
        DescriptorLimit.Make(call, open);
        if (!wasOpen && ++_openedSinceCollection >= Reserve && socket.HasOneOfTheLast(Reserve))
        {
            _openedSinceCollection = 0;
            DescriptorLimit.Collect(call);
        }

        return call.Return();
    }

    /// <summary><c>close(self)</c>: waiting fibers see operation_aborted; closing again does nothing.</summary>
    private int Close(LuaCall call)
    {
        _sockets.Get(call, 1).Close();
        return call.Return();
    }

    /// <summary><c>cancel(self)</c>: waiting fibers see operation_aborted; queued datagrams stay. EBADF when closed.</summary>
    private int Cancel(LuaCall call)
    {
        _sockets.Get(call, 1).Cancel();
        return call.Return();
    }

    /// <summary><c>disconnect(self)</c>: dissolves the association with the peer (connect(2) to AF_UNSPEC).</summary>
    private int Disconnect(LuaCall call)
    {
        _sockets.Get(call, 1).Disconnect();
        return call.Return();
    }

    /// <summary>
    /// <c>shutdown(self, what: "receive"|"send"|"both")</c>: fibers that wait in a receive get 0 bytes. ENOTCONN without a
    /// peer.
    /// </summary>
    private int Shutdown(LuaCall call)
    {
        _sockets.Get(call, 1).Shutdown(call.Text(2) switch
        {
            "receive" => SocketShutdown.Receive,
            "send" => SocketShutdown.Send,
            "both" => SocketShutdown.Both,
            var other => throw LuaCall.Invalid(2, $"\"receive\", \"send\" or \"both\" expected, got \"{other}\""),
        });
        return call.Return();
    }

    /// <summary>
    /// <c>assign(self, address_family: "v4"|"v6"|ip.address, fd: file_descriptor)</c>: the socket owns the descriptor then.
    /// EINVAL (arg 3) unless it is a datagram socket, EAFNOSUPPORT (arg 3) for one of the other family.
    /// </summary>
    private int Assign(LuaCall call)
    {
        _sockets.Get(call, 1).Assign(Family(call, 2), _descriptors.Get(call, 3), argument: 3);
        return call.Return();
    }

    /// <summary><c>release(self) -> file_descriptor</c>: waiting fibers see operation_aborted; the socket is closed, its queue is not.</summary>
    private int Release(LuaCall call)
    {
        _descriptors.Push(call.Stack, DescriptorLimit.Make(call, _sockets.Get(call, 1).Release));
        return call.ReturnTop(1);
    }

    /// <summary><c>io_control(self, command: string[, ...])</c>: "bytes_readable" -> integer. ENOTSUP (generic) for another.</summary>
    private int IoControl(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var command = call.Text(2);
        return command == "bytes_readable"
            ? call.Return((long)socket.BytesReadable())
            : throw LuaCall.Invalid(2, $"there is no command '{command}'", Errno.ENOTSUP);
    }

    /// <summary><c>set_option(self, opt: string, val)</c>. ENOTSUP (generic) for an unknown name.</summary>
    private int SetOption(LuaCall call)
    {
        SocketOptions.Set(call, _sockets.Get(call, 1), _addresses);
        return call.Return();
    }

    /// <summary><c>get_option(self, opt: string) -> boolean|integer</c>. ENOTSUP (generic) for an unknown name.</summary>
    private int GetOption(LuaCall call) => SocketOptions.Get(call, _sockets.Get(call, 1));

    /// <summary>
    /// <c>receive_with_info(self, buffer: byte_span[, flags: integer]) -> integer, ip.address, integer, table</c>: also how the
    /// datagram arrived. ENOTSUP but on Linux.
    /// </summary>
    private int ReceiveWithInfo(LuaCall call)
    {
        _sockets.Get(call, 1).TellArrival();
        return ReceiveWith(call, withSender: true, withArrival: true);
    }

    /// <summary>
    /// <c>send_from(self, buffer: byte_span, remote_addr: ip.address, remote_port: integer, local_addr: ip.address|nil[,
    /// interface: integer[, flags: integer]]) -> integer</c>: as send_to, from one of this machine's addresses.
    /// </summary>
    private int SendFrom(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var to = new IpEndpoint(_addresses.Get(call, 3), call.Port(4));
        var local = call.Stack.TypeOf(5) == LuaType.Nil ? AnyAddress(to.Address) : _addresses.Get(call, 5);
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
        var wait = RentSendWait();
        if (!socket.SendFrom(wait, SpanType.Window(span), to, Flags(call, 7), local, (uint)index))
        {
            return _fibers.Park(call, wait);
        }

        return _fibers.MustTakeTurn() ? _fibers.ParkReady(call, wait) : wait.PushOutcome(call.Stack);
    }

    /// <summary>The address that leaves the choice to the system.</summary>
    private static IpAddress AnyAddress(in IpAddress peer) =>
        !peer.IsV6 ? IpAddress.AnyV4 : peer.IsV4Mapped ? IpAddress.AnyV4.ToMapped() : IpAddress.AnyV6;

    /// <summary><c>send(self, buffer: byte_span[, flags: integer]) -> integer</c>: to the connected peer. EDESTADDRREQ without one.</summary>
    private int Send(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var span = _spans.Get(call, 2);
        var flags = Flags(call, 3);
        _fibers.RequireSuspendable(call);
        return Send(call, socket, span, to: null, flags);
    }

    private int ToText(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var state = socket.IsOpen ? socket.LocalName : "closed";
        return call.Return($"userdata: 0x{call.Stack.Identity(1):x} (ip.udp.socket, {state})");
    }

    private int ReceiveGenerally(LuaCall call, UdpSocket socket, SpanHeader* span, SocketFlags flags, bool withSender, bool withArrival)
    {
        var wait = _receiveResults.Rent(socket, withSender, AsksSender(call, socket, withSender), withArrival);
        wait.Prepare(socket, span->Data, (int)span->Length, flags);
        if (!socket.Receive(wait))
        {
            return _fibers.Park(call, wait);
        }

        return _fibers.MustTakeTurn() ? _fibers.ParkReady(call, wait) : wait.PushOutcome(call.Stack);
    }

    private int Send(LuaCall call, UdpSocket socket, SpanHeader* span, IpEndpoint? to, SocketFlags flags)
    {
        var wait = RentSendWait();
        if (!socket.Send(wait, SpanType.Window(span), to, flags))
        {
            return _fibers.Park(call, wait);
        }

        return _fibers.MustTakeTurn() ? _fibers.ParkReady(call, wait) : wait.PushOutcome(call.Stack);
    }

    private SendWait RentSendWait() => _sendWaits.TryPop(out var wait) ? wait : new SendWait(_sendWaits);

    private int Return(LuaCall call, in IpAddress address)
    {
        _addresses.Push(call.Stack, address);
        return call.ReturnTop(1);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static SocketFlags Flags(LuaCall call, int argument) => call.IsAbsent(argument) ? SocketFlags.None : GivenFlags(call, argument);

    private static SocketFlags GivenFlags(LuaCall call, int argument)
    {
        var flags = call.Integer(argument);
        return (flags & ~KnownFlags) == 0
            ? (SocketFlags)flags
            : throw LuaCall.Invalid(argument, $"{flags} is not a combination of ip.message_flag values");
    }

    private AddressFamily Family(LuaCall call, int argument)
    {
        var address = _addresses.Type.TryGet(call.Stack, argument);
        if (address is not null)
        {
            return address->Family;
        }

        if (call.Stack.TypeOf(argument) != LuaType.String)
        {
            throw call.Wrong(argument, "\"v4\", \"v6\" or ip.address");
        }

        return call.Text(argument) switch
        {
            "v4" => AddressFamily.InterNetwork,
            "v6" => AddressFamily.InterNetworkV6,
            var other => throw LuaCall.Invalid(argument, $"\"v4\" or \"v6\" expected, got \"{other}\""),
        };
    }
}
