using System.Text;

namespace Moonwire.Runtime.Errors;

/// <summary>Finds socket options by their names in C, luv, LuaSocket, Node.js and Python.</summary>
public static class FamiliarOptions
{
    private static readonly string[] Prefixes = ["SO", "IPV6", "IP", "UDP"];

    /// <summary>
    /// One line for each option: moonwire's name, then the other names without prefix and underscores.
    /// </summary>
    private static ReadOnlySpan<byte> Words => """
        reuse_address REUSEADDR REUSEADDRESS
        reuse_port REUSEPORT
        broadcast BROADCAST
        do_not_route DONTROUTE
        receive_buffer_size RCVBUF RECVBUFFERSIZE
        send_buffer_size SNDBUF SENDBUFFERSIZE
        unicast_hops TTL UNICASTHOPS HOPLIMIT
        multicast_hops MULTICASTTTL MULTICASTHOPS
        multicast_loop MULTICASTLOOP MULTICASTLOOPBACK
        multicast_interface MULTICASTIF MULTICASTINTERFACE
        traffic_class TOS TCLASS DSCP
        v6_only V6ONLY ONLY
        receive_errors RECVERR
        segmentation_offload SEGMENT
        """u8;

    /// <summary>
    /// Returns moonwire's option for a name such as "SO_REUSEADDR", "ip-multicast-ttl" or "multicastTTL", or null.
    /// </summary>
    public static string? Of(string name)
    {
        var word = name
            .ToUpperInvariant()
            .Replace("_", "", StringComparison.Ordinal)
            .Replace("-", "", StringComparison.Ordinal);
        word = word[(Array.Find(Prefixes, prefix => word.StartsWith(prefix, StringComparison.Ordinal)) ?? "").Length..];
        if (word.Contains("MEMBERSHIP", StringComparison.Ordinal) || word.EndsWith("GROUP", StringComparison.Ordinal))
        {
            var leaves = word.StartsWith("DROP", StringComparison.Ordinal)
                || word.Contains("LEAVE", StringComparison.Ordinal);
            return leaves ? "leave_multicast_group" : "join_multicast_group";
        }

        var line = Array.Find(
            Encoding.UTF8.GetString(Words).Split('\n'),
            line => Array.IndexOf(line.Split(' '), word, 1) > 0);
        return line?.Split(' ')[0];
    }
}
