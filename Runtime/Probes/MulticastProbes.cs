using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Probes;

/// <summary>
/// Checks multicast on each interface. No packet leaves the machine. The datagrams have a hop limit of 0, and the
/// kernel does not announce that a socket joins an all-hosts group, because every host is always a member.
/// </summary>
internal static class MulticastProbes
{
    private const string Folder = "/sys/class/net";
    private const int IsUp = 1;

    // linux/in.h, linux/in6.h
    private static readonly (int Level, int Number) V4Interface = (0, 32);
    private static readonly (int Level, int Number) V4Hops = (0, 33);
    private static readonly (int Level, int Number) V4Join = (0, 35);
    private static readonly (int Level, int Number) V6Interface = (41, 17);
    private static readonly (int Level, int Number) V6Hops = (41, 18);
    private static readonly (int Level, int Number) V6Join = (41, 20);

    private static readonly IPAddress V4Group = IPAddress.Parse("224.0.0.1");
    private static readonly IPAddress V6Group = IPAddress.Parse("ff01::1");

    /// <summary>Returns the names of the interfaces that are up.</summary>
    internal static IEnumerable<string> Interfaces()
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFileSystemEntries(Folder)
                    .Where(IsInterfaceUp)
                    .Select(Path.GetFileName)
                    .Order(StringComparer.Ordinal)!,
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }

    internal static ProbeFinding RoundTrip(string name, bool v6)
    {
        if (!NetworkInterfaces.TryIndex(name, out var index))
        {
            return new ProbeFinding(false, "the interface is gone");
        }

        var any = v6 ? IPAddress.IPv6Any : IPAddress.Any;
        var group = v6 ? V6Group : V4Group;
        using var socket = new Socket(any.AddressFamily, SocketType.Dgram, ProtocolType.Udp);
        socket.Bind(new IPEndPoint(any, 0));
        var number = BitConverter.GetBytes(index);
        if (v6)
        {
            SocketProbes.Set(socket, V6Join, [.. group.GetAddressBytes(), .. number]);
            SocketProbes.Set(socket, V6Interface, number);
            SocketProbes.Set(socket, V6Hops, 0);
        }
        else
        {
            byte[] request = [.. group.GetAddressBytes(), 0, 0, 0, 0, .. number]; // struct ip_mreqn
            SocketProbes.Set(socket, V4Join, request);
            SocketProbes.Set(socket, V4Interface, request);
            SocketProbes.Set(socket, V4Hops, 0);
        }

        SocketProbes.Send(socket, new IPEndPoint(group, ((IPEndPoint)socket.LocalEndPoint!).Port));
        return SocketProbes.Arrives(socket)
            ? new ProbeFinding(true, "a datagram to a group arrives")
            : new ProbeFinding(false, "a datagram to a group does not arrive within a second");
    }

    private static bool IsInterfaceUp(string folder)
    {
        var file = Path.Combine(folder, "flags");
        return File.Exists(file)
            && int.TryParse(
                File.ReadAllText(file).AsSpan().Trim()[2..],
                NumberStyles.HexNumber,
                CultureInfo.InvariantCulture,
                out var flags)
            && (flags & IsUp) != 0;
    }
}
