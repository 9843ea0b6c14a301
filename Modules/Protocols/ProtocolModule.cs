using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;

namespace Moonwire.Modules.Protocols;

/// <summary>
/// <c>moonwire.proto.NAME</c>: encoders, decoders and probes of application protocols. The files of the folder
/// <c>Library</c> have all of the code. No function suspends.
/// </summary>
/// <param name="required">Receives the names of the protocols whose modules a script has required.</param>
internal sealed class ProtocolModule(List<string> required) : LuaModule
{
    /// <summary>The protocols. The file of a protocol is <c>Library/proto_NAME.lua</c>.</summary>
    private static readonly string[] Protocols =
    [
        "bittorrent",
        "coap",
        "dns",
        "dtls",
        "echo",
        "ikev2",
        "kerberos",
        "mdns",
        "ntp",
        "openvpn",
        "quic",
        "raknet",
        "sip",
        "snmp",
        "source",
        "ssdp",
        "statsd",
        "stun",
        "syslog",
        "tftp",
        "wireguard",
    ];

    /// <summary>The full names of the modules.</summary>
    internal static string[] FullNames => [.. Protocols.Select(static name => $"moonwire.proto.{name}")];

    public override string Name => "protocols";

    public override string Shim => "protocols.lua";

    public override IReadOnlyList<ModuleFunction> Functions => [];

    public override void AddValues(ModuleBuilder builder) => builder
        .Add("list", List)
        .Add("note", Note)
        .Add("EINVAL", Errno.EINVAL);

    /// <summary><c>list() -> string...</c>: the names of the protocols.</summary>
    private static int List(LuaCall call)
    {
        foreach (var name in Protocols)
        {
            call.Stack.Push(name);
        }

        return Protocols.Length;
    }

    /// <summary><c>note(name: string)</c>: notes that a script has required the module of a protocol.</summary>
    private int Note(LuaCall call)
    {
        var name = call.Text(1);
        if (!required.Contains(name, StringComparer.Ordinal))
        {
            required.Add(name);
        }

        return 0;
    }
}
