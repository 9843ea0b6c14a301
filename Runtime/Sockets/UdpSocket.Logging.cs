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
        if (_hasWarnedOfCut || wait.WantsDatagramLength || wait.Length == 0 || wait.Flags.HasFlag(SocketFlags.Peek))
        {
            return;
        }

        _hasWarnedOfCut = true;
        pool.Log.Warning(
            "{Operation} on {Local}: a datagram of {Length} bytes from {Peer} did not fit the buffer of {Size} bytes, and its rest is lost",
            wait.Operation,
            LocalName,
            wait.DatagramLength,
            wait.From.ToString(),
            wait.Length);
    }

    private void LogEvent(string change)
    {
        if (pool.Log.IsEnabled(LogEventLevel.Debug))
        {
            pool.Log.Debug("socket {Change}: {Local}, peer {Remote}", change, LocalName, _remote?.ToString() ?? "none");
        }
    }
}
