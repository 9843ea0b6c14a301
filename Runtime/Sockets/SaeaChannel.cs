using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The portable channel, which uses pooled SocketAsyncEventArgs. It issues a receive only when the socket has input, so
/// the receive completes at once, on the loop's thread.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. A receive is issued only after poll(2) has reported input. The receive goes pending only if another process takes
/// the datagram between the two calls.
/// 2. At most one receive is pending. No receive is pending while a datagram is stashed.
/// 3. The datagram of a pending receive is stashed for the next receiver, so a fiber that gives up loses no datagram.
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
    /// False if the receive side of the socket is shut, on Linux. poll(2) then always reports input, and a receive that
    /// finds no datagram would stay pending forever.
    /// </summary>
    private bool MayGoPending => !(owner.IsReceiveShut && OperatingSystem.IsLinux());

    /// <summary>
    /// Tries to receive. Polls the socket first, because the reported readiness may be spurious, or because another
    /// socket that shares the open file may have taken the datagram.
    /// </summary>
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

    /// <summary>
    /// Issues a receive without polling first. Returns true if it completed, false if it went pending.
    /// </summary>
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
    /// Tries to send. Polls for room first, because a pending send cannot be withdrawn, and its datagram could be sent
    /// after the fiber gave up.
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
            wait.Underway = operation; // another process that shares the socket filled the buffer after the poll
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

    /// <summary>The loop's thread: finishes a pending operation that has completed.</summary>
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

    /// <summary>
    /// True if a receive would complete at once, with a datagram or with an error that the network reported.
    /// </summary>
    private bool HasInput() => socket.Poll(0, SelectMode.SelectRead) || socket.Poll(0, SelectMode.SelectError);

    /// <summary>
    /// True if the send buffer has room. Does not use .NET's Poll on Linux, because Poll also returns true if the
    /// socket has only an error.
    /// </summary>
    private bool HasRoom() => OperatingSystem.IsLinux()
        ? SocketCalls.AwaitRoom(Descriptor, milliseconds: 0)
        : socket.Poll(0, SelectMode.SelectWrite);

    private void Deliver(StashedDatagram stashed, ReceiveWait wait)
    {
        wait.Error = stashed.Error;
        wait.PacketInfo = default; // the receive that got the datagram did not ask for it
        if (stashed.Error is null)
        {
            wait.Complete(stashed.Bytes, stashed.From);
        }

        if (stashed.Error is not null || !wait.Flags.HasFlag(SocketFlags.Peek))
        {
            _stashed = null;
        }
    }

    /// <summary>
    /// Returns the datagram or the error of a receive that has ended. Returns null if the receive was aborted or only
    /// peeked.
    /// </summary>
    private static StashedDatagram? Take(DatagramOperation operation) => operation.SocketError switch
    {
        SocketError.OperationAborted => null,
        SocketError.Success => operation.SocketFlags.HasFlag(SocketFlags.Peek)
            ? null
            : new StashedDatagram(operation.Received.ToArray(), operation.From, null),
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
