using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>The peer of a connected socket.</summary>
public sealed partial class UdpSocket
{
    private static readonly (int Level, int Number) BoundDevice = (1, 62);

    /// <summary>True if bind chose the local address. Otherwise the system chooses it for each peer.</summary>
    private bool _isAddressBound;

    /// <summary>
    /// True while a datagram that is queued may be of somebody else than the peer: always without a peer, and after connect
    /// until the queue has been empty.
    /// </summary>
    public bool MayHearOthers { get; private set; } = true;

    /// <summary>True while a datagram that is queued on a connected socket may be of somebody else than the peer.</summary>
    public bool MayHearOthersThanPeer => MayHearOthers && IsConnected;

    public IpEndpoint Remote()
    {
        _ = RequireOpen();
        return _remote ?? throw new LuaFailure(LuaError.System(Errno.ENOTCONN));
    }

    /// <summary>Sets the peer; opens the socket by itself, from the address's family.</summary>
    public void Connect(in IpEndpoint endpoint)
    {
        if (endpoint.Port == 0)
        {
            throw new LuaFailure(About(LuaError.System(Errno.EINVAL), endpoint) with { Detail = "port 0 is nobody's; a peer has a port from 1 to 65535" });
        }

        if (!IsOpen)
        {
            Open(endpoint.Address.Family);
        }

        var fits = Family == AddressFamily.InterNetworkV6 || !endpoint.Address.IsV6;
        if (_remote is { } former && !_isAddressBound && fits && OperatingSystem.IsLinux())
        {
            ConnectAgain(endpoint, former);
        }
        else
        {
            Name(endpoint, SocketNames.Connect, binds: false);
        }

        ChangePeer(ReadPeer() ?? endpoint);
        MayHearOthers = true;
        LogEvent("connected");
    }

    /// <summary>Dissolves the association with the peer.</summary>
    public void Disconnect()
    {
        Check(SocketCalls.Disconnect(RequireOpen()));
        ChangePeer(null);
        MayHearOthers = true;
        LogEvent("disconnected");
    }

    /// <summary>Looks whether all that is queued of others than the peer was received.</summary>
    public void LookForOthers()
    {
        if (MayHearOthersThanPeer && !_socket!.Poll(0, SelectMode.SelectRead))
        {
            MayHearOthers = false;
        }
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
            ChangePeer(SocketNames.Connect(_socket!, name) == 0 ? former : null);
            throw;
        }
    }

    /// <summary>Disconnects. The kernel takes a port that it has chosen away, and an interface; the socket gets both back.</summary>
    private void DisconnectKeepingPort(in IpEndpoint former)
    {
        var port = Local().Port;
        var isDeviceOfPeer = former.Address.Scope != 0; // connect(2) has bound the socket to it, for a group as well
        if (SocketCalls.GetOption(_socket!, BoundDevice.Level, BoundDevice.Number, out var device) < 0 || isDeviceOfPeer)
        {
            device = 0;
        }

        Check(SocketCalls.Disconnect(_socket!));
        ChangePeer(null);
        MayHearOthers = true;
        if (device != 0)
        {
            SetOption(BoundDevice, device);
        }

        if (Local() is { Port: 0 } local)
        {
            Name(local with { Port = port }, SocketNames.Bind, binds: true);
        }
    }

    /// <summary>Takes over what the system knows of a socket that was connected or bound elsewhere.</summary>
    private void AdoptPeer()
    {
        _remote = ReadPeer();
        _isAddressBound = _remote is null && !Local().Address.IsUnspecified;
        MayHearOthers = true;
    }

    private void ForgetPeer()
    {
        _remote = null;
        _isAddressBound = false;
        MayHearOthers = true;
    }

    /// <summary>The peer as the system has it: 127.0.0.1 for 0.0.0.0, for example. Null without one, or where the system is not asked.</summary>
    private IpEndpoint? ReadPeer()
    {
        Span<byte> sockaddr = stackalloc byte[RawEndPoint.MaximumSize];
        return !OperatingSystem.IsWindows() && SocketCalls.ReadPeer(_socket!, sockaddr) == 0 ? RawEndPoint.Read(sockaddr, _socket!.AddressFamily) : null;
    }
}
