using System.Net;
using System.Net.Sockets;
using System.Text.RegularExpressions;

namespace Moonwire.Tests.Support;

/// <summary>
/// The network in which the tests' programs run: this machine's, if it has IPv6 and a route to other machines.
/// Otherwise each program gets its own network (see <see cref="OwnNetwork"/>), which has both.
/// </summary>
internal static partial class Network
{
    /// <summary>Set to "required" to make the test fail, not skip, on a machine without IPv6.</summary>
    private const string Variable = "MOONWIRE_IPV6";

    private static readonly bool HasV6 = Works(AddressFamily.InterNetworkV6, static socket =>
        socket.Bind(new IPEndPoint(IPAddress.IPv6Loopback, 0)));

    // connect sends nothing. The address is reserved for documentation (RFC 5737).
    private static readonly bool HasRoute = Works(AddressFamily.InterNetwork, static socket =>
        socket.Connect(new IPAddress([192, 0, 2, 1]), 9));

    /// <summary>Returns the command prefix for a program that needs IPv6 and a route to other machines.</summary>
    public static async Task<string[]> LauncherAsync() =>
        !(HasV6 && HasRoute) && (await OwnNetwork.FindAsync()).Launcher is { } launcher
        ? [.. launcher, "sh", "-c", "ip route add default dev near && exec \"$@\"", "sh"]
        : [];

    /// <summary>Skips the test, or fails it, if its program uses sockets and IPv6 and IPv6 is not available.</summary>
    public static async Task RequireForAsync(string program)
    {
        if (!HasV6 && program.Contains("socket", StringComparison.Ordinal) && NamesV6().IsMatch(program))
        {
            _ = await OwnNetwork.LauncherAsync("this machine has no IPv6, and ");
        }
    }

    /// <summary>
    /// Skips the test, or fails it, if this process has no IPv6. The process stays in this machine's network.
    /// </summary>
    public static void RequireV6()
    {
        const string reason = "NOT RUN, this machine has no IPv6.";
        Assert.False(!HasV6 && Environment.GetEnvironmentVariable(Variable) == "required", reason);
        Assert.SkipUnless(HasV6, reason);
    }

    private static bool Works(AddressFamily family, Action<Socket> use)
    {
        try
        {
            using var socket = new Socket(family, SocketType.Dgram, ProtocolType.Udp);
            use(socket);
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }

    [GeneratedRegex("v6|::")]
    private static partial Regex NamesV6();
}
