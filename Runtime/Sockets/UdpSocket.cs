using System.Diagnostics.CodeAnalysis;
using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// A UDP socket whose receives are gated by readiness: a receiver waits in a queue, and when the loop sees input the
/// socket's channel receives it, at once.
/// </summary>
/// <remarks>
/// Invariants: receivers are served in the order in which they came. While one waits, the socket is watched or a
/// receive is pending in its channel. Failures are thrown as <see cref="LuaFailure"/>, or set on the wait.
/// </remarks>
[SuppressMessage("Design", "CA1001", Justification = "Closed by the script, by the collector, or with the process.")]
public sealed partial class UdpSocket(EventLoop loop, UdpSocketPool pool) : ReadinessSource
{
    private readonly WaitQueue _receivers = new();
    private Socket? _socket;
    private AddressFamily _family;
    private TryPredictor _predictor = new();
    private DatagramChannel? _channel;
    private IpEndpoint? _remote;

    /// <summary>After shutdown("receive") a receive that finds nothing queued returns 0 bytes.</summary>
    private bool _isReceiveShut;

    public bool IsOpen => _socket is not null;

    /// <summary>The family of an open socket.</summary>
    public AddressFamily Family => RequireOpen().AddressFamily;

    internal EventLoop Loop => loop;

    /// <summary>From 1 on, for comparisons: a number is kept at less cost than a reference.</summary>
    internal int Number { get; } = ++pool.Sockets;

    internal DatagramChannel? Channel => _channel;

    internal override Socket Watched => _socket!;

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

            Adopt("opened");
        }
        catch (SocketException exception)
        {
            throw Failed(exception);
        }
    }

    public void Bind(in IpEndpoint endpoint)
    {
        Name(endpoint, SocketNames.Bind, binds: true);
        _isAddressBound = !endpoint.Address.IsUnspecified;
        LogEvent("bound");
    }

    /// <summary>Closes the socket; every waiting fiber sees operation_aborted. Closing it again does nothing.</summary>
    public void Close()
    {
        if (_socket is not null)
        {
            Leave().Close();
        }
    }

    /// <summary>Closes the socket, but not its channel, which is returned.</summary>
    private DatagramChannel Leave()
    {
        SendHeld();
        WarnOfHeldError();
        LogEvent("closed");
        AbortAll();
        loop.ForgetWaiting(this);
        if (IsWatched)
        {
            loop.Unwatch(this);
        }

        var channel = _channel!;
        _channel = null;
        _direct = -1;
        _socket!.Dispose(); // what is pending completes as aborted
        _socket = null;
        ForgetPeer();
        _isReceiveShut = false;
        _arrived = 0;
        _reportsErrors = false;
        _tellsArrival = false;
        _peerErrno = 0;
        _keptReports?.Clear();
        _sendBuffer = 0;
        _batchesFrom = 0;
        _batchPause = FirstBatchPause;
        _mayHold = false;
        UpdateFastPath();
        return channel;
    }

    private void Adopt(string change)
    {
        _channel = pool.CreateChannel(this, _socket!);
        _family = _socket!.AddressFamily;
        _direct = _channel is DirectChannel ? Descriptor : -1;
        UpdateFastPath();
        LogEvent(change);
    }

    /// <summary>Wakes every waiting fiber with operation_aborted. Queued datagrams stay.</summary>
    public void Cancel()
    {
        _ = RequireOpen();
        AbortAll();
    }

    private void AbortAll()
    {
        while (_receivers.First is ReceiveWait wait)
        {
            _receivers.Remove(wait);
            Abort(wait);
        }

        loop.RemoveWaiting(this);
        AbortSenders();
    }

    /// <summary>Receives a datagram.</summary>
    /// <returns>True when the outcome is set; false when the wait was queued and its fiber must be parked.</returns>
    public bool Receive(ReceiveWait wait)
    {
        if (wait.Flags != SocketFlags.None)
        {
            SendHeld(); // a plain receive that finds nothing waits, and what is held leaves before the loop looks again
        }

        if (_socket is null)
        {
            wait.Error = NotOpen();
            return true;
        }

        if (_receivers.IsEmpty && (_isReceiveShut || HasReport || _channel is { Held: not null } || _predictor.ShouldTry()))
        {
            var received = Received(wait, TryReceive(wait));
            _predictor.Learn(received);
            if (received)
            {
                return true;
            }
        }

        AddReceiver(wait);
        return false;
    }

    internal override void OnReady()
    {
        if (WantsOutput)
        {
            ServeSenders();
            KeepReports();
        }

        if (_receivers.First is not ReceiveWait wait)
        {
            UpdateInterest(); // nobody receives now: do not be told again
            return;
        }

        if (IsServedDirectly(wait))
        {
            _ = ServeDirectly(wait);
        }
        else if (!Serve(wait, ReceiveReady(wait)) && _channel is { IsReceivePending: true })
        {
            UpdateInterest();
        }
    }

    internal override bool TryNow()
    {
        var wait = Unsafe.As<ReceiveWait>(_receivers.First); // there is no other kind in it
        return wait is not null && (IsServedDirectly(wait) ? ServeDirectly(wait) : Serve(wait, TryReceive(wait)));
    }

    /// <summary>A receive that was pending has ended: serves who can be served with what it got.</summary>
    internal void OnReceivable()
    {
        while (_channel is { Held: not null } channel && _receivers.First is ReceiveWait wait)
        {
            _ = Serve(wait, channel.Receive(wait));
        }

        UpdateInterest();
    }

    private static LuaFailure Failed(SocketException exception) => new(LuaError.System(SocketErrors.ToErrno(exception.SocketErrorCode)));

    private static LuaError NotOpen() => LuaError.System(Errno.EBADF) with { Detail = "the socket is not open; sock:open(\"v4\") or sock:open(\"v6\") opens it" };

    private Socket RequireOpen()
    {
        SendHeld();
        return _socket ?? throw new LuaFailure(NotOpen());
    }

    private static LuaError About(LuaError error, in IpEndpoint? endpoint) => endpoint is { } known
        ? error with { Address = known.Address.ToString(), Port = known.Port }
        : error;

    /// <summary>Has the loop watch the socket for what fibers now wait for, or not at all.</summary>
    private void UpdateInterest()
    {
        if (!WantsInput && !WantsOutput)
        {
            if (IsWatched)
            {
                loop.Unwatch(this);
            }
        }
        else if (IsWatched)
        {
            loop.UpdateInterest(this);
        }
        else
        {
            loop.Watch(this);
        }
    }

    private void Abort(Wait wait)
    {
        wait.Error = LuaError.Aborted(wait.Operation);
        loop.Fibers.Wake(wait);
    }

    private bool TryReceive(ReceiveWait wait) => NamePeer(wait, ReceiveBeside(wait) ?? _channel!.TryReceive(wait));

    private bool ReceiveReady(ReceiveWait wait) => NamePeer(wait, ReceiveBeside(wait) ?? _channel!.Receive(wait));

    /// <summary>Wakes the first receiver if it has received; returns whether it has.</summary>
    private bool Serve(ReceiveWait wait, bool received)
    {
        if (!Received(wait, received))
        {
            return false;
        }

        WakeReceiver(wait);
        return true;
    }

    private void WakeReceiver(ReceiveWait wait)
    {
        _receivers.Remove(wait);
        if (_receivers.IsEmpty)
        {
            loop.RemoveWaiting(this);
        }

        loop.Fibers.Wake(wait);
    }

    /// <summary>Counts what a receive got, and ends it where receiving was shut down.</summary>
    private bool Received(ReceiveWait wait, bool received)
    {
        if (!received && _isReceiveShut)
        {
            wait.Complete(0, _remote ?? new IpEndpoint(Family == AddressFamily.InterNetworkV6 ? IpAddress.AnyV6 : IpAddress.AnyV4, 0));
            return true;
        }

        _arrived += received ? 1 : 0;
        return received;
    }
}
