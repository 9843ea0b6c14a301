using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The general way, on every platform: receives that never block, issued when the socket has input, and sends by pooled
/// SocketAsyncEventArgs, which wait for room.
/// </summary>
/// <remarks>
/// Only sends go pending in .NET. A pending receive would take a datagram that comes when its receiver has given up or
/// the socket was released.
/// </remarks>
internal sealed class SaeaChannel(UdpSocket owner, Socket socket, OperationPool pool) : DatagramChannel
{
    private RawEndPoint? _from;

    internal UdpSocket Owner => owner;

    /// <summary>A receive that found no input would throw: looks first.</summary>
    internal override bool TryReceive(ReceiveWait wait) => socket.Poll(0, SelectMode.SelectRead) && Receive(wait);

    internal override bool Receive(ReceiveWait wait)
    {
        if (_from is null)
        {
            _from = new RawEndPoint(socket.AddressFamily);
            socket.Blocking = false;
        }

        try
        {
            var count = socket.ReceiveFrom(pool.ReceiveBuffer, wait.Flags, _from.Serialize());
            wait.Complete(pool.ReceiveBuffer.AsSpan(0, count), _from.Get());
        }
        catch (SocketException exception) when (exception.SocketErrorCode == SocketError.WouldBlock)
        {
            return false;
        }
        catch (SocketException exception)
        {
            wait.Error = LuaError.System(SocketErrors.ToErrno(exception.SocketErrorCode));
        }

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
            wait.Underway = operation;
            return false;
        }

        CompleteSend(operation, wait);
        return true;
    }

    /// <summary>On the loop thread: a send that went pending has ended.</summary>
    internal void OnCompleted(DatagramOperation operation)
    {
        if (operation.Sender is not { } wait)
        {
            pool.Return(operation);
            return;
        }

        wait.Underway = null;
        CompleteSend(operation, wait);
        owner.OnSent(wait);
    }

    private void CompleteSend(DatagramOperation operation, SendWait wait)
    {
        wait.Sent = operation.BytesTransferred;
        if (operation.SocketError != SocketError.Success)
        {
            wait.Error = LuaError.System(SocketErrors.ToErrno(operation.SocketError));
        }

        pool.Return(operation);
    }
}
