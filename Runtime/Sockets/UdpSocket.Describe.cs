using System.Net.Sockets;
using Serilog.Events;

namespace Moonwire.Runtime.Sockets;

/// <summary>What messages and the log say about a socket.</summary>
public sealed partial class UdpSocket
{
    /// <summary>How many receives have ended: datagrams, and failures that the network reported.</summary>
    private long _arrived;

    private bool _hasWarnedOfCut;

    /// <summary>The local endpoint for messages, or "a closed socket".</summary>
    public string LocalName => IsOpen ? RequireOpen().Local().ToString() : "a closed socket";

    /// <summary>What has come in, as a clause of a message.</summary>
    public string Progress => (IsOpen && RequireOpen().Local().Port == 0, _arrived) switch
    {
        (true, _) => "; the socket has no port yet that anybody could send to: bind it first",
        (_, 0) => "; the socket has received nothing so far",
        (_, 1) => "; the socket has received one datagram so far",
        _ => $"; the socket has received {_arrived} datagrams so far",
    };

    /// <summary>
    /// Warns, once for the socket, that the end of a datagram is lost: the buffer did not take it, and the receive did not
    /// ask for the datagram's length. A peek loses nothing, and an empty buffer is there to drop a datagram.
    /// </summary>
    public void WarnOfCut(ReceiveWait wait)
    {
        if (_hasWarnedOfCut || wait.Length == 0 || wait.WantsDatagramLength || wait.Flags.HasFlag(SocketFlags.Peek))
        {
            return;
        }

        _hasWarnedOfCut = true;
        if (wait.KnownSender is not { } sender)
        {
            pool.Log.Warning(
                "{Operation} on {Local}: a datagram of {Length} bytes did not fit the buffer of {Size} bytes, and its rest is lost",
                wait.Operation,
                _open?.Peer is { } peer ? $"{LocalName}, connected to {peer}" : LocalName,
                wait.DatagramLength,
                wait.Length);
            return;
        }

        pool.Log.Warning(
            "{Operation} on {Local}: a datagram of {Length} bytes from {Peer} did not fit the buffer of {Size} bytes, and its rest is lost",
            wait.Operation,
            LocalName,
            wait.DatagramLength,
            sender.ToString(),
            wait.Length);
    }

    private void LogEvent(string change)
    {
        if (pool.Log.IsEnabled(LogEventLevel.Debug))
        {
            pool.Log.Debug("socket {Change}: {Local}, peer {Remote}", change, LocalName, _open?.Peer?.ToString() ?? "none");
        }
    }
}
