using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Wraps socket calls that .NET does not offer or whose errno .NET loses. Unless noted, a method returns 0, a positive
/// result, or a negated errno. Unix only.
/// </summary>
internal static unsafe class SocketCalls
{
    private const int SOL_SOCKET = 1;
    private const int SO_TYPE = 3;
    private const int SO_DOMAIN = 39;
    private const int SO_MEMINFO = 55;
    private const int SOCK_DGRAM = 2;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int FD_CLOEXEC = 1;
    private const nuint TIOCOUTQ = 0x5411;
    private const nuint FIONREAD = 0x541B;

    internal static int Shutdown(Socket socket, SocketShutdown what) =>
        Result(Libc.shutdown(Descriptor(socket), (int)what));

    /// <summary>Disconnects the socket from its peer by connect(2) to an AF_UNSPEC address.</summary>
    internal static int Disconnect(Socket socket)
    {
        var unspecified = stackalloc byte[16];
        new Span<byte>(unspecified, 16).Clear();
        return Result(Libc.connect(Descriptor(socket), unspecified, 16));
    }

    /// <summary>Returns the length of the next datagram (FIONREAD), or a negated errno.</summary>
    internal static int BytesReadable(Socket socket)
    {
        int count;
        var result = Result(Libc.ioctl(Descriptor(socket), FIONREAD, &count));
        return result < 0 ? result : count;
    }

    /// <summary>
    /// Returns the number of bytes in the send buffer that the kernel has not sent yet (SIOCOUTQ, udp(7)), or a negated
    /// errno.
    /// </summary>
    internal static int BytesUnsent(Socket socket)
    {
        int count;
        var result = Result(Libc.ioctl(Descriptor(socket), TIOCOUTQ, &count));
        return result < 0 ? result : count;
    }

    /// <summary>
    /// Blocks until the send buffer has room, for at most the given time. Returns true if the buffer has room, or false
    /// after a time-out or an error.
    /// </summary>
    internal static bool AwaitRoom(int descriptor, int milliseconds)
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Wanted = Libc.POLLOUT };
        return Libc.poll(&wanted, 1, milliseconds) > 0 && (wanted.Reported & Libc.POLLOUT) != 0;
    }

    /// <summary>
    /// Returns true if the receive side of the socket was shut with shutdown(2), through any descriptor of the open
    /// file. Always returns false on systems other than Linux.
    /// </summary>
    internal static bool IsReceiveShut(int descriptor)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var wanted = new PollDescriptor { Descriptor = descriptor, Wanted = Libc.POLLRDHUP };
        return Libc.poll(&wanted, 1, 0) > 0 && (wanted.Reported & Libc.POLLRDHUP) != 0;
    }

    /// <summary>Returns a duplicate of the descriptor, with FD_CLOEXEC.</summary>
    internal static int Duplicate(int descriptor) => Result(Libc.fcntl(descriptor, F_DUPFD_CLOEXEC, 0));

    /// <summary>Returns true if a descriptor is open without FD_CLOEXEC, as descriptors of the parent are.</summary>
    internal static bool IsInherited(int descriptor)
    {
        const int F_GETFD = 1;
        var flags = Libc.fcntl(descriptor, F_GETFD, 0);
        return flags >= 0 && (flags & FD_CLOEXEC) == 0;
    }

    /// <summary>Sets or removes FD_CLOEXEC, the only flag of a descriptor.</summary>
    internal static void SetInherited(int descriptor, bool isInherited)
    {
        const int F_SETFD = 2;
        _ = Libc.fcntl(descriptor, F_SETFD, isInherited ? 0 : FD_CLOEXEC);
    }

    internal static int Close(int descriptor) => Result(Libc.close(descriptor));

    internal static bool IsDatagramSocket(int descriptor, out int domain)
    {
        domain = 0;
        return GetOption(descriptor, SOL_SOCKET, SO_TYPE, out var type) == 0
            && type == SOCK_DGRAM
            && GetOption(descriptor, SOL_SOCKET, SO_DOMAIN, out domain) == 0;
    }

    /// <summary>Writes the peer's address as a sockaddr. Returns -ENOTCONN if there is no peer.</summary>
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

    /// <summary>
    /// Returns the number of datagrams that the kernel dropped at the socket (SO_MEMINFO), or a negated errno. Returns
    /// 0 on systems other than Linux.
    /// </summary>
    internal static int Drops(Socket socket)
    {
        const int index = 8; // SK_MEMINFO_DROPS, linux/sock_diag.h
        if (!OperatingSystem.IsLinux())
        {
            return 0;
        }

        var values = stackalloc int[index + 1];
        new Span<int>(values, index + 1).Clear();
        var size = (index + 1) * sizeof(int);
        var result = Result(Libc.getsockopt(Descriptor(socket), SOL_SOCKET, SO_MEMINFO, values, &size));
        return result < 0 ? result : values[index];
    }

    internal static int Descriptor(Socket socket) => (int)socket.SafeHandle.DangerousGetHandle();

    private static int Result(int result) => result >= 0 ? result : -Marshal.GetLastPInvokeError();
}
