using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The state of a UDP socket from open to close: its descriptor, options, local endpoint, peer and channel. A socket
/// that is opened again gets a new <see cref="OpenSocket"/>.
/// </summary>
public sealed partial class OpenSocket
{
    // linux/socket.h, linux/in.h, linux/in6.h
    private static readonly (int Level, int Number) V6Only = (41, 26);
    private static readonly (int Level, int Number) Timestamps = (1, 35);
    private static readonly (int Level, int Number) V4PacketInfo = (0, 8);
    private static readonly (int Level, int Number) V6PacketInfo = (41, 49);
    private static readonly (int Level, int Number) V4Hops = (0, 12);
    private static readonly (int Level, int Number) V6Hops = (41, 51);

    private bool _hasPacketInfo;

    internal OpenSocket(Socket socket, DatagramChannel channel)
    {
        Socket = socket;
        Channel = channel;
        Family = socket.AddressFamily;
        Descriptor = (int)socket.SafeHandle.DangerousGetHandle();
        Reports = new ErrorReports(this);
        Silent = new SilentReports(this);
    }

    public AddressFamily Family { get; }

    internal Socket Socket { get; }

    internal int Descriptor { get; }

    internal DatagramChannel Channel { get; }

    /// <summary>True if the socket uses <see cref="DirectChannel"/>.</summary>
    internal bool IsDirect => Channel is DirectChannel;

    /// <summary>
    /// True if the receive side was shut with shutdown("receive"), even if the descriptor was released and assigned
    /// afterwards. A receive that finds no datagram then returns 0 bytes.
    /// </summary>
    internal bool IsReceiveShut { get; set; }

    internal ErrorReports Reports { get; }

    internal SilentReports Silent { get; }

    /// <summary>The recording of the socket, or null if the recorder is off.</summary>
    internal SocketRecording? Recording { get; set; }

    /// <summary>The queue of fibers that wait to send, or null if no send has taken the general path yet.</summary>
    internal SendQueue? Sends { get; set; }

    /// <summary>The batching of the socket, or null if segmentation_offload was never enabled.</summary>
    internal SocketBatching? Batching { get; set; }

    /// <summary>Returns the local endpoint (getsockname(2)).</summary>
    public IpEndpoint Local()
    {
        Span<byte> sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        var errno = SocketNames.ReadLocal(Socket, sockaddr);
        return errno == 0 ? RawEndPoint.Read(sockaddr, Family) : throw new LuaFailure(LuaError.System(errno));
    }

    /// <summary>
    /// Returns true if a receive is pending. Called when the socket is ready and has no datagram: the reason may be a
    /// report that the recorder has asked for, so this method reads the reports.
    /// </summary>
    internal bool IsReceivePending()
    {
        Silent.Read();
        return Channel.IsReceivePending;
    }

    /// <summary>Ends a receive with 0 bytes, because the receive side is shut. Returns true.</summary>
    internal bool ReceiveNothing(ReceiveWait wait)
    {
        wait.PacketInfo = default;
        wait.SetReceived(0);
        wait.SetSender(
            Peer ?? new IpEndpoint(Family == AddressFamily.InterNetworkV6 ? IpAddress.AnyV6 : IpAddress.AnyV4, 0));
        return true;
    }

    /// <summary>Returns the number of bytes that the next receive would get.</summary>
    public int BytesReadable() =>
        Channel.Stashed?.Bytes.Length ?? EndpointErrors.Check(SocketCalls.BytesReadable(Socket));

    /// <summary>Sets an option by the kernel's level and number.</summary>
    public void SetOption((int Level, int Number) option, ReadOnlySpan<byte> value)
    {
        _ = EndpointErrors.Check(SocketCalls.SetOption(Socket, option.Level, option.Number, value));
        Batching?.ForgetBufferSize(); // the option may be the buffer size
        Silent.OnOption(option);
    }

    /// <summary>Sets an integer option by the kernel's level and number.</summary>
    public void SetOption((int Level, int Number) option, int value) => SetOption(option, BitConverter.GetBytes(value));

    /// <summary>Sets an integer option that has one number for IPv4 and another for IPv6.</summary>
    public void SetOption((int Level, int Number) v4, (int Level, int Number) v6, int value)
    {
        var bytes = BitConverter.GetBytes(value);
        SetOption(v4, bytes, v6, bytes);
    }

    /// <summary>
    /// Sets an option that the kernel keeps separately for IPv4 and IPv6. A v6 socket needs both, because its datagrams
    /// to mapped addresses use IPv4. The IPv4 option is set first: it accepts fewer values, so a refusal leaves both
    /// options unchanged. On a v6_only socket, the kernel may refuse the IPv4 option.
    /// </summary>
    public void SetOption(
        (int Level, int Number) v4,
        ReadOnlySpan<byte> v4Value,
        (int Level, int Number) v6,
        ReadOnlySpan<byte> v6Value)
    {
        if (Family == AddressFamily.InterNetwork)
        {
            SetOption(v4, v4Value);
            return;
        }

        var result = OperatingSystem.IsLinux() ? SocketCalls.SetOption(Socket, v4.Level, v4.Number, v4Value) : 0;
        if (result < 0 && GetOption(V6Only) == 0)
        {
            throw new LuaFailure(LuaError.System(-result));
        }

        SetOption(v6, v6Value);
    }

    /// <summary>Reads an integer option by the kernel's level and number.</summary>
    public int GetOption((int Level, int Number) option)
    {
        _ = EndpointErrors.Check(SocketCalls.GetOption(Socket, option.Level, option.Number, out var value));
        return value;
    }

    /// <summary>
    /// Enables the control messages that <see cref="PacketInfo"/> needs. Throws ENOTSUP on systems other than Linux.
    /// </summary>
    public void EnablePacketInfo()
    {
        EndpointErrors.RequireLinux("receive_with_info");
        if (!_hasPacketInfo)
        {
            SetOption(Timestamps, 1);
            SetOption(V4PacketInfo, V6PacketInfo, 1);
            SetOption(V4Hops, V6Hops, 1);
            _hasPacketInfo = true;
        }
    }

    /// <summary>Sets the local endpoint (bind(2)).</summary>
    internal void Bind(in IpEndpoint endpoint)
    {
        Name(endpoint, SocketNames.Bind, binds: true);
        _isAddressBound = !endpoint.Address.IsUnspecified;
    }

    /// <summary>
    /// Explains an EINVAL for an endpoint outside this machine if the socket is bound to a loopback address. Returns
    /// null for any other error.
    /// </summary>
    internal string? OutOfReach(in IpEndpoint endpoint, int errno) =>
        errno == Errno.EINVAL && !endpoint.Address.IsLoopback && Local() is { Address.IsLoopback: true } local
            ? $"the socket is bound to {local}, from where only this machine can be reached; "
                + $"bind it to {(endpoint.Address.IsV6 ? "\"::\"" : "\"0.0.0.0\"")}"
            : null;

    /// <summary>
    /// Returns the error of a send to an endpoint, or to the peer if <paramref name="to"/> is null, which the kernel
    /// need not be asked about. Returns null if the kernel decides.
    /// </summary>
    internal LuaError? CheckDestination(in IpEndpoint? to)
    {
        var target = to ?? Peer;
        var errno = target is null ? Errno.EDESTADDRREQ
            : to is { Port: 0 } ? Errno.EINVAL
            : to is { Address.IsV6: true } && Family == AddressFamily.InterNetwork ? Errno.EAFNOSUPPORT
            : 0;
        if (errno == 0)
        {
            return null;
        }

        var detail = errno == Errno.EINVAL
            ? "port 0 cannot be used; datagrams go to a port from 1 to 65535"
            : target is { } known ? Misfit(known, errno) : null;
        return EndpointErrors.About(LuaError.System(errno), target) with { Detail = detail };
    }

    /// <summary>
    /// Explains that the endpoint's family does not fit the socket's family. Returns null for any other error.
    /// </summary>
    internal string? Misfit(in IpEndpoint endpoint, int errno)
    {
        var isV6Socket = Family == AddressFamily.InterNetworkV6;
        if (isV6Socket != endpoint.Address.IsV6 && errno is Errno.EINVAL or Errno.EAFNOSUPPORT)
        {
            return isV6Socket
                ? $"the socket was opened for IPv6, and {endpoint.Address} is an IPv4 address; "
                    + "open the socket with \"v4\""
                : $"the socket was opened for IPv4, and {endpoint.Address} is an IPv6 address; "
                    + "open the socket with \"v6\"";
        }

        return null;
    }

    /// <summary>Makes a syscall that takes an endpoint. On failure, throws an error with the endpoint.</summary>
    private void Name(in IpEndpoint endpoint, Func<Socket, EndPoint, int> call, bool binds)
    {
        var name = new RawEndPoint(endpoint.Address.Family);
        name.Set(endpoint);
        var errno = call(Socket, name);
        if (errno != 0)
        {
            throw new LuaFailure(EndpointErrors.About(LuaError.System(errno), endpoint) with
            {
                Detail = Misfit(endpoint, errno) ?? (binds ? BoundAlready(errno) : OutOfReach(endpoint, errno)),
            });
        }
    }

    private string? BoundAlready(int errno) =>
        errno == Errno.EINVAL && Local() is { Port: not 0 } local ? $"the socket is already bound to {local}" : null;
}
