using System.Net.Sockets;
using Moonwire.Modules.ByteSpan;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary><c>ip.udp.socket</c>: UDP sockets (RFC 768).</summary>
internal sealed unsafe class UdpSocketModule : LuaModule
{
    /// <summary>The number of descriptors that sockets leave to other code, by collecting dropped sockets.</summary>
    private const int Reserve = 16;

    private readonly ModuleContext _context;
    private readonly AddressType _addresses;
    private readonly ObjectType<FileDescriptor> _descriptors;
    private readonly ObjectType<UdpSocket> _sockets;
    private readonly DatagramFunctions _datagrams;
    private bool _hasOpened;
    private int _openedSinceCollection = Reserve;

    internal UdpSocketModule(
        ModuleContext context,
        SpanType spans,
        AddressType addresses,
        ObjectType<FileDescriptor> descriptors,
        ObjectType<UdpSocket> sockets)
    {
        _sockets = sockets;
        _context = context;
        _addresses = addresses;
        _descriptors = descriptors;
        _datagrams = new DatagramFunctions(context, _sockets, spans, addresses);
    }

    /// <summary>Creates the type of the sockets.</summary>
    internal static ObjectType<UdpSocket> CreateType() =>
        new("ip.udp.socket", static socket => socket.Drop(), cost: 420);

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
        new("local_address", call => Return(call, _sockets.Get(call, 1).RequireOpen().Local().Address)),
        new("local_port", call => call.Return((long)_sockets.Get(call, 1).RequireOpen().Local().Port)),
        new("remote_address", call => Return(call, _sockets.Get(call, 1).RequireOpen().Remote().Address)),
        new("remote_port", call => call.Return((long)_sockets.Get(call, 1).RequireOpen().Remote().Port)),
        .. _datagrams.All,
        new("__tostring", ToText),
    ];

    public override void AddValues(ModuleBuilder builder) => builder.Add(_sockets);

    private int New(LuaCall call)
    {
        call.TakesNone("; sock:open(\"v4\") or sock:open(\"v6\") chooses the family");
        var socket = new UdpSocket(_context.Loop, _context.Sockets);
        _sockets.Push(call.Stack, socket);
        if (_context.Tests.Ledger is { } ledger)
        {
            socket.NameWhenDropped = "";
            ledger.Add(call, "socket", () => socket.IsOpen ? socket.LocalName
                : socket.NameWhenDropped.Length > 0 ? socket.NameWhenDropped : null);
        }

        return 1;
    }

    /// <summary>
    /// <c>open(self, address_family: "v4"|"v6"|ip.address|string)</c>. "Already open" (asio_error.misc.already_open)
    /// for an open socket.
    /// </summary>
    private int Open(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var family = Family(call, 2);
        return Opening(call, socket, () => socket.Open(family));
    }

    /// <summary>
    /// <c>bind(self, addr: ip.address|string, port: integer)</c>: for port 0 the kernel chooses a port.
    /// </summary>
    private int Bind(LuaCall call)
    {
        _sockets.Get(call, 1).Bind(new IpEndpoint(_addresses.GetOrParse(call, 2), call.Port(3)));
        return 0;
    }

    /// <summary>
    /// <c>connect(self, addr: ip.address|string, port: integer)</c>: sets the peer. Opens a closed socket.
    /// </summary>
    private int Connect(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var peer = new IpEndpoint(_addresses.GetOrParse(call, 2), call.Port(3));
        return Opening(call, socket, () => socket.Connect(peer));
    }

    /// <summary>
    /// Runs an action that opens a socket. For the first socket it requires spare descriptors, because .NET then starts
    /// its own loop, which ends the process if it gets no descriptor. If the socket got one of the last descriptors, it
    /// collects dropped sockets, because files and C libraries need descriptors, and cannot collect sockets.
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

        return 0;
    }

    /// <summary>
    /// <c>close(self)</c>: waiting fibers get operation_aborted. Does nothing if the socket is closed.
    /// </summary>
    private int Close(LuaCall call)
    {
        _sockets.Get(call, 1).Close();
        return 0;
    }

    /// <summary>
    /// <c>cancel(self)</c>: waiting fibers get operation_aborted. Queued datagrams stay. EBADF if the socket is closed.
    /// </summary>
    private int Cancel(LuaCall call)
    {
        _sockets.Get(call, 1).Cancel();
        return 0;
    }

    /// <summary><c>disconnect(self)</c>: removes the peer (connect(2) to AF_UNSPEC).</summary>
    private int Disconnect(LuaCall call)
    {
        _sockets.Get(call, 1).Disconnect();
        return 0;
    }

    /// <summary>
    /// <c>shutdown(self, what: "receive"|"send"|"both")</c>: fibers that wait in a receive get 0 bytes. ENOTCONN
    /// without a peer.
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
        return 0;
    }

    /// <summary>
    /// <c>assign(self, address_family: "v4"|"v6"|ip.address, fd: file_descriptor)</c>: opens the socket with the
    /// descriptor, which it then owns. EINVAL (arg 3) unless the descriptor is a datagram socket, EAFNOSUPPORT (arg 3)
    /// if it has another family.
    /// </summary>
    private int Assign(LuaCall call)
    {
        _sockets.Get(call, 1).Assign(Family(call, 2), _descriptors.Get(call, 3), argument: 3);
        return 0;
    }

    /// <summary>
    /// <c>release(self) -> file_descriptor</c>: closes the socket, and keeps its queue of datagrams. Waiting fibers get
    /// operation_aborted.
    /// </summary>
    private int Release(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        _descriptors.PushNew(call, call => DescriptorLimit.Make(call, socket.Release));
        return 1;
    }

    /// <summary>
    /// <c>io_control(self, command: string[, ...])</c>: "bytes_readable" -> integer. ENOTSUP (generic) for another
    /// command.
    /// </summary>
    private int IoControl(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var command = call.Text(2);
        return command == "bytes_readable"
            ? call.Return((long)socket.RequireOpen().BytesReadable())
            : throw LuaCall.Invalid(2, $"there is no command '{command}'", Errno.ENOTSUP);
    }

    /// <summary><c>set_option(self, opt: string, val)</c>. ENOTSUP (generic) for an unknown name.</summary>
    private int SetOption(LuaCall call)
    {
        SocketOptions.Set(call, _sockets.Get(call, 1), _addresses);
        return 0;
    }

    /// <summary>
    /// <c>get_option(self, opt: string) -> boolean|integer</c>. ENOTSUP (generic) for an unknown name.
    /// </summary>
    private int GetOption(LuaCall call) => SocketOptions.Get(call, _sockets.Get(call, 1));

    private int ToText(LuaCall call)
    {
        var socket = _sockets.Get(call, 1);
        var state = socket.IsOpen ? socket.LocalName : "closed";
        return call.Return($"userdata: 0x{call.Stack.Identity(1):x} (ip.udp.socket, {state})");
    }

    private int Return(LuaCall call, in IpAddress address)
    {
        _addresses.Push(call.Stack, address);
        return 1;
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
            var text when IpAddress.TryParse(text, out var parsed) => parsed.Family,
            var other => throw LuaCall.Invalid(argument, $"\"v4\" or \"v6\" expected, got \"{other}\""),
        };
    }
}
