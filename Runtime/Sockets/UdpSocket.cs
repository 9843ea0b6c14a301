using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// A UDP socket whose receives are gated by readiness: a receiver waits in a queue, and when the loop sees input a
/// pooled operation receives it, at once.
/// </summary>
/// <remarks>
/// Invariants: at most one receive is pending in .NET, after readiness turned out to be spurious; its datagram goes
/// to whoever receives next, so giving up a wait loses nothing. A waiting receiver means that the socket is watched
/// or that a receive is pending. Failures are thrown as <see cref="LuaFailure"/>, or set on the wait.
/// </remarks>
#pragma warning disable CA1001 // closed by the script, by the collector, or with the process
public sealed class UdpSocket(EventLoop loop, UdpSocketPool pool) : ReadinessSource
#pragma warning restore CA1001
{
    private readonly WaitQueue _receivers = new();
    private readonly List<SendWait> _senders = [];
    private Socket? _socket;
    private DatagramOperation? _pendingReceive;
    private DatagramOperation? _held;
    private IpEndpoint? _remote;

    public bool IsOpen => _socket is not null;

    /// <summary>The family of an open socket.</summary>
    public AddressFamily Family => RequireOpen().AddressFamily;

    internal EventLoop Loop => loop;

    internal override Socket Watched => _socket!;

    /// <summary>The local endpoint for messages, or "a closed socket".</summary>
    public string LocalName => IsOpen ? Local().ToString() : "a closed socket";

    public void Open(AddressFamily family)
    {
        if (IsOpen)
        {
            throw new LuaFailure(new LuaError(ErrorCategory.Misc, MiscErrors.AlreadyOpen));
        }

        try
        {
            _socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            if (family == AddressFamily.InterNetworkV6)
            {
                _socket.DualMode = true; // as the system's own default, which .NET changes
            }
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }
    }

    public void Bind(in IpEndpoint endpoint) => Name(endpoint, static (socket, name) => socket.Bind(name));

    /// <summary>Sets the peer; opens the socket by itself, from the address's family.</summary>
    public void Connect(in IpEndpoint endpoint)
    {
        if (!IsOpen)
        {
            Open(endpoint.Address.Family);
        }

        Name(endpoint, static (socket, name) => socket.Connect(name));
        _remote = endpoint;
    }

    public IpEndpoint Local()
    {
        Span<byte> sockaddr = stackalloc byte[28];
        var socket = RequireOpen();
        var errno = SocketNames.ReadLocal(socket, sockaddr);
        return errno == 0 ? RawEndPoint.Read(sockaddr, socket.AddressFamily) : throw new LuaFailure(LuaError.System(errno));
    }

    public IpEndpoint Remote()
    {
        _ = RequireOpen();
        return _remote ?? throw new LuaFailure(LuaError.System(Errno.ENOTCONN));
    }

    /// <summary>Closes the socket; every waiting fiber sees operation_aborted. Closing it again does nothing.</summary>
    public void Close()
    {
        if (_socket is null)
        {
            return;
        }

        Cancel();
        if (IsWatched)
        {
            loop.Unwatch(this);
        }

        if (_held is { } held)
        {
            _held = null;
            pool.Operations.Return(held);
        }

        _socket.Dispose(); // a pending receive completes as aborted and is returned then
        _socket = null;
        _remote = null;
    }

    /// <summary>Wakes every waiting fiber with operation_aborted. Queued datagrams stay.</summary>
    public void Cancel()
    {
        while (_receivers.First is ReceiveWait wait)
        {
            _receivers.Remove(wait);
            Abort(wait);
        }

        foreach (var sender in _senders)
        {
            Abort(sender);
        }

        _senders.Clear();
    }

    /// <summary>Receives a datagram.</summary>
    /// <returns>True when the outcome is set; false when the wait was queued and its fiber must be parked.</returns>
    public bool Receive(ReceiveWait wait)
    {
        if (_socket is null)
        {
            wait.Error = NotOpen();
            return true;
        }

        if (_held is not null && _receivers.IsEmpty)
        {
            DeliverHeld(wait);
            return true;
        }

        _receivers.Add(wait);
        WatchIfNeeded();
        return false;
    }

    /// <summary>Sends a datagram, to the peer when <paramref name="to"/> is null.</summary>
    /// <returns>True when the outcome is set; false when the wait's fiber must be parked.</returns>
    public bool Send(SendWait wait, ReadOnlySpan<byte> datagram, IpEndpoint? to, SocketFlags flags)
    {
        wait.Socket = this;
        wait.Error = CheckSend(datagram, to);
        if (wait.Error is not null)
        {
            return true;
        }

        var operation = pool.Operations.Rent();
        operation.PrepareSend(datagram, flags);
        operation.Owner = this;
        operation.Sender = wait;
        if (to is { } endpoint)
        {
            operation.SetDestination(endpoint);
        }

        if (to is null ? _socket!.SendAsync(operation) : _socket!.SendToAsync(operation))
        {
            _senders.Add(wait);
            return false;
        }

        CompleteSend(operation);
        return true;
    }

    /// <summary>Sets an integer option by the system's level and number.</summary>
    public void SetOption((int Level, int Number) option, int value)
    {
        try
        {
            RequireOpen().SetRawSocketOption(option.Level, option.Number, BitConverter.GetBytes(value));
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }
    }

    /// <summary>Reads an integer option by the system's level and number.</summary>
    public int GetOption((int Level, int Number) option)
    {
        Span<byte> value = stackalloc byte[sizeof(int)];
        value.Clear();
        try
        {
            _ = RequireOpen().GetRawSocketOption(option.Level, option.Number, value);
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }

        return BitConverter.ToInt32(value);
    }

    /// <summary>A fiber gave up a pending send, which goes on without it.</summary>
    internal void LeaveSend(SendWait wait)
    {
        _ = _senders.Remove(wait);
    }

    internal override void OnReady()
    {
        if (_receivers.First is not ReceiveWait wait)
        {
            loop.Unwatch(this); // nobody receives now: do not be told again
            return;
        }

        var operation = pool.Operations.Rent();
        operation.PrepareReceive(_socket!.AddressFamily, wait.Flags);
        operation.Owner = this;
        if (_socket.ReceiveFromAsync(operation))
        {
            _pendingReceive = operation;
            loop.Unwatch(this);
            return;
        }

        _receivers.Remove(wait);
        Deliver(operation, wait);
        pool.Operations.Return(operation);
        loop.Fibers.Wake(wait);
    }

    /// <summary>On the loop thread: an operation that went pending has ended.</summary>
    internal void OnOperationCompleted(DatagramOperation operation)
    {
        if (operation != _pendingReceive)
        {
            CompletePendingSend(operation);
            return;
        }

        _pendingReceive = null;
        var aborted = operation.SocketError == SocketError.OperationAborted;
        if (_socket is null || aborted || operation.SocketFlags.HasFlag(SocketFlags.Peek))
        {
            pool.Operations.Return(operation); // it consumed nothing
            WatchIfNeeded();
            return;
        }

        _held = operation;
        if (_receivers.First is ReceiveWait wait)
        {
            _receivers.Remove(wait);
            DeliverHeld(wait);
            loop.Fibers.Wake(wait);
        }

        WatchIfNeeded();
    }

    private static LuaFailure Failed(SocketException exception) => new(LuaError.System(SocketErrors.ToErrno(exception.SocketErrorCode)));

    private static LuaError NotOpen() => LuaError.System(Errno.EBADF) with { Detail = "the socket is not open" };

    private Socket RequireOpen() => _socket ?? throw new LuaFailure(NotOpen());

    private LuaError? CheckSend(ReadOnlySpan<byte> datagram, in IpEndpoint? to)
    {
        if (_socket is null)
        {
            return NotOpen();
        }

        var target = to ?? _remote;
        var errno = target is null ? Errno.EDESTADDRREQ
            : datagram.Length > DatagramOperation.Capacity ? Errno.EMSGSIZE
            : to is { Port: 0 } ? Errno.EINVAL
            : to is { Address.IsV6: true } && _socket.AddressFamily == AddressFamily.InterNetwork ? Errno.EAFNOSUPPORT
            : 0;
        return errno == 0 ? null : About(LuaError.System(errno), target);
    }

    private static LuaError About(LuaError error, in IpEndpoint? endpoint) => endpoint is { } known
        ? error with { Address = known.Address.ToString(), Port = known.Port }
        : error;

    /// <summary>Runs a call that takes a name, and says which in its failure.</summary>
    private void Name(in IpEndpoint endpoint, Action<Socket, RawEndPoint> call)
    {
        var socket = RequireOpen();
        var name = new RawEndPoint(endpoint.Address.Family);
        name.Set(endpoint);
        try
        {
            call(socket, name);
        }
        catch (SocketException exception)
        {
            throw new LuaFailure(About(Failed(exception).Error, endpoint));
        }
    }

    private void WatchIfNeeded()
    {
        if (!_receivers.IsEmpty && !IsWatched && _pendingReceive is null)
        {
            loop.Watch(this);
        }
    }

    private void Abort(Wait wait)
    {
        wait.Error = LuaError.Aborted(wait is SendWait ? "send" : "receive");
        loop.Fibers.Wake(wait);
    }

    private void DeliverHeld(ReceiveWait wait)
    {
        var operation = _held!;
        Deliver(operation, wait);
        if (!wait.Flags.HasFlag(SocketFlags.Peek))
        {
            _held = null;
            pool.Operations.Return(operation);
        }
    }

    private void Deliver(DatagramOperation operation, ReceiveWait wait)
    {
        if (operation.SocketError == SocketError.Success)
        {
            wait.Complete(operation.Received, operation.From);
        }
        else
        {
            wait.Error = About(LuaError.System(SocketErrors.ToErrno(operation.SocketError)), _remote);
        }
    }

    private void CompleteSend(DatagramOperation operation)
    {
        var wait = operation.Sender!;
        wait.Sent = operation.BytesTransferred;
        if (operation.SocketError != SocketError.Success)
        {
            var to = operation.LastOperation == SocketAsyncOperation.SendTo ? operation.From : _remote;
            wait.Error = About(LuaError.System(SocketErrors.ToErrno(operation.SocketError)), to);
        }

        pool.Operations.Return(operation);
    }

    private void CompletePendingSend(DatagramOperation operation)
    {
        var wait = operation.Sender;
        if (wait is not null && _senders.Remove(wait))
        {
            CompleteSend(operation);
            loop.Fibers.Wake(wait);
        }
        else
        {
            pool.Operations.Return(operation);
        }
    }
}

/// <summary>The operations that the sockets of one loop share.</summary>
public sealed class UdpSocketPool : IDisposable
{
    internal OperationPool Operations { get; } = new();

    public void Dispose() => Operations.Dispose();
}
