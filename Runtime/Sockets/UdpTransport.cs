using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Sends and receives a socket's datagrams, by the fast path and the general path. A fiber that finds no datagram waits
/// in a queue until the loop reports input.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. Receivers are served in the order in which they began to wait.
/// 2. While a receiver waits, the socket is watched or a receive is pending in its channel.
/// 3. A failure is thrown as <see cref="LuaFailure"/> or set on the wait.
/// </remarks>
public abstract partial class UdpTransport : ReadinessSource
{
    private readonly WaitQueue _receivers = new();

    /// <summary>Null while the socket is closed.</summary>
    private OpenSocket? _open;

    /// <summary>Predicts whether a receive is worth a syscall when a script calls it.</summary>
    private TryPredictor _callPredictor = new();

    private protected UdpTransport(EventLoop loop, UdpSocketPool pool)
    {
        Loop = loop;
        Pool = pool;
    }

    public bool IsOpen => _open is not null;

    /// <summary>The local endpoint as text for messages, or "a closed socket".</summary>
    public string LocalName => IsOpen ? RequireOpen().Local().ToString() : "a closed socket";

    internal EventLoop Loop { get; }

    internal DatagramChannel? Channel => _open?.Channel;

    internal override Socket Watched => _open!.Socket;

    internal override bool WantsInput =>
        !_receivers.IsEmpty && (_fastReceive >= 0 || _open is { Channel.IsReceivePending: false });

    internal override bool WantsOutput => _open?.Sends is { WantsRoom: true };

    /// <summary>Flushes the batch and returns the open socket; throws EBADF if the socket is closed.</summary>
    public OpenSocket RequireOpen()
    {
        FlushBatch();
        return _open ?? throw new LuaFailure(EndpointErrors.NotOpen);
    }

    private protected UdpSocketPool Pool { get; }

    /// <summary>The open socket, or null. The setter also updates the copies of the socket's state.</summary>
    private protected OpenSocket? Current
    {
        get => _open;

        set
        {
            _recording?.Close();
            _open = value;
            _recording = Pool.Record(value, Loop.Fibers);
            Arrived = 0;
            UpdateFastPath();
        }
    }

    /// <summary>The number of receives that ended with a datagram.</summary>
    private protected long Arrived { get; private set; }

    private protected void AbortAll()
    {
        while (_receivers.First is { } wait)
        {
            _receivers.Remove(wait);
            Abort(wait);
        }

        Loop.RemoveWaiting(this);
        _open!.Sends?.AbortAll();
        UpdateInterest();
    }

    internal void Abort(Wait wait)
    {
        wait.Error = LuaError.Aborted(wait.Operation);
        Loop.Fibers.Wake(wait);
    }

    /// <summary>Sends the held datagrams and ends the run. Called before any other operation on a socket.</summary>
    private protected void FlushBatch() => Pool.Batch.End();
}
