using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Probes;

/// <summary>Checks sockets over the loopback interface, on ports that the kernel chooses.</summary>
internal static unsafe class SocketProbes
{
    // linux/socket.h, linux/in.h, linux/in6.h
    private static readonly (int Level, int Number) ReusePortOption = (1, 15);
    private static readonly (int Level, int Number) Timestamps = (1, 35);
    private static readonly (int Level, int Number) V4Information = (0, 8);
    private static readonly (int Level, int Number) V6Information = (41, 49);
    private static readonly (int Level, int Number) V4Errors = (0, 11);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(1);
    private static readonly byte[] Datagram = "moonwire"u8.ToArray();

    internal static Socket Bound(bool v6, Action<Socket>? prepare = null)
    {
        var socket = new Socket(
            v6 ? AddressFamily.InterNetworkV6 : AddressFamily.InterNetwork,
            SocketType.Dgram,
            ProtocolType.Udp);
        try
        {
            prepare?.Invoke(socket);
            socket.Bind(new IPEndPoint(v6 ? IPAddress.IPv6Loopback : IPAddress.Loopback, 0));
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    internal static ProbeFinding RoundTrip(bool v6)
    {
        using var receiver = Bound(v6);
        using var sender = Bound(v6);
        _ = sender.SendTo(Datagram, SocketFlags.None, receiver.LocalEndPoint!);
        return Arrives(receiver)
            ? new ProbeFinding(true, "a datagram arrives")
            : new ProbeFinding(false, "a datagram does not arrive within a second");
    }

    /// <summary>Waits up to a second for the probe's datagram. Returns true if it arrives unchanged.</summary>
    internal static bool Arrives(Socket socket)
    {
        Span<byte> buffer = stackalloc byte[64];
        return socket.Poll(Patience, SelectMode.SelectRead)
            && buffer[..socket.Receive(buffer)].SequenceEqual(Datagram);
    }

    internal static void Send(Socket socket, EndPoint to) => socket.SendTo(Datagram, SocketFlags.None, to);

    internal static ProbeFinding ReusePort()
    {
        RequireLinux();
        using var first = Bound(v6: false, static socket => Set(socket, ReusePortOption, 1));
        using var second = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        Set(second, ReusePortOption, 1);
        second.Bind(first.LocalEndPoint!);
        return new ProbeFinding(true, "two sockets share a port");
    }

    internal static ProbeFinding ReceiveInfo(bool v6)
    {
        RequireLinux();
        using var socket = Bound(v6, socket =>
        {
            Set(socket, Timestamps, 1);
            Set(socket, v6 ? V6Information : V4Information, 1);
        });
        Send(socket, socket.LocalEndPoint!);
        if (!socket.Poll(Patience, SelectMode.SelectRead))
        {
            return new ProbeFinding(false, "a datagram does not arrive within a second");
        }

        var buffer = stackalloc byte[64];
        var count = ControlMessages.Receive(
            (int)socket.SafeHandle.DangerousGetHandle(),
            buffer,
            64,
            0,
            socket.AddressFamily,
            out _,
            out var arrival);
        return (count, arrival) switch
        {
            ( < 0, _) => new ProbeFinding(false, ErrorMessages.For(ErrorCategory.System, -count)),
            (_, { Seconds: 0 }) => new ProbeFinding(false, "the system does not report when a datagram arrived"),
            (_, { Interface: 0 } or { Destination: null }) =>
                new ProbeFinding(false, "the system does not report where a datagram arrived"),
            _ => new ProbeFinding(true, "the system reports when and where a datagram arrived"),
        };
    }

    internal static ProbeFinding ReceiveErrors()
    {
        RequireLinux();
        using var sender = Bound(v6: false, static socket => Set(socket, V4Errors, 1));
        EndPoint closed;
        using (var other = Bound(v6: false))
        {
            closed = other.LocalEndPoint!;
        }

        Send(sender, closed);
        _ = sender.Poll(Patience, SelectMode.SelectError);
        return ControlMessages.TryTakeError(
            (int)sender.SafeHandle.DangerousGetHandle(),
            sender.AddressFamily,
            out var report)
            && report.Errno == Errno.ECONNREFUSED
            && report.Destination.Port == ((IPEndPoint)closed).Port
                ? new ProbeFinding(true, "the system reports which peer refused a datagram")
                : new ProbeFinding(false, string.Create(
                    CultureInfo.InvariantCulture,
                    $"a refused datagram is not reported within {Patience.TotalSeconds:0} second"));
    }

    internal static void Set(Socket socket, (int Level, int Number) option, int value) =>
        Set(socket, option, BitConverter.GetBytes(value));

    internal static void Set(Socket socket, (int Level, int Number) option, ReadOnlySpan<byte> value)
    {
        var result = SocketCalls.SetOption(socket, option.Level, option.Number, value);
        if (result < 0)
        {
            throw new LuaFailure(LuaError.System(-result));
        }
    }

    internal static void RequireLinux()
    {
        if (!OperatingSystem.IsLinux())
        {
            throw new PlatformNotSupportedException("it needs Linux");
        }
    }
}
