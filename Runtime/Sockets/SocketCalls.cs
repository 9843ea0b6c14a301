using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// What .NET's sockets do not offer, or not with the system's own error: each returns 0 or a positive result, or a
/// negated errno. Unix only.
/// </summary>
internal static unsafe class SocketCalls
{
    private const int SOL_SOCKET = 1;
    private const int SO_TYPE = 3;
    private const int SO_DOMAIN = 39;
    private const int SOCK_DGRAM = 2;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const nuint TIOCOUTQ = 0x5411;
    private const nuint FIONREAD = 0x541B;

    internal static int Shutdown(Socket socket, SocketShutdown what) => Result(Libc.shutdown(Descriptor(socket), (int)what));

    /// <summary>Dissolves the association with a peer: connect(2) to an address of family AF_UNSPEC.</summary>
    internal static int Disconnect(Socket socket)
    {
        var unspecified = stackalloc byte[16];
        new Span<byte>(unspecified, 16).Clear();
        return Result(Libc.connect(Descriptor(socket), unspecified, 16));
    }

    /// <summary>The size of the next datagram (FIONREAD).</summary>
    internal static int BytesReadable(Socket socket)
    {
        int count;
        var result = Result(Libc.ioctl(Descriptor(socket), FIONREAD, &count));
        return result < 0 ? result : count;
    }

    /// <summary>How much of the socket's send buffer is taken by what the system has not sent yet (SIOCOUTQ, udp(7)), or a negated errno.</summary>
    internal static int BytesUnsent(Socket socket)
    {
        int count;
        var result = Result(Libc.ioctl(Descriptor(socket), TIOCOUTQ, &count));
        return result < 0 ? result : count;
    }

    /// <summary>
    /// Blocks until the socket has room to send, or for so many milliseconds; returns true if it has room. An error alone, for
    /// which poll(2) returns as well, is no room.
    /// </summary>
    internal static bool AwaitRoom(int descriptor, int milliseconds)
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Wanted = Libc.POLLOUT };
        return Libc.poll(&wanted, 1, milliseconds) > 0 && (wanted.Reported & Libc.POLLOUT) != 0;
    }

    /// <summary>True if the receive side of the socket was shut by shutdown(2), through any descriptor of the open file. Linux only.</summary>
    internal static bool IsReceiveShut(int descriptor)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var wanted = new PollDescriptor { Descriptor = descriptor, Wanted = Libc.POLLRDHUP };
        return Libc.poll(&wanted, 1, 0) > 0 && (wanted.Reported & Libc.POLLRDHUP) != 0;
    }

    /// <summary>A second descriptor of the same open file, closed on exec.</summary>
    internal static int Duplicate(int descriptor) => Result(Libc.fcntl(descriptor, F_DUPFD_CLOEXEC, 0));

    internal static int Close(int descriptor) => Result(Libc.close(descriptor));

    internal static bool IsDatagramSocket(int descriptor, out int domain)
    {
        domain = 0;
        return GetOption(descriptor, SOL_SOCKET, SO_TYPE, out var type) == 0
            && type == SOCK_DGRAM
            && GetOption(descriptor, SOL_SOCKET, SO_DOMAIN, out domain) == 0;
    }

    /// <summary>Writes the peer's address as a sockaddr; -ENOTCONN without one.</summary>
    internal static int ReadPeer(Socket socket, Span<byte> sockaddr)
    {
        var length = sockaddr.Length;
        fixed (byte* start = sockaddr)
        {
            return Result(Libc.getpeername(Descriptor(socket), start, &length));
        }
    }

    internal static int SetOption(Socket socket, int level, int number, ReadOnlySpan<byte> value)
    {
        fixed (byte* start = value)
        {
            return Result(Libc.setsockopt(Descriptor(socket), level, number, start, value.Length));
        }
    }

    internal static int GetOption(Socket socket, int level, int number, out int value) =>
        GetOption(Descriptor(socket), level, number, out value);

    private static int GetOption(int descriptor, int level, int number, out int value)
    {
        var read = 0;
        var size = sizeof(int);
        var result = Result(Libc.getsockopt(descriptor, level, number, &read, &size));
        value = size == 1 ? *(byte*)&read : read;
        return result;
    }

    internal static int Descriptor(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();

    private static int Result(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();
}
