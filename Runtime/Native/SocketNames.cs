using System.Net.Sockets;

namespace Moonwire.Runtime.Native;

/// <summary>The local name of a socket as the system knows it; .NET's own goes stale.</summary>
internal static unsafe class SocketNames
{
    /// <summary>Writes the socket's local address as a sockaddr; 0 or an errno.</summary>
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
            return Libc.getsockname((int)socket.SafeHandle.DangerousGetHandle(), start, &length) == 0
                ? 0
                : System.Runtime.InteropServices.Marshal.GetLastPInvokeError();
        }
    }
}
