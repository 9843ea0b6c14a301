using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The fast way on Linux: recvfrom(2) and sendto(2) that never block, straight from and to the script's memory.
/// </summary>
internal sealed unsafe class DirectChannel(Socket socket) : DatagramChannel
{
    private readonly int _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
    private readonly AddressFamily _family = socket.AddressFamily;

    internal override bool TryReceive(ReceiveWait wait) => Receive(wait);

    internal override bool Receive(ReceiveWait wait)
    {
        SenderRoom sender;
        var count = DatagramCalls.Receive(_descriptor, wait.Buffer, wait.Length, (int)wait.Flags, &sender);
        if (count == UdpSocket.MustWait)
        {
            return false;
        }

        if (count >= 0)
        {
            wait.Complete(count, RawEndPoint.Read((byte*)&sender.Sockaddr, _family));
        }
        else
        {
            wait.Error = LuaError.System(-count);
        }

        return true;
    }

    internal override SendProgress Send(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaximumSize];
        var size = wait.Destination is { } endpoint ? RawEndPoint.Write(new Span<byte>(sockaddr, RawEndPoint.MaximumSize), endpoint) : 0;
        int count;
        fixed (byte* start = datagram)
        {
            count = DatagramCalls.Send(_descriptor, start, datagram.Length, (int)wait.Flags, size == 0 ? null : sockaddr, size);
        }

        return wait.Settle(count);
    }
}
