using System.Globalization;
using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Reads the kernel's counters of dropped datagrams, <c>/proc/net/snmp</c> and <c>/proc/net/snmp6</c> (proc(5)). The
/// kernel counts the drops of each cause only for all sockets together.
/// </summary>
internal static class DropCauses
{
    private const string Checksum = "InCsumErrors";
    private static readonly string[] NoRoom = ["RcvbufErrors", "MemErrors"];

    /// <summary>
    /// Returns true if the datagrams that the kernel dropped at a socket had wrong checksums: the kernel has counted
    /// such datagrams, and has dropped none for lack of room. Returns false if this is not known.
    /// </summary>
    /// <param name="family">The family of the socket. A v6 socket may also receive over IPv4.</param>
    internal static bool AreChecksums(AddressFamily family)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        try
        {
            var counters = ReadV4().Concat(family == AddressFamily.InterNetworkV6 ? ReadV6() : []).ToList();
            return counters.Exists(static counter => counter is { Name: Checksum, Value: > 0 })
                && !counters.Exists(static counter => counter.Value > 0 && NoRoom.Contains(counter.Name));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or FormatException)
        {
            return false;
        }
    }

    /// <summary>Returns the counters of the two lines that begin with "Udp:": the names and the values.</summary>
    private static IEnumerable<Counter> ReadV4()
    {
        var lines = File.ReadLines("/proc/net/snmp")
            .Where(static line => line.StartsWith("Udp: ", StringComparison.Ordinal)).Take(2)
            .Select(static line => line.Split(' ')).ToList();
        return lines is [var names, var values] && names.Length == values.Length
            ? names.Skip(1).Zip(values.Skip(1), static (name, value) => new Counter(name, Number(value)))
            : [];
    }

    /// <summary>Returns the counters of the lines such as "Udp6InCsumErrors 3".</summary>
    private static IEnumerable<Counter> ReadV6() =>
        from line in File.ReadLines("/proc/net/snmp6")
        where line.StartsWith("Udp6", StringComparison.Ordinal)
        let words = line["Udp6".Length..].Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)
        where words.Length == 2
        select new Counter(words[0], Number(words[1]));

    private static long Number(string digits) => long.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    private sealed record Counter(string Name, long Value);
}
