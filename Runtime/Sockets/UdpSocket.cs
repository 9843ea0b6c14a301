using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>A UDP socket of a script, from open to close and again. <see cref="UdpTransport"/> moves its datagrams.</summary>
[SuppressMessage("Design", "CA1001", Justification = "Closed by the script, by the collector, or with the process.")]
public sealed partial class UdpSocket : UdpTransport
{
    public UdpSocket(EventLoop loop, UdpSocketPool pool)
        : base(loop, pool)
    {
    }

    /// <summary>True if the socket has a peer. Datagrams that were queued before may be of others (<see cref="MayHearOthers"/>).</summary>
    public bool IsConnected => Current?.Peer is not null;

    /// <summary>
    /// True while a datagram that is queued may be of somebody else than the peer: always without a peer, and after connect
    /// until the queue has been empty.
    /// </summary>
    public bool MayHearOthers { get; private set; } = true;

    /// <summary>True while a datagram that is queued on a connected socket may be of somebody else than the peer.</summary>
    public bool MayHearOthersThanPeer => MayHearOthers && IsConnected;

    public void Open(AddressFamily family)
    {
        if (IsOpen)
        {
            throw EndpointErrors.AlreadyOpen;
        }

        try
        {
            var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            if (family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = true; // the kernel's own default, which .NET changes
            }

            Adopt(socket);
            LogEvent("opened");
        }
        catch (SocketException exception)
        {
            throw EndpointErrors.Of(exception);
        }
    }

    public void Bind(in IpEndpoint endpoint)
    {
        RequireOpen().Bind(endpoint);
        LogEvent("bound");
    }

    /// <summary>Sets the peer; opens the socket by itself, from the address's family.</summary>
    public void Connect(in IpEndpoint endpoint)
    {
        if (endpoint.Port == 0)
        {
            throw new LuaFailure(EndpointErrors.About(LuaError.System(Errno.EINVAL), endpoint) with { Detail = "port 0 is nobody's; a peer has a port from 1 to 65535" });
        }

        if (!IsOpen)
        {
            Open(endpoint.Address.Family);
        }

        try
        {
            RequireOpen().Connect(endpoint);
        }
        finally
        {
            OnPeerChanged(); // a failure may have changed it as well
        }

        LogEvent("connected");
    }

    /// <summary>Dissolves the association with the peer.</summary>
    public void Disconnect()
    {
        RequireOpen().Disconnect();
        OnPeerChanged();
        LogEvent("disconnected");
    }

    /// <summary>Looks whether all datagrams of others than the peer were received.</summary>
    public void LookForOthers()
    {
        if (MayHearOthersThanPeer && !Current!.Socket.Poll(0, SelectMode.SelectRead))
        {
            MayHearOthers = false;
        }
    }

    /// <summary>Ends receiving, sending or both; fibers that wait in a receive get 0 bytes. ENOTCONN without a peer.</summary>
    public void Shutdown(SocketShutdown what)
    {
        var open = RequireOpen();
        _ = open.Remote();
        _ = EndpointErrors.Check(SocketCalls.Shutdown(open.Socket, what));
        if (what != SocketShutdown.Receive)
        {
            open.Sends?.Serve(); // the kernel refuses each now, and poll(2) would not report that
        }

        if (what != SocketShutdown.Send)
        {
            ShutReceive();
        }
    }

    /// <summary>True if failures that the network reports are raised by receives, with the peer that they are about.</summary>
    public bool ReportsErrors
    {
        get => RequireOpen().Reports.AreReceived;

        set
        {
            var open = RequireOpen();
            EndpointErrors.RequireLinux("receive_errors");
            open.Reports.Receive(value);
            UpdateFastPath();
        }
    }

    /// <summary>
    /// True if the datagrams of a run may be handed to the kernel together. It is off until a script sets it, because a batched datagram is
    /// reported as sent before the kernel has taken it.
    /// </summary>
    public bool SegmentationOffload
    {
        get => RequireOpen().Batching is { IsEnabled: true };

        set
        {
            var open = RequireOpen();
            if (value && !open.IsDirect)
            {
                throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with { Detail = OperatingSystem.IsLinux() ? "segmentation_offload is not there with MOONWIRE_READINESS=portable" : "segmentation_offload needs Linux" });
            }

            if (value || open.Batching is not null)
            {
                open.Batching ??= new SocketBatching(open, Loop, Pool);
                open.Batching.IsEnabled = value;
                UpdateFastPath();
            }
        }
    }

    /// <summary>Closes the socket; every waiting fiber sees operation_aborted. Closing it again does nothing.</summary>
    public void Close()
    {
        if (IsOpen)
        {
            DetachChannel().Close();
        }
    }

    /// <summary>True if the open socket has one of the last descriptors that the process may have.</summary>
    public bool HasOneOfTheLast(int count) => SpareDescriptors.IsAmongLast(count, RequireOpen().Descriptor);

    /// <summary>
    /// Gives the descriptor away as a new one of the same open file, and closes the socket. Waiting fibers see
    /// operation_aborted; queued datagrams stay queued, and a stashed one goes with the result.
    /// </summary>
    public FileDescriptor Release()
    {
        var duplicate = EndpointErrors.Check(SocketCalls.Duplicate(RequireOpen().Descriptor));
        return new FileDescriptor(duplicate) { Stashed = DetachChannel().CloseReleased() };
    }

    /// <summary>Takes over a descriptor, which must be a datagram socket of the family.</summary>
    /// <param name="family">What the socket is said to be.</param>
    /// <param name="descriptor">Given away on success, kept by its owner on failure.</param>
    /// <param name="argument">The argument that an error about the descriptor names.</param>
    public void Assign(AddressFamily family, FileDescriptor descriptor, int argument)
    {
        const int linuxInet = 2;
        const int linuxInet6 = 10;
        if (IsOpen)
        {
            throw EndpointErrors.AlreadyOpen;
        }

        if (!SocketCalls.IsDatagramSocket(descriptor.Number, out var domain))
        {
            throw LuaFailure.BadArgument(argument, $"/dev/fd/{descriptor.Number} is not a datagram socket");
        }

        if (domain != (family == AddressFamily.InterNetworkV6 ? linuxInet6 : linuxInet))
        {
            throw LuaFailure.BadArgument(argument, $"/dev/fd/{descriptor.Number} is a socket of another family", Errno.EAFNOSUPPORT);
        }

        var stashed = descriptor.Stashed;
        Adopt(new Socket(new SafeSocketHandle(descriptor.Take(), ownsHandle: true)));
        Current!.AdoptPeer();
        Current.IsReceiveShut = SocketCalls.IsReceiveShut(Current.Descriptor);
        UpdateFastPath();
        LogEvent("assigned");
        if (stashed is not null)
        {
            Current.Channel.Inherit(stashed);
        }
    }

    /// <summary>Wakes every waiting fiber with operation_aborted. Queued datagrams stay.</summary>
    public void Cancel()
    {
        _ = RequireOpen();
        AbortAll();
    }

    private void Adopt(Socket socket)
    {
        Current = new OpenSocket(socket, Pool.CreateChannel(this, socket));
    }

    /// <summary>Closes the socket, but not its channel, which is returned.</summary>
    private DatagramChannel DetachChannel()
    {
        FlushBatch();
        var open = Current!;
        open.Batching?.WarnOfError(Pool.Log);
        LogEvent("closed");
        AbortAll();
        Loop.ForgetWaiting(this);
        if (IsWatched)
        {
            Loop.Unwatch(this);
        }

        Current = null;
        open.Socket.Dispose(); // pending operations complete as aborted
        OnPeerChanged();
        return open.Channel;
    }

    private void OnPeerChanged()
    {
        MayHearOthers = true;
        UpdateFastPath();
    }
}
