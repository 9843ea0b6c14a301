using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>What a script asks of the system about an open socket: its names, options and queue.</summary>
public sealed partial class UdpSocket
{
    public IpEndpoint Local()
    {
        Span<byte> sockaddr = stackalloc byte[28];
        var socket = RequireOpen();
        var errno = SocketNames.ReadLocal(socket, sockaddr);
        return errno == 0 ? RawEndPoint.Read(sockaddr, socket.AddressFamily) : throw new LuaFailure(LuaError.System(errno));
    }

    /// <summary>Ends receiving, sending or both; fibers that wait in a receive get 0 bytes. ENOTCONN without a peer.</summary>
    public void Shutdown(SocketShutdown what)
    {
        var socket = RequireOpen();
        _ = Remote();
        Check(SocketCalls.Shutdown(socket, what));
        if (what != SocketShutdown.Receive)
        {
            ServeSenders(); // the kernel refuses each now, and would not report that
        }

        if (what == SocketShutdown.Send)
        {
            return;
        }

        _isReceiveShut = true;
        UpdateFastPath();
        while (_receivers.First is ReceiveWait wait)
        {
            _ = Serve(wait, TryReceive(wait));
        }
    }

    /// <summary>How many bytes the next receive would get.</summary>
    public int BytesReadable()
    {
        var socket = RequireOpen();
        return _channel!.Held?.Bytes.Length ?? Check(SocketCalls.BytesReadable(socket));
    }

    /// <summary>Sets an option by the system's level and number.</summary>
    public void SetOption((int Level, int Number) option, ReadOnlySpan<byte> value)
    {
        Check(SocketCalls.SetOption(RequireOpen(), option.Level, option.Number, value));
        _sendBuffer = 0; // it may have been that
    }

    /// <summary>Sets an integer option by the system's level and number.</summary>
    public void SetOption((int Level, int Number) option, int value) => SetOption(option, BitConverter.GetBytes(value));

    /// <summary>Reads an integer option by the system's level and number.</summary>
    public int GetOption((int Level, int Number) option)
    {
        _ = Check(SocketCalls.GetOption(RequireOpen(), option.Level, option.Number, out var value));
        return value;
    }

    private static int Check(int result) => result >= 0 ? result : throw new LuaFailure(LuaError.System(-result));

    /// <summary>Runs a call that takes a name, and says which in its failure.</summary>
    private void Name(in IpEndpoint endpoint, Func<Socket, EndPoint, int> call, bool binds)
    {
        var socket = RequireOpen();
        var name = new RawEndPoint(endpoint.Address.Family);
        name.Set(endpoint);
        var errno = call(socket, name);
        if (errno != 0)
        {
            throw new LuaFailure(About(LuaError.System(errno), endpoint) with { Detail = Misfit(endpoint, errno) ?? (binds ? BoundAlready(errno) : OutOfReach(endpoint, errno)) });
        }
    }

    /// <summary>What about the endpoint does not fit the socket, or null.</summary>
    private string? Misfit(in IpEndpoint endpoint, int errno)
    {
        var isV6Socket = _socket!.AddressFamily == AddressFamily.InterNetworkV6;
        if (isV6Socket != endpoint.Address.IsV6 && errno is Errno.EINVAL or Errno.EAFNOSUPPORT)
        {
            return isV6Socket
                ? $"the socket was opened for IPv6, and {endpoint.Address} is an IPv4 address; open the socket with \"v4\""
                : $"the socket was opened for IPv4, and {endpoint.Address} is an IPv6 address; open the socket with \"v6\"";
        }

        return null;
    }

    private string? BoundAlready(int errno) =>
        errno == Errno.EINVAL && Local() is { Port: not 0 } local ? $"the socket is bound already, to {local}" : null;

    /// <summary>Whether the socket is bound where no other machine can be reached from, in words, or null.</summary>
    private string? OutOfReach(in IpEndpoint endpoint, int errno) =>
        errno == Errno.EINVAL && !endpoint.Address.IsLoopback && Local() is { Address.IsLoopback: true } local
            ? $"the socket is bound to {local}, from where only this machine can be reached; bind it to {(endpoint.Address.IsV6 ? "\"::\"" : "\"0.0.0.0\"")}"
            : null;
}
