using Moonwire.Runtime.Fibers;

namespace Moonwire.Runtime.Sockets;

/// <summary>A receive that a time limit has ended. The facts are gathered when the text is needed.</summary>
internal sealed class ReceiveAccount : WaitAccount
{
    private readonly UdpSocketPool _pool;
    private readonly OpenSocket _socket;
    private readonly string _operation;
    private readonly long _received;
    private ReceiveEnd _end;

    /// <param name="pool">The pool of the sockets.</param>
    /// <param name="socket">The socket of the receive.</param>
    /// <param name="operation">The Lua name of the receive.</param>
    /// <param name="received">The number of datagrams that the socket had received.</param>
    internal ReceiveAccount(UdpSocketPool pool, OpenSocket socket, string operation, long received)
    {
        _pool = pool;
        _socket = socket;
        _operation = operation;
        _received = received;
        _end = ReceiveEnd.Now(socket);
        socket.LastEnd = _end;
        pool.Closed.AreNeeded = true;
    }

    internal override void EndedAt(long time)
    {
        _end = _end with { Time = Math.Min(_end.Time, time) };
        _socket.LastEnd = _end;
    }

    public override string Describe() =>
        $"{_operation} on {(_socket.State.Local is { } local ? local.ToString() : "a closed socket")}";

    public override string Progress() => ReceiveVerdict.Of(
        ReceiveFactsReader.Read(_pool, _socket, _received, _end, hasEnded: true));
}
