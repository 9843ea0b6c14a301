namespace Moonwire.Runtime.Sockets;

/// <summary>What messages say about a socket.</summary>
public sealed partial class UdpSocket
{
    /// <summary>How many receives have ended: datagrams, and failures that the network reported.</summary>
    private long _arrived;

    /// <summary>The local endpoint for messages, or "a closed socket".</summary>
    public string LocalName => IsOpen ? Local().ToString() : "a closed socket";

    /// <summary>What has come in, as a clause of a message.</summary>
    public string Progress => (IsOpen && Local().Port == 0, _arrived) switch
    {
        (true, _) => "; the socket has no port yet that anybody could send to: bind it first",
        (_, 0) => "; the socket has received nothing so far",
        (_, 1) => "; the socket has received one datagram so far",
        _ => $"; the socket has received {_arrived} datagrams so far",
    };
}
