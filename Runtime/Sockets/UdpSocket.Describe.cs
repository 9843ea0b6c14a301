using System.Net.Sockets;
using Serilog.Events;

namespace Moonwire.Runtime.Sockets;

/// <summary>What messages and the log say about a socket.</summary>
public sealed partial class UdpSocket
{
    private bool _hasWarnedOfCut;

    /// <summary>What has come in, as a clause of a message.</summary>
    public string Progress => (IsOpen && RequireOpen().Local().Port == 0, Arrived) switch
    {
        (true, _) => "; the socket has no port yet that anybody could send to: bind it first",
        (_, 0) => "; the socket has received nothing so far",
        (_, 1) => "; the socket has received one datagram so far",
        _ => $"; the socket has received {Arrived} datagrams so far",
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
            Pool.Log.Warning(
                "{Operation} on {Local}: a datagram of {Length} bytes did not fit the buffer of {Size} bytes, and its rest is lost",
                wait.Operation,
                Current?.Peer is { } peer ? $"{LocalName}, connected to {peer}" : LocalName,
                wait.DatagramLength,
                wait.Length);
            return;
        }

        Pool.Log.Warning(
            "{Operation} on {Local}: a datagram of {Length} bytes from {Peer} did not fit the buffer of {Size} bytes, and its rest is lost",
            wait.Operation,
            LocalName,
            wait.DatagramLength,
            sender.ToString(),
            wait.Length);
    }

    private void LogEvent(string change)
    {
        if (Pool.Log.IsEnabled(LogEventLevel.Debug))
        {
            Pool.Log.Debug("socket {Change}: {Local}, peer {Remote}", change, LocalName, Current?.Peer?.ToString() ?? "none");
        }
    }
}
