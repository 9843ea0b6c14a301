using System.Globalization;
using System.Net.Sockets;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Reads the kernel's counters of dropped datagrams, <c>/proc/net/snmp</c> and <c>/proc/net/snmp6</c> (proc(5)). The
/// kernel counts the drops of each cause only for all sockets together.
/// </summary>
internal sealed class DropCauses
{
    private const string V4 = "Udp: ";
    private const string V6 = "Udp6";

    /// <summary>The numbers of datagrams that were dropped for any cause, and because of their checksums.</summary>
    private long _errors;
    private long _checksums;

    /// <summary>
    /// Returns true if the datagrams that the kernel dropped at a socket had wrong checksums: the kernel has counted as
    /// many such datagrams, and no datagram that it dropped for another cause. Returns false if this is not known.
    /// </summary>
    /// <param name="drops">The number of datagrams that the kernel dropped at the socket.</param>
    /// <param name="family">The family of the socket. A v6 socket may also receive over IPv4.</param>
    internal static bool AreChecksums(int drops, AddressFamily family)
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var causes = new DropCauses();
        try
        {
            causes.ReadV4();
            if (family == AddressFamily.InterNetworkV6)
            {
                causes.ReadV6();
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }

        return causes._checksums >= drops && causes._checksums == causes._errors;
    }

    /// <summary>Reads two lines that begin with "Udp:": the names of the counters, and their values.</summary>
    private void ReadV4()
    {
        string[]? names = null;
        foreach (var line in File.ReadLines("/proc/net/snmp"))
        {
            if (!line.StartsWith(V4, StringComparison.Ordinal))
            {
                continue;
            }

            var words = line.Split(' ');
            for (var i = 1; names is not null && i < Math.Min(names.Length, words.Length); i++)
            {
                Take(names[i], words[i]);
            }

            names = words;
        }
    }

    /// <summary>Reads lines such as "Udp6InCsumErrors 3".</summary>
    private void ReadV6()
    {
        foreach (var line in File.ReadLines("/proc/net/snmp6"))
        {
            if (line.StartsWith(V6, StringComparison.Ordinal))
            {
                var end = line.AsSpan().IndexOfAny(' ', '\t');
                Take(line[V6.Length..Math.Max(V6.Length, end)], line.AsSpan(Math.Max(0, end)).Trim());
            }
        }
    }

    private void Take(string name, ReadOnlySpan<char> digits)
    {
        if (long.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out var count))
        {
            _errors += name == "InErrors" ? count : 0;
            _checksums += name == "InCsumErrors" ? count : 0;
        }
    }
}
