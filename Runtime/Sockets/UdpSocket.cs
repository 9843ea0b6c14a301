using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// A UDP socket of a script, which can be opened again after it was closed. <see cref="UdpTransport"/> sends and
/// receives its datagrams.
/// </summary>
[SuppressMessage("Design", "CA1001", Justification = "Closed by the script, by the collector, or with the process.")]
public sealed partial class UdpSocket : UdpTransport
{
    public UdpSocket(EventLoop loop, UdpSocketPool pool)
        : base(loop, pool)
    {
    }

    /// <summary>
    /// True if the socket has a peer. Datagrams that were queued before connect may have other senders
    /// (<see cref="MayHearOthers"/>).
    /// </summary>
    public bool IsConnected => Current?.Peer is not null;

    /// <summary>
    /// True while a queued datagram may come from a sender other than the peer. Always true without a peer. After
    /// connect, it stays true until <see cref="LookForOthers"/> finds the receive queue empty.
    /// </summary>
    public bool MayHearOthers { get; private set; } = true;

    /// <summary>
    /// True if the socket is connected, but a queued datagram may come from a sender other than the peer.
    /// </summary>
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
            Current!.Silent.Allow();
            UpdateFastPath();
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

    /// <summary>Connects the socket to a peer. Opens a closed socket with the peer's family first.</summary>
    public void Connect(in IpEndpoint endpoint)
    {
        if (endpoint.Port == 0)
        {
            throw new LuaFailure(EndpointErrors.About(LuaError.System(Errno.EINVAL), endpoint) with
            {
                Detail = "port 0 cannot be used; a peer has a port from 1 to 65535",
            });
        }

        if (!IsOpen)
        {
            Open(endpoint.Address.Family);
        }

        try
        {
            RequireOpen().Silent.Pause();
            Current!.Connect(endpoint);
        }
        finally
        {
            OnPeerChanged(); // a failed connect may have changed the peer as well
        }

        LogEvent("connected");
    }

    /// <summary>Disconnects the socket from its peer.</summary>
    public void Disconnect()
    {
        RequireOpen().Disconnect();
        OnPeerChanged();
        LogEvent("disconnected");
    }

    /// <summary>
    /// Sets <see cref="MayHearOthers"/> to false if the socket is connected and its receive queue is empty. From then
    /// on, the kernel queues only datagrams from the peer.
    /// </summary>
    public void LookForOthers()
    {
        if (MayHearOthersThanPeer && !Current!.Socket.Poll(0, SelectMode.SelectRead))
        {
            MayHearOthers = false;
        }
    }

    /// <summary>
    /// Shuts the receive side, the send side or both. Fibers that wait in a receive get 0 bytes. Throws ENOTCONN if
    /// there is no peer.
    /// </summary>
    public void Shutdown(SocketShutdown what)
    {
        var open = RequireOpen();
        _ = open.Remote();
        _ = EndpointErrors.Check(SocketCalls.Shutdown(open.Socket, what));
        if (what != SocketShutdown.Receive)
        {
            open.Sends?.Serve(); // the kernel now refuses every send, but poll(2) would not report this
        }

        if (what != SocketShutdown.Send)
        {
            ShutReceive();
        }
    }

    /// <summary>
    /// True if receives raise ICMP reports, each with the destination that it is about (receive_errors).
    /// </summary>
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
    /// True if datagrams may be batched (<see cref="SegmentBatch"/>). The default is false, because a batched datagram
    /// is reported as sent before the kernel has taken it.
    /// </summary>
    public bool SegmentationOffload
    {
        get => RequireOpen().Batching is { IsEnabled: true };

        set
        {
            var open = RequireOpen();
            if (value && !open.IsDirect)
            {
                throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with
                {
                    Detail = OperatingSystem.IsLinux()
                        ? "segmentation_offload is not available with MOONWIRE_READINESS=portable"
                        : "segmentation_offload needs Linux",
                });
            }

            if (value || open.Batching is not null)
            {
                open.Batching ??= new SocketBatching(open, Loop, Pool);
                open.Batching.IsEnabled = value;
                open.Silent.End();
                UpdateFastPath();
            }
        }
    }

    /// <summary>
    /// The local endpoint of the socket when Lua collected it, or "" if the socket was closed before or still exists.
    /// Null unless a test asks for the endpoint.
    /// </summary>
    public string? NameWhenDropped { get; set; }

    /// <summary>Closes the socket because Lua has collected it.</summary>
    public void Drop()
    {
        if (NameWhenDropped is not null && IsOpen)
        {
            NameWhenDropped = LocalName;
        }

        Close();
    }

    /// <summary>
    /// Closes the socket, and wakes every waiting fiber with operation_aborted. Does nothing if the socket is already
    /// closed.
    /// </summary>
    public void Close()
    {
        if (IsOpen)
        {
            DetachChannel().Close();
        }
    }

    /// <summary>
    /// Returns true if the socket's descriptor is one of the last <paramref name="count"/> descriptors below the
    /// process's limit.
    /// </summary>
    public bool HasOneOfTheLast(int count) => SpareDescriptors.IsAmongLast(count, RequireOpen().Descriptor);

    /// <summary>
    /// Duplicates the descriptor, closes the socket, and returns the duplicate. Wakes every waiting fiber with
    /// operation_aborted. Queued datagrams stay in the kernel, and the result carries a stashed datagram.
    /// </summary>
    public FileDescriptor Release()
    {
        var open = RequireOpen();
        var duplicate = EndpointErrors.Check(SocketCalls.Duplicate(open.Descriptor));
        open.Silent.End();
        return new FileDescriptor(duplicate) { Stashed = DetachChannel().CloseReleased() };
    }

    /// <summary>Opens the socket with an existing descriptor, which must be a datagram socket of the family.</summary>
    /// <param name="family">The family that the script gave.</param>
    /// <param name="descriptor">The descriptor. On success, the socket takes it over.</param>
    /// <param name="argument">The position of the descriptor among the script's arguments, for error messages.</param>
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
            throw LuaFailure.BadArgument(
                argument,
                $"/dev/fd/{descriptor.Number} is a socket of another family",
                Errno.EAFNOSUPPORT);
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

    /// <summary>Wakes every waiting fiber with operation_aborted. Queued datagrams stay queued.</summary>
    public void Cancel()
    {
        _ = RequireOpen();
        AbortAll();
    }

    private void Adopt(Socket socket)
    {
        Current = new OpenSocket(socket, Pool.CreateChannel(this, socket));
        Pool.Add(Current);
    }

    /// <summary>Closes the socket and returns its channel. The caller must close the channel.</summary>
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

        open.KeepState();
        Pool.Remove(open);
        Current = null;
        open.Socket.Dispose(); // pending operations complete as aborted
        OnPeerChanged();
        return open.Channel;
    }

    private void OnPeerChanged()
    {
        MayHearOthers = true;
        Current?.Recording?.ForgetLocal();
        UpdateFastPath();
    }
}
