using System.Net.Sockets;
using Serilog.Events;

namespace Moonwire.Runtime.Sockets;

/// <summary>What is logged of a socket.</summary>
public sealed partial class UdpSocket
{
    private bool _hasWarnedOfCut;

    /// <summary>
    /// Warns, once for the socket, that the end of a datagram is lost: the buffer did not take it, and the receive did not
    /// ask for the datagram's length. A peek loses nothing, and an empty buffer is there to drop a datagram.
    /// </summary>
    public void WarnOfCut(ReceiveWait wait)
    {
        if (!wait.WantsDatagramLength && !wait.Flags.HasFlag(SocketFlags.Peek))
        {
            WarnOfCut(wait.Operation, wait.DatagramLength, wait.Length, wait.KnownSender);
        }
    }

    /// <summary>The same for a receive without flags that needed no wait.</summary>
    /// <param name="from">The sender, if it is known.</param>
    public void WarnOfCut(string operation, int length, int size, in IpEndpoint? from)
    {
        if (_hasWarnedOfCut || size == 0)
        {
            return;
        }

        _hasWarnedOfCut = true;
        if (from is not { } sender)
        {
            pool.Log.Warning(
                "{Operation} on {Local}: a datagram of {Length} bytes did not fit the buffer of {Size} bytes, and its rest is lost",
                operation,
                _remote is { } peer ? $"{LocalName}, connected to {peer}" : LocalName,
                length,
                size);
            return;
        }

        pool.Log.Warning(
            "{Operation} on {Local}: a datagram of {Length} bytes from {Peer} did not fit the buffer of {Size} bytes, and its rest is lost",
            operation,
            LocalName,
            length,
            sender.ToString(),
            size);
    }

    private void LogEvent(string change)
    {
        if (pool.Log.IsEnabled(LogEventLevel.Debug))
        {
            pool.Log.Debug("socket {Change}: {Local}, peer {Remote}", change, LocalName, _remote?.ToString() ?? "none");
        }
    }
}
