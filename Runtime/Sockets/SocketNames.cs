using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Wraps bind(2), connect(2) and getsockname(2). .NET's own methods are used only on Windows, because they refuse a
/// second connect after a failed connect, lose the errno, and cache addresses that become stale.
/// </summary>
internal static unsafe class SocketNames
{
    /// <summary>Sets the local endpoint. Returns 0 or an errno.</summary>
    internal static int Bind(Socket socket, EndPoint name) =>
        Call(socket, name, &Libc.bind, static (s, n) => s.Bind(n));

    /// <summary>Sets the peer. Returns 0 or an errno.</summary>
    internal static int Connect(Socket socket, EndPoint name) =>
        Call(socket, name, &Libc.connect, static (s, n) => s.Connect(n));

    /// <summary>Writes the socket's local address as a sockaddr. Returns 0 or an errno.</summary>
    internal static int ReadLocal(Socket socket, Span<byte> sockaddr)
    {
        if (OperatingSystem.IsWindows())
        {
            socket.LocalEndPoint?.Serialize().Buffer.Span.CopyTo(sockaddr);
            return 0;
        }

        var length = sockaddr.Length;
        fixed (byte* start = sockaddr)
        {
            return Result(Libc.getsockname(SocketCalls.Descriptor(socket), start, &length));
        }
    }

    private static int Call(
        Socket socket,
        EndPoint name,
        delegate*<int, void*, int, int> system,
        Action<Socket, EndPoint> portable)
    {
        if (OperatingSystem.IsWindows())
        {
            try
            {
                portable(socket, name);
                return 0;
            }
            catch (SocketException exception)
            {
                return SocketErrors.ToErrno(exception.SocketErrorCode);
            }
        }

        var address = name.Serialize();
        fixed (byte* start = address.Buffer.Span)
        {
            return Result(system(SocketCalls.Descriptor(socket), start, address.Size));
        }
    }

    private static int Result(int result) => result == 0 ? 0 : Marshal.GetLastPInvokeError();
}
