using System.Runtime.CompilerServices;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// The waits of parked receivers, used again. Each socket keeps its first one; beyond these there are as many as fibers ever
/// received on sockets that others received on.
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

    /// <summary>The outcome of a wait was taken: the wait may be rented again.</summary>
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
