using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The channel for Linux. It calls recvfrom(2), recvmsg(2) and sendto(2), which never block here and use the caller's
/// buffer directly.
/// </summary>
internal sealed unsafe class DirectChannel(Socket socket) : DatagramChannel
{
    private readonly int _descriptor = (int)socket.SafeHandle.DangerousGetHandle();
    private readonly AddressFamily _family = socket.AddressFamily;

    internal override bool Receive(ReceiveWait wait) =>
        wait.Settle(wait.WantsPacketInfo
            ? wait.ReceiveWithPacketInfo(_descriptor, _family)
            : wait.ReceiveWithFlags(_descriptor));

    internal override SendProgress Send(SendWait wait, ReadOnlySpan<byte> datagram)
    {
        var sockaddr = stackalloc byte[RawEndPoint.MaxSize];
        var size = wait.Destination is { } endpoint
            ? RawEndPoint.Write(new Span<byte>(sockaddr, RawEndPoint.MaxSize), endpoint)
            : 0;
        int count;
        fixed (byte* start = datagram)
        {
            count = DatagramCalls.Send(
                _descriptor,
                start,
                datagram.Length,
                (int)wait.Flags,
                size == 0 ? null : sockaddr,
                size);
        }

        return wait.Settle(count);
    }
}
