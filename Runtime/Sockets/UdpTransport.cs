using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// How datagrams move through a socket: the fast path, the general path, and the fibers that wait. A receiver for which no datagram
/// is there waits in a queue, and is served when the loop sees input.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. Receivers are served in the order in which they came.
/// 2. While a receiver waits, the socket is watched or a receive is pending in its channel.
/// 3. A failure is thrown as <see cref="LuaFailure"/> or set on the wait.
/// </remarks>
public abstract partial class UdpTransport : ReadinessSource
{
    private readonly WaitQueue _receivers = new();

    /// <summary>Null while the socket is closed.</summary>
    private OpenSocket? _open;

    /// <summary>Guesses whether a receive is worth a system call in the call that asks for it.</summary>
    private TryPredictor _callPredictor = new();

    private protected UdpTransport(EventLoop loop, UdpSocketPool pool)
    {
        Loop = loop;
        Pool = pool;
    }

    public bool IsOpen => _open is not null;

    /// <summary>The local endpoint for messages, or "a closed socket".</summary>
    public string LocalName => IsOpen ? RequireOpen().Local().ToString() : "a closed socket";

    internal EventLoop Loop { get; }

    internal DatagramChannel? Channel => _open?.Channel;

    internal override Socket Watched => _open!.Socket;

    internal override bool WantsInput => !_receivers.IsEmpty && (_fastReceive >= 0 || _open is { Channel.IsReceivePending: false });

    internal override bool WantsOutput => _open?.Sends is { WantsRoom: true };

    /// <summary>Returns the open socket, after the datagrams of a batch have left. EBADF if it is closed.</summary>
    public OpenSocket RequireOpen()
    {
        FlushBatch();
        return _open ?? throw new LuaFailure(EndpointErrors.NotOpen);
    }

    private protected UdpSocketPool Pool { get; }

    /// <summary>The open socket, or null. Setting another one begins or ends the transport of its datagrams.</summary>
    private protected OpenSocket? Current
    {
        get => _open;

        set
        {
            _open = value;
            Arrived = 0;
            UpdateFastPath();
        }
    }

    /// <summary>How many receives have ended: datagrams, and failures that the network reported.</summary>
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

    /// <summary>Sends the datagrams of a batch, before anything else is done with a socket.</summary>
    private protected void FlushBatch() => Pool.Batch.End();
}
