using System.Net.Sockets;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Serilog.Events;

namespace Moonwire.Runtime.Sockets;

/// <summary>Describes the socket in messages and in the log.</summary>
public sealed partial class UdpSocket
{
    private bool _hasWarnedOfCut;

    /// <summary>Returns the recording of the open socket, or null without an event or without a recorder.</summary>
    public RecordedSocket? ReadRecording() =>
        Current?.Recording?.Ring is { } ring ? RecordingReader.Of(Pool.Recorder!, ring) : null;

    /// <summary>Returns the number of the script line that calls the running function, or 0.</summary>
    public int PlaceOf(LuaThread caller) => Current?.Recording?.PlaceOf(caller) ?? ScriptPlaces.Unknown;

    /// <summary>Clauses for messages about a receive that waits: the likely causes, with their remedies.</summary>
    public string Progress => Current is { } open
        ? ReceiveVerdict.Of(ReceiveFactsReader.Read(Pool, open, Arrived, ReceiveEnd.Now(open), hasEnded: false))
        : BriefProgress;

    /// <summary>Any thread: the clause for messages with the number of received datagrams.</summary>
    public string BriefProgress => ReceiveVerdict.Arrivals(Arrived);

    /// <summary>Returns the description of a receive of this socket that a time limit has ended.</summary>
    /// <param name="operation">The Lua name of the receive.</param>
    public WaitAccount? Account(string operation)
    {
        if (Current is not { } open)
        {
            return null;
        }

        var account = new ReceiveAccount(Pool, open, operation, Arrived);
        if (open.Silent.Renew())
        {
            UpdateFastPath();
        }

        return account;
    }

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
