using System.Runtime.CompilerServices;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Recording;

namespace Moonwire.Runtime.Sockets;

/// <summary>The calls of the recorder.</summary>
public abstract unsafe partial class UdpTransport
{
    /// <summary>The recording of the open socket, or null if the socket is closed or the recorder is off.</summary>
    private SocketRecording? _recording;

    /// <summary>Returns the recording of the open socket, or null without an event or without a recorder.</summary>
    public RecordedSocket? ReadRecording() =>
        _recording?.Ring is { } ring ? RecordingReader.Of(Pool.Recorder!, ring) : null;

    /// <summary>Returns the number of the script line that calls the running function, or 0.</summary>
    internal int PlaceOf(LuaThread caller) => _recording?.PlaceOf(caller) ?? ScriptPlaces.Unknown;

    private SocketRecording? CreateRecording()
    {
        if (_open is not { } open || Pool.Recorder is not { } recorder)
        {
            return null;
        }

        return open.Recording = new SocketRecording(open, recorder, Loop.Fibers);
    }

    /// <summary>Receives a datagram as <see cref="ReceiveFast(byte*, int, SenderRoom*, LuaThread)"/>, and records it.
    /// </summary>
    /// <param name="wait">The wait of a receive that has waited, or null for a call.</param>
    private int ReceiveRecorded(byte* buffer, int capacity, SenderRoom* sender, LuaThread caller, ReceiveWait? wait)
    {
        Unsafe.SkipInit(out SenderRoom room);
        var from = sender is null && _open!.Peer is null ? &room : sender;
        var length = DatagramCalls.Receive(_fastReceive, buffer, capacity, 0, from);
        if (length == WouldBlock)
        {
            return length;
        }

        var recording = _recording!;
        var site = wait is null ? recording.SiteOf(caller) : recording.SiteOf(wait);
        if (length >= 0)
        {
            Arrived++;
            recording.Received(buffer, capacity, length, from, site);
        }
        else
        {
            recording.Failed(-length, site);
        }

        return length;
    }

    /// <summary>Records a datagram that was held for a batch.</summary>
    private void RecordHeld(byte* datagram, int length, in IpAddress address, int port, LuaThread caller)
    {
        SockaddrRoom to;
        _ = RawEndPoint.Write((byte*)&to, address, port);
        _recording!.Sent(datagram, length, (byte*)&to, RecordFlags.Batched, 0, caller);
    }
}
