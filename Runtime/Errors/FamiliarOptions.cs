namespace Moonwire.Runtime.Errors;

/// <summary>The options of a socket by the names that C, luv, LuaSocket, Node.js and Python have for them.</summary>
public static class FamiliarOptions
{
    private static readonly string[] Prefixes = ["SO", "IPV6", "IP", "UDP"];

    /// <summary>The option that a name such as "SO_REUSEADDR", "ip-multicast-ttl" or "multicastTTL" stands for, or null.</summary>
    public static string? Of(string name)
    {
        var word = name.ToUpperInvariant().Replace("_", "", StringComparison.Ordinal).Replace("-", "", StringComparison.Ordinal);
        var prefix = Array.Find(Prefixes, prefix => word.StartsWith(prefix, StringComparison.Ordinal)) ?? "";
        return word[prefix.Length..] switch
        {
            "REUSEADDR" or "REUSEADDRESS" => "reuse_address",
            "REUSEPORT" => "reuse_port",
            "BROADCAST" => "broadcast",
            "DONTROUTE" => "do_not_route",
            "RCVBUF" or "RECVBUFFERSIZE" => "receive_buffer_size",
            "SNDBUF" or "SENDBUFFERSIZE" => "send_buffer_size",
            "TTL" or "UNICASTHOPS" or "HOPLIMIT" => "unicast_hops",
            "MULTICASTTTL" or "MULTICASTHOPS" => "multicast_hops",
            "MULTICASTLOOP" or "MULTICASTLOOPBACK" => "multicast_loop",
            "MULTICASTIF" or "MULTICASTINTERFACE" => "multicast_interface",
            "TOS" or "TCLASS" or "DSCP" => "traffic_class",
            "V6ONLY" or "ONLY" => "v6_only",
            "RECVERR" => "receive_errors",
            "SEGMENT" => "segmentation_offload",
            var other when other.Contains("MEMBERSHIP", StringComparison.Ordinal) || other.EndsWith("GROUP", StringComparison.Ordinal) =>
                other.StartsWith("DROP", StringComparison.Ordinal) || other.Contains("LEAVE", StringComparison.Ordinal) ? "leave_multicast_group" : "join_multicast_group",
            _ => null,
        };
    }
}
