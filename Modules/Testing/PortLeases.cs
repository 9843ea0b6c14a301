using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Testing;

/// <summary>
/// Leases ports that no other test gets. A lease is a Unix socket with an abstract name that contains the port. In a
/// network namespace, only one process can have this name. The kernel removes the name when the process ends.
/// </summary>
/// <remarks>
/// The ports are outside the range from which the kernel chooses ports for port 0, so that no other program gets a
/// leased port by chance.
/// </remarks>
internal sealed class PortLeases
{
    private const int First = 20000;
    private const int Last = 32000;
    private const int Tries = 2000;
    private const StringSplitOptions Options = StringSplitOptions.RemoveEmptyEntries;
    private const string RangeFile = "/proc/sys/net/ipv4/ip_local_port_range";

    private readonly List<IDisposable> _held = [];
    private (int Low, int High)? _kernels;

    /// <summary>Returns a port that is free for UDP and TCP, on IPv4 and IPv6.</summary>
    internal int Lease()
    {
        _kernels ??= KernelsRange();
        var port = Random.Shared.Next(First, Last);
        for (var i = 0; i < Tries; i++)
        {
            port = port == Last ? First : port + 1;
            if ((port < _kernels.Value.Low || port > _kernels.Value.High) && TryHold(port) is { } lease)
            {
                if (IsFree(port))
                {
                    _held.Add(lease);
                    return port;
                }

                lease.Dispose();
            }
        }

        throw new LuaFailure(LuaError.Generic(Errno.EADDRNOTAVAIL) with { Detail = "no port can be leased" });
    }

    /// <summary>Returns the kernel's range, or (0, 0) if the range is unknown or contains all leasable ports.</summary>
    private static (int Low, int High) KernelsRange()
    {
        var words = File.Exists(RangeFile) ? File.ReadAllText(RangeFile).Split((char[]?)null, Options) : [];
        if (words is not [var first, var last])
        {
            return (0, 0);
        }

        var (low, high) = (Number(first), Number(last));
        return low <= First && high >= Last ? (0, 0) : (low, high);
    }

    private static int Number(string word) => int.Parse(word, CultureInfo.InvariantCulture);

    /// <summary>Returns the lease, or null if another process holds the lease.</summary>
    private static IDisposable? TryHold(int port)
    {
        if (!OperatingSystem.IsLinux())
        {
            return TryHoldFile(port);
        }

        var socket = new Socket(AddressFamily.Unix, SocketType.Dgram, ProtocolType.Unspecified);
        try
        {
            socket.Bind(new UnixDomainSocketEndPoint($"\0moonwire.test.port.{port}"));
            return socket;
        }
        catch (SocketException)
        {
            socket.Dispose();
            return null;
        }
    }

    private static FileStream? TryHoldFile(int port)
    {
        try
        {
            var path = Path.Combine(Path.GetTempPath(), $"moonwire.test.port.{port}");
            return new FileStream(
                path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, 1, FileOptions.DeleteOnClose);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    private static bool IsFree(int port) =>
        IsFree(AddressFamily.InterNetwork, SocketType.Dgram, IPAddress.Any, port)
        && IsFree(AddressFamily.InterNetwork, SocketType.Stream, IPAddress.Any, port)
        && (!Socket.OSSupportsIPv6
            || (IsFree(AddressFamily.InterNetworkV6, SocketType.Dgram, IPAddress.IPv6Any, port)
                && IsFree(AddressFamily.InterNetworkV6, SocketType.Stream, IPAddress.IPv6Any, port)));

    private static bool IsFree(AddressFamily family, SocketType type, IPAddress address, int port)
    {
        try
        {
            using var socket = new Socket(family, type, ProtocolType.Unspecified);
            if (family == AddressFamily.InterNetworkV6)
            {
                socket.DualMode = false;
            }

            socket.Bind(new IPEndPoint(address, port));
            return true;
        }
        catch (SocketException exception)
        {
            return exception.SocketErrorCode
                is SocketError.AddressFamilyNotSupported or SocketError.AddressNotAvailable;
        }
    }
}
