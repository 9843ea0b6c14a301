using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The general way, on every platform: pooled SocketAsyncEventArgs. Receives are issued when the socket has input, so
/// that they complete at once, on this thread.
/// </summary>
/// <remarks>
/// Invariant: at most one receive is pending in .NET, after readiness turned out to be spurious. Its datagram is held
/// for whoever receives next, so that giving up a wait loses nothing.
/// </remarks>
internal sealed class SaeaChannel(UdpSocket owner, Socket socket, OperationPool pool) : DatagramChannel
{
    private DatagramOperation? _pending;
    private DatagramOperation? _held;
    private bool _closed;

    internal override bool HasHeld => _held is not null;

    internal override int? HeldBytes => _held?.BytesTransferred;

    internal override bool IsReceivePending => _pending is not null;

    internal UdpSocket Owner => owner;

    /// <summary>An operation that found no input would stay pending: looks first.</summary>
    internal override bool TryReceive(ReceiveWait wait) =>
        (_held is not null || (_pending is null && socket.Poll(0, SelectMode.SelectRead))) && Receive(wait);

    internal override bool Receive(ReceiveWait wait)
    {
        if (_held is { } held)
        {
            Deliver(held, wait);
            if (!wait.Flags.HasFlag(SocketFlags.Peek))
            {
                _held = null;
                pool.Return(held);
            }

            return true;
        }

        var operation = pool.Rent(socket.AddressFamily);
        operation.Channel = this;
        operation.PrepareReceive(wait.Flags);
        if (socket.ReceiveFromAsync(operation))
        {
            _pending = operation;
            return false;
        }

        Deliver(operation, wait);
        pool.Return(operation);
        return true;
    }

    internal override bool Send(SendWait wait, ReadOnlySpan<byte> datagram, IpEndpoint? to, SocketFlags flags)
    {
        if (datagram.Length > DatagramOperation.Capacity)
        {
            wait.Error = LuaError.System(Errno.EMSGSIZE);
            return true;
        }

        var operation = pool.Rent(socket.AddressFamily);
        operation.Channel = this;
        operation.Sender = wait;
        operation.PrepareSend(datagram, flags);
        if (to is { } endpoint)
        {
            operation.SetDestination(endpoint);
        }

        if (to is null ? socket.SendAsync(operation) : socket.SendToAsync(operation))
        {
            return false;
        }

        CompleteSend(operation);
        return true;
    }

    internal override void Close()
    {
        _closed = true;
        if (_held is { } held)
        {
            _held = null;
            pool.Return(held);
        }
    }

    /// <summary>On the loop thread: an operation that went pending has ended.</summary>
    internal void OnCompleted(DatagramOperation operation)
    {
        if (operation != _pending)
        {
            var wait = operation.Sender!;
            CompleteSend(operation);
            owner.OnSent(wait);
            return;
        }

        _pending = null;
        var consumedNothing = operation.SocketError == SocketError.OperationAborted || operation.SocketFlags.HasFlag(SocketFlags.Peek);
        if (_closed || consumedNothing)
        {
            pool.Return(operation);
        }
        else
        {
            _held = operation;
        }

        owner.OnReceivable();
    }

    private static void Deliver(DatagramOperation operation, ReceiveWait wait)
    {
        if (operation.SocketError == SocketError.Success)
        {
            wait.Complete(operation.Received, operation.From);
        }
        else
        {
            wait.Error = LuaError.System(SocketErrors.ToErrno(operation.SocketError));
        }
    }

    private void CompleteSend(DatagramOperation operation)
    {
        var wait = operation.Sender!;
        wait.Sent = operation.BytesTransferred;
        if (operation.SocketError != SocketError.Success)
        {
            wait.Error = LuaError.System(SocketErrors.ToErrno(operation.SocketError));
        }

        pool.Return(operation);
    }
}
