using System.Runtime.CompilerServices;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// A pool of the waits of receivers. Each socket keeps its first wait. The pool has the other waits: as many as there
/// were ever at a time, because several fibers received on one socket.
/// </summary>
internal sealed class ReceiveWaitPool(AddressType addresses)
{
    private readonly Stack<UdpReceiveWait> _idle = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReceiveWait Rent(UdpSocket socket, bool withSender, bool asksSender, bool withPacketInfo = false)
    {
        var wait = socket.KeptWait is { IsIdle: true } kept ? kept : RentAnother(socket);
        wait.WantsSender = withSender;
        wait.AsksSender = asksSender;
        wait.WantsPacketInfo = withPacketInfo;
        return wait;
    }

    /// <summary>Makes a wait whose outcome was taken available to rent again.</summary>
    internal void Return(UdpReceiveWait wait)
    {
        if (wait.Socket.KeptWait != wait)
        {
            _idle.Push(wait);
        }
    }

    private UdpReceiveWait RentAnother(UdpSocket socket)
    {
        if (socket.KeptWait is null)
        {
            var first = new UdpReceiveWait(this, addresses);
            socket.KeptWait = first;
            return first;
        }

        return _idle.TryPop(out var wait) ? wait : new UdpReceiveWait(this, addresses);
    }
}
