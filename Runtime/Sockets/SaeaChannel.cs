using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The general way, on every platform: pooled SocketAsyncEventArgs. Receives are issued when the socket has input, so
/// that they complete at once, on this thread.
/// </summary>
/// <remarks>
/// Invariants: no receive is issued before a look found input, so that one goes pending only if another process took the
/// datagram in between. At most one is pending, and none while something is stashed. What it gets is stashed for the
/// next receiver, so that giving up a wait loses nothing.
/// </remarks>
internal sealed class SaeaChannel(UdpTransport owner, Socket socket, OperationPool pool) : DatagramChannel
{
    private DatagramOperation? _pending;
    private StashedDatagram? _stashed;

    internal override StashedDatagram? Stashed => _stashed;

    internal override bool IsReceivePending => _pending is not null;

    internal UdpTransport Owner => owner;

    private int Descriptor => (int)socket.SafeHandle.DangerousGetHandle();

    /// <summary>
    /// False for a socket whose receive side is shut, on Linux: poll(2) always reports input for it, so that a receive without a
    /// datagram would go pending and never end.
    /// </summary>
    private bool MayGoPending => !(owner.IsReceiveShut && OperatingSystem.IsLinux());

    /// <summary>Looks first: readiness may be false, or another socket of the same open file was served by it.</summary>
    internal override bool Receive(ReceiveWait wait)
    {
        if (_stashed is { } stashed)
        {
            Deliver(stashed, wait);
            return true;
        }

        if (_pending is not null)
        {
            return false;
        }

        return wait.WantsPacketInfo ? wait.Settle(wait.ReceiveWithPacketInfo(Descriptor, socket.AddressFamily))
            : MayGoPending ? HasInput() && Issue(wait)
            : wait.Settle(wait.ReceiveWithFlags(Descriptor));
    }

    /// <summary>Receives without a look: done, or pending.</summary>
    internal bool Issue(ReceiveWait wait)
    {
        var operation = pool.Rent(socket.AddressFamily);
        operation.Channel = this;
        operation.PrepareReceive(wait.Flags);
        if (socket.ReceiveFromAsync(operation))
        {
            _pending = operation;
            return false;
        }

        if (operation.SocketError == SocketError.Success)
        {
            wait.Complete(operation.Received, operation.From);
        }
        else
        {
            wait.Error = LuaError.System(SocketErrors.ToErrno(operation.SocketError));
        }

        pool.Return(operation);
        return true;
    }

    /// <summary>
    /// Looks for room first, because a send that goes pending cannot be taken back: it would leave after its fiber gave up.
    /// </summary>
    internal override SendProgress Send(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        if (datagram.Length > DatagramOperation.Capacity)
        {
            return wait.Settle(-Errno.EMSGSIZE);
        }

        if (!HasRoom())
        {
            return SendProgress.NoRoom;
        }

        var operation = pool.Rent(socket.AddressFamily);
        operation.Channel = this;
        operation.Sender = wait;
        operation.PrepareSend(datagram, wait.Flags);
        var destination = wait.Destination;
        if (destination is { } endpoint)
        {
            operation.SetDestination(endpoint);
        }

        if (destination is null ? socket.SendAsync(operation) : socket.SendToAsync(operation))
        {
            wait.Underway = operation; // another process that has the socket took the room after the look
            return SendProgress.Pending;
        }

        CompleteSend(operation, wait);
        return SendProgress.Done;
    }

    internal override void Close()
    {
        _pending = null;
        _stashed = null;
    }

    internal override StashedDatagram? CloseReleased()
    {
        var stashed = _stashed;
        if (_pending is { } operation)
        {
            operation.AwaitEnd();
            stashed = Take(operation);
        }

        Close();
        return stashed is { Error: null } ? stashed : null;
    }

    internal override void Inherit(StashedDatagram stashed) => _stashed = stashed;

    /// <summary>On the loop thread: an operation that went pending has ended.</summary>
    internal void OnCompleted(DatagramOperation operation)
    {
        if (operation == _pending)
        {
            _pending = null;
            _stashed = Take(operation);
            pool.Return(operation);
            owner.OnReceivable();
        }
        else if (operation.Sender is { } wait)
        {
            wait.Underway = null;
            CompleteSend(operation, wait);
            owner.OnSent(wait);
        }
        else
        {
            pool.Return(operation);
        }
    }

    /// <summary>A failure that the network reported makes no input, but is received like it.</summary>
    private bool HasInput() => socket.Poll(0, SelectMode.SelectRead) || socket.Poll(0, SelectMode.SelectError);

    /// <summary>.NET's own look also says yes for an error of the socket alone.</summary>
    private bool HasRoom() => OperatingSystem.IsLinux()
        ? SocketCalls.AwaitRoom(Descriptor, milliseconds: 0)
        : socket.Poll(0, SelectMode.SelectWrite);

    private void Deliver(StashedDatagram stashed, ReceiveWait wait)
    {
        wait.Error = stashed.Error;
        wait.PacketInfo = default; // nobody asked the system for it
        if (stashed.Error is null)
        {
            wait.Complete(stashed.Bytes, stashed.From);
        }

        if (stashed.Error is not null || !wait.Flags.HasFlag(SocketFlags.Peek))
        {
            _stashed = null;
        }
    }

    /// <summary>What an ended receive took from the system: nothing when it was aborted or peeked.</summary>
    private static StashedDatagram? Take(DatagramOperation operation) => operation.SocketError switch
    {
        SocketError.OperationAborted => null,
        SocketError.Success => operation.SocketFlags.HasFlag(SocketFlags.Peek) ? null : new StashedDatagram(operation.Received.ToArray(), operation.From, null),
        var error => new StashedDatagram([], default, LuaError.System(SocketErrors.ToErrno(error))),
    };

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
