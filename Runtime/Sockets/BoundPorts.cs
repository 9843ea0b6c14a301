using System.Globalization;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Reads the kernel's tables of UDP sockets, <c>/proc/net/udp</c> and <c>/proc/net/udp6</c> (proc(5)).
/// </summary>
internal static class BoundPorts
{
    /// <summary>The maximum number of sockets in a table. A longer table would take too much time.</summary>
    private const int MaxSockets = 4096;

    /// <summary>
    /// The number of reads without the endpoint after which it is not bound. The kernel returns a table in parts, and
    /// a read misses an entry if another socket is closed between two parts.
    /// </summary>
    private const int Reads = 8;

    private const string AnyV4 = "00000000";
    private const string AnyV6 = "00000000000000000000000000000000";
    private const string MappedV4 = "0000000000000000FFFF0000";

    /// <summary>
    /// Returns true if a socket of any program in this network namespace is bound to an endpoint of this machine, false
    /// if none is, or null if that is not known.
    /// </summary>
    internal static bool? Has(in IpEndpoint endpoint)
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        try
        {
            var port = endpoint.Port.ToString("X4", CultureInfo.InvariantCulture);
            var address = Words(endpoint.Address);
            for (var i = 0; i < Reads; i++)
            {
                if (endpoint.Address.IsV6
                    ? IsIn("/proc/net/udp6", port, address, AnyV6)
                    : IsIn("/proc/net/udp", port, address, AnyV4)
                        || IsIn("/proc/net/udp6", port, MappedV4 + address, AnyV6))
                {
                    return true;
                }
            }

            return false;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }

    /// <summary>Returns an address as in the tables: each 32-bit word in the byte order of the machine.</summary>
    private static string Words(in IpAddress address)
    {
        Span<byte> bytes = stackalloc byte[16];
        address.WriteTo(bytes);
        var text = "";
        for (var i = 0; i < (address.IsV6 ? 16 : 4); i += 4)
        {
            text += BitConverter.ToUInt32(bytes[i..]).ToString("X8", CultureInfo.InvariantCulture);
        }

        return text;
    }

    private static bool IsIn(string table, string port, string address, string any)
    {
        var count = 0;
        foreach (var line in File.ReadLines(table))
        {
            if (++count > MaxSockets)
            {
                throw new IOException("The table is too long.");
            }

            var local = line.AsSpan(line.IndexOf(':') + 1).TrimStart();
            if (Starts(local, address, port) || Starts(local, any, port))
            {
                return true;
            }
        }

        return false;
    }

    private static bool Starts(ReadOnlySpan<char> local, string address, string port) =>
        local.StartsWith(address) && local[address.Length..].StartsWith(":" + port + " ");
}
