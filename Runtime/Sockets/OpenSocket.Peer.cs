using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>The peer of a connected socket.</summary>
public sealed partial class OpenSocket
{
    private static readonly (int Level, int Number) BoundDevice = (1, 62);

    /// <summary>True if bind chose the local address. Otherwise the kernel chooses it for each peer.</summary>
    private bool _isAddressBound;

    /// <summary>The peer, or null while the socket is not connected.</summary>
    internal IpEndpoint? Peer { get; private set; }

    /// <summary>The peer; ENOTCONN without one.</summary>
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

    /// <summary>Reads the peer and the local address of a socket that was connected or bound elsewhere.</summary>
    internal void AdoptPeer()
    {
        Peer = ReadPeer();
        _isAddressBound = Peer is null && !Local().Address.IsUnspecified;
    }

    /// <summary>
    /// Connects to another peer. The kernel keeps the source address that it has chosen for the former peer, and refuses
    /// peers that this address cannot reach, until the socket is disconnected. A failure leaves the former peer.
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

    /// <summary>Disconnects. The kernel takes a port that it has chosen away, and an interface; the socket gets both back.</summary>
    private void DisconnectKeepingPort(in IpEndpoint former)
    {
        var port = Local().Port;
        var isDeviceOfPeer = former.Address.Scope != 0; // connect(2) has bound the socket to it, for a group as well
        if (SocketCalls.GetOption(Socket, BoundDevice.Level, BoundDevice.Number, out var device) < 0 || isDeviceOfPeer)
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

    /// <summary>Sets another peer, or none. A report about the old peer is dropped, because it is not about the new one.</summary>
    private void ChangePeer(in IpEndpoint? peer)
    {
        if (Peer is not null && Peer != peer)
        {
            Reports.DropPending();
        }

        Peer = peer;
    }

    /// <summary>The peer as the kernel has it: 127.0.0.1 for 0.0.0.0, for example. Null without one, or where the system is not asked.</summary>
    private IpEndpoint? ReadPeer()
    {
        Span<byte> sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        return !OperatingSystem.IsWindows() && SocketCalls.ReadPeer(Socket, sockaddr) == 0 ? RawEndPoint.Read(sockaddr, Family) : null;
    }
}
