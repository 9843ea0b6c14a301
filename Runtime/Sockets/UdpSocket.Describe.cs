using System.Net.Sockets;
using Serilog.Events;

namespace Moonwire.Runtime.Sockets;

/// <summary>Describes the socket in messages and in the log.</summary>
public sealed partial class UdpSocket
{
    private bool _hasWarnedOfCut;

    /// <summary>
    /// Clauses for messages: the number of datagrams that the socket has received, or the advice to bind it. The number
    /// of datagrams that the kernel dropped follows, if it dropped any.
    /// </summary>
    public string Progress => Arrivals + (Current is { } open
        ? ReceiveVerdict.OfDrops(SocketCalls.Drops(open.Socket))
        : "");

    private string Arrivals => (IsOpen && RequireOpen().Local().Port == 0, Arrived) switch
    {
        (true, _) => "; the socket is not bound, so nobody can send to it; bind it first",
        (_, 0) => "; the socket has received nothing so far",
        (_, 1) => "; the socket has received one datagram so far",
        _ => $"; the socket has received {Arrived} datagrams so far",
    };

    /// <summary>
    /// Warns once for each socket that the end of a datagram is lost because the buffer is too small. Does not warn if
    /// the receive asks for the datagram's length, or if it only peeks. Does not warn for an empty buffer, because a
    /// script passes an empty buffer to drop a datagram.
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
                "{Operation} on {Local}: a datagram of {Length} bytes did not fit into the buffer of {Size} bytes; "
                    + "the rest is lost",
                wait.Operation,
                Current?.Peer is { } peer ? $"{LocalName}, connected to {peer}" : LocalName,
                wait.DatagramLength,
                wait.Length);
            return;
        }

        Pool.Log.Warning(
            "{Operation} on {Local}: a datagram of {Length} bytes from {Peer} did not fit into the buffer of {Size} "
                + "bytes; the rest is lost",
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
            Pool.Log.Debug(
                "socket {Change}: {Local}, peer {Remote}",
                change,
                LocalName,
                Current?.Peer?.ToString() ?? "none");
        }
    }
}
