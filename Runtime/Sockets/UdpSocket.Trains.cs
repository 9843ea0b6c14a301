using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>The socket's part in <see cref="SendTrain"/>.</summary>
public sealed unsafe partial class UdpSocket
{
    private static readonly (int Level, int Number) SendBuffer = (1, 7);

    /// <summary>The errno of a datagram that was held and then refused, until a send raises it.</summary>
    private volatile int _heldErrno;
    private IpEndpoint _heldFor;

    /// <summary>The size of the send buffer, or 0 while it is not known.</summary>
    private int _sendBuffer;

    /// <summary>Whether the way to the peers takes several datagrams in one call, as far as is known.</summary>
    private volatile bool _takesSegments = true;

    private bool _mayHold = true;

    /// <summary>Whether the datagrams of a run may be handed to the system together.</summary>
    public bool SegmentationOffload
    {
        get
        {
            _ = RequireOpen();
            return _direct >= 0 && _mayHold;
        }

        set
        {
            _ = RequireOpen();
            if (value && _direct < 0)
            {
                throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with { Detail = "segmentation_offload needs Linux" });
            }

            _mayHold = value;
        }
    }

    /// <summary>How many bytes of datagrams the system would take now, if they may be held.</summary>
    internal int RoomToHold()
    {
        if (!_mayHold || !_takesSegments || _remote is not null || _reportsErrors)
        {
            return 0;
        }

        if (_sendBuffer == 0)
        {
            _ = SocketCalls.GetOption(_socket!, SendBuffer.Level, SendBuffer.Number, out _sendBuffer);
        }

        var unsent = SocketCalls.BytesUnsent(_socket!);
        return unsent < 0 ? 0 : _sendBuffer - unsent;
    }

    /// <summary>Either thread of <see cref="SendTrain"/>: sends what was held, in one call if the system can.</summary>
    internal void SendTogether(byte* datagrams, int count, int length, in IpAddress to, int port)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaximumSize];
        var size = RawEndPoint.Write(sockaddr, to, port);
        if (count > 1 && _takesSegments)
        {
            if (DatagramCalls.SendSegments(_direct, datagrams, count * length, length, sockaddr, size) == 0)
            {
                return;
            }

            _takesSegments = false; // an old system, or a device or a way that cannot: one by one from now on
        }

        for (var i = 0; i < count; i++)
        {
            var sent = DatagramCalls.Send(_direct, datagrams + (i * length), length, 0, sockaddr, size);
            if (sent < 0)
            {
                _heldFor = new IpEndpoint(to, port);
                _heldErrno = sent == -Errno.EAGAIN ? Errno.ENOBUFS : -sent;
                return;
            }
        }
    }

    /// <summary>What is held leaves, before anything else is done with a socket.</summary>
    private void SendHeld() => pool.Train.End();

    /// <summary>The failure of a datagram that was held, which is told once.</summary>
    private LuaError? TakeHeldError()
    {
        if (_heldErrno == 0)
        {
            return null;
        }

        var error = About(LuaError.System(_heldErrno), _heldFor) with { Detail = "an earlier datagram, which had been taken, could not be sent" };
        _heldErrno = 0;
        return error;
    }
}
