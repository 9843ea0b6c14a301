namespace Moonwire.Runtime.Native;

/// <summary>recvfrom(2) and sendto(2) on Linux, never blocking, an interrupted call being repeated.</summary>
/// <remarks>The calls make no GC transition: they return at once, and there is one thread to suspend.</remarks>
internal static unsafe class DatagramCalls
{
    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_TRUNC = 0x20;
    private const int MSG_NOSIGNAL = 0x4000;

    /// <summary>Receives a datagram and its sender.</summary>
    /// <returns>The datagram's own length, which may be more than the buffer took, or -1.</returns>
    internal static int Receive(int descriptor, byte* buffer, int length, int flags, byte* sockaddr, out int errno)
    {
        while (true)
        {
            var size = Sockets.RawEndPoint.MaximumSize;
            var count = Libc.recvfrom(descriptor, buffer, (nuint)length, flags | MSG_DONTWAIT | MSG_TRUNC, sockaddr, &size);
            errno = count >= 0 ? 0 : *Libc.__errno_location();
            if (errno != Libc.EINTR)
            {
                return (int)count;
            }
        }
    }

    /// <summary>Sends a datagram, to the connected peer when <paramref name="size"/> is 0.</summary>
    /// <returns>The number of bytes sent, or -1.</returns>
    internal static int Send(int descriptor, byte* datagram, int length, int flags, byte* sockaddr, int size, out int errno)
    {
        while (true)
        {
            var count = Libc.sendto(descriptor, datagram, (nuint)length, flags | MSG_DONTWAIT | MSG_NOSIGNAL, size == 0 ? null : sockaddr, size);
            errno = count >= 0 ? 0 : *Libc.__errno_location();
            if (errno != Libc.EINTR)
            {
                return (int)count;
            }
        }
    }
}
