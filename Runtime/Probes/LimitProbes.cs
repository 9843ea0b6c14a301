using System.Globalization;
using System.Net.Sockets;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Probes;

/// <summary>Checks the limits that the system sets.</summary>
internal static class LimitProbes
{
    private const int Wanted = 8 << 20;
    private const int SocketLevel = 1;
    private const int SendBuffer = 7;
    private const int ReceiveBuffer = 8;

    /// <summary>
    /// Requests a socket buffer of 8 MiB, and reports the size that the kernel gave. Linux doubles a requested size for
    /// its own overhead, so half of the size is usable.
    /// </summary>
    internal static ProbeFinding Buffer(bool receive)
    {
        SocketProbes.RequireLinux();
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var option = receive ? ReceiveBuffer : SendBuffer;
        _ = SocketCalls.GetOption(socket, SocketLevel, option, out var initial);
        SocketProbes.Set(socket, (SocketLevel, option), Wanted);
        _ = SocketCalls.GetOption(socket, SocketLevel, option, out var got);
        var name = receive ? "rmem_max" : "wmem_max";
        var file = $"/proc/sys/net/core/{name}";
        var limit = File.Exists(file)
            && long.TryParse(File.ReadAllText(file).AsSpan().Trim(), CultureInfo.InvariantCulture, out var read)
                ? read
                : -1;
        var usable = got / 2;
        var values = new Dictionary<string, long>(StringComparer.Ordinal)
        {
            ["default"] = initial / 2,
            ["asked"] = Wanted,
            ["got"] = usable,
        };
        var told = "";
        if (limit >= 0)
        {
            values[name] = limit;
            told = usable < Wanted
                ? $"; sysctl net.core.{name}, {limit}, is the limit and can be raised"
                : $"; net.core.{name} is {limit}";
        }

        return new ProbeFinding(
            usable > 0,
            $"{Wanted} bytes asked for, {usable} got, {initial / 2} by default{told}",
            values);
    }

    internal static ProbeFinding OpenFiles()
    {
        const string heading = "Max open files";
        const int few = 1024;
        SocketProbes.RequireLinux();
        var line = File.ReadLines("/proc/self/limits")
            .FirstOrDefault(static line => line.StartsWith(heading, StringComparison.Ordinal));
        if (line?[heading.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)
            is not [var softText, var hardText, ..])
        {
            return new ProbeFinding(false, "the system does not report this limit");
        }

        var soft = Number(softText);
        var hard = Number(hardText);
        var values = new Dictionary<string, long>(StringComparer.Ordinal) { ["soft"] = soft, ["hard"] = hard };
        var advice = soft < few ? "; ulimit -n raises it" : "";
        return new ProbeFinding(soft >= few, $"{soft} at once, {hard} at most{advice}", values);
    }

    /// <summary>Parses a limit. Returns long.MaxValue for "unlimited".</summary>
    private static long Number(string text) =>
        long.TryParse(text, CultureInfo.InvariantCulture, out var number) ? number : long.MaxValue;
}
