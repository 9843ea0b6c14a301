using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>The peer of a connected socket.</summary>
public sealed partial class OpenSocket
{
    private static readonly (int Level, int Number) BoundDevice = (1, 62);

    /// <summary>
    /// True if the script chose the local address with bind. Otherwise the kernel chooses the address for each peer.
    /// </summary>
    private bool _isAddressBound;

    /// <summary>The peer, or null while the socket is not connected.</summary>
    internal IpEndpoint? Peer { get; private set; }

    /// <summary>Returns the peer. Throws ENOTCONN if there is no peer.</summary>
    public IpEndpoint Remote() => Peer ?? throw new LuaFailure(LuaError.System(Errno.ENOTCONN));

    internal void Connect(in IpEndpoint endpoint)
    {
        var fits = Family == AddressFamily.InterNetworkV6 || !endpoint.Address.IsV6;
        if (Peer is { } former && !_isAddressBound && fits && OperatingSystem.IsLinux())
        {
            ConnectAgain(endpoint, former);
        }
        else
        {
            Name(endpoint, SocketNames.Connect, binds: false);
        }

        ChangePeer(ReadPeer() ?? endpoint);
    }

    internal void Disconnect()
    {
        _ = EndpointErrors.Check(SocketCalls.Disconnect(Socket));
        ChangePeer(null);
    }

    /// <summary>
    /// Reads the peer and the local address of an assigned descriptor, which may already be connected or bound.
    /// </summary>
    internal void AdoptPeer()
    {
        Peer = ReadPeer();
        _isAddressBound = Peer is null && !Local().Address.IsUnspecified;
    }

    /// <summary>
    /// Connects to another peer. Disconnects the socket first, because otherwise the kernel keeps the source address
    /// that it chose for the previous peer, and refuses peers that this address cannot reach. On failure, connects to
    /// the previous peer again.
    /// </summary>
    private void ConnectAgain(in IpEndpoint endpoint, in IpEndpoint former)
    {
        DisconnectKeepingPort(former);
        try
        {
            Name(endpoint, SocketNames.Connect, binds: false);
        }
        catch (LuaFailure)
        {
            var name = new RawEndPoint(former.Address.Family);
            name.Set(former);
            ChangePeer(SocketNames.Connect(Socket, name) == 0 ? former : null);
            throw;
        }
    }

    /// <summary>
    /// Disconnects the socket, and then binds it to its interface and its port again, because disconnecting removes the
    /// interface and a port that the kernel chose.
    /// </summary>
    private void DisconnectKeepingPort(in IpEndpoint former)
    {
        var port = Local().Port;
        var isDeviceOfPeer = former.Address.Scope != 0; // connect(2) bound the socket to the peer's interface
        if (SocketCalls.GetOption(Socket, BoundDevice.Level, BoundDevice.Number, out var device) < 0
            || isDeviceOfPeer)
        {
            device = 0;
        }

        Disconnect();
        if (device != 0)
        {
            SetOption(BoundDevice, device);
        }

        if (Local() is { Port: 0 } local)
        {
            Name(local with { Port = port }, SocketNames.Bind, binds: true);
        }
    }

    /// <summary>Sets or removes the peer. If the peer changes, drops the report about the old peer.</summary>
    private void ChangePeer(in IpEndpoint? peer)
    {
        if (Peer is not null && Peer != peer)
        {
            Reports.DropPending();
        }

        Peer = peer;
    }

    /// <summary>
    /// Returns the peer that the kernel reports, which may differ from the address that the script gave: 127.0.0.1 for
    /// 0.0.0.0, for example. Returns null if there is no peer. Always returns null on Windows.
    /// </summary>
    private IpEndpoint? ReadPeer()
    {
        Span<byte> sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        return !OperatingSystem.IsWindows() && SocketCalls.ReadPeer(Socket, sockaddr) == 0
            ? RawEndPoint.Read(sockaddr, Family)
            : null;
    }
}
