using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Recording;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary><c>ip.udp.recording</c>: the datagrams that the recorder has kept.</summary>
internal sealed class RecordingFunction(ModuleContext context, AddressType addresses, ObjectType<UdpSocket> sockets)
{
    /// <summary>More than the memory of an event's table without its bytes.</summary>
    private const long EventSize = 2048;

    /// <summary>
    /// <c>recording([socket: ip.udp.socket]) -> table</c>: an array of the kept events of a socket, or of all sockets,
    /// the oldest first. ENOMEM (generic) if the memory limit is too low for the table.
    /// </summary>
    internal int Call(LuaCall call)
    {
        var events = Events(call);
        var stack = call.Stack;
        if (!stack.CanAllocate(events.Sum(static e => EventSize + e.Bytes.Length)))
        {
            throw new LuaFailure(LuaError.Generic(Errno.ENOMEM) with
            {
                Detail = $"there is no memory for {events.Count} events",
            });
        }

        stack.PushTable(array: events.Count);
        for (var i = 0; i < events.Count; i++)
        {
            PushEvent(stack, events[i]);
            stack.SetElement(-2, i + 1);
        }

        return 1;
    }

    private List<RecordedDatagram> Events(LuaCall call)
    {
        IEnumerable<RecordedSocket> recordings = !call.IsAbsent(1)
            ? sockets.Get(call, 1).ReadRecording() is { } own ? [own] : []
            : context.Sockets.Recorder is { } recorder ? RecordingReader.All(recorder) : [];
        return
        [
            .. recordings.SelectMany(static socket => socket.Events).OrderBy(static e => e.Sequence),
        ];
    }

    private void PushEvent(LuaThread stack, RecordedDatagram recorded)
    {
        stack.PushTable(hash: 16);
        Set(stack, "kind", KindOf(recorded.Kind));
        Set(stack, "socket", recorded.Socket);
        Set(stack, "sequence", recorded.Sequence);
        stack.Push(recorded.Time / 1e9);
        stack.SetField(-2, "time");
        SetEndpoint(stack, "local_address", "local_port", recorded.Local);
        SetEndpoint(stack, "remote_address", "remote_port", recorded.Remote);
        if (recorded.Kind != RecordKind.Report)
        {
            Set(stack, "length", recorded.Length);
            stack.Push((ReadOnlySpan<byte>)recorded.Bytes);
            stack.SetField(-2, "bytes");
        }

        SetFlag(stack, "cut", recorded.Flags.HasFlag(RecordFlags.Cut));
        SetFlag(stack, "batched", recorded.Flags.HasFlag(RecordFlags.Batched));
        if (recorded.Errno != 0)
        {
            Set(stack, "code", recorded.Errno);
            Set(stack, "message", LuaError.System(recorded.Errno).Message);
        }

        if (recorded.Icmp is { } icmp)
        {
            Set(stack, "icmp_type", icmp.Type);
            Set(stack, "icmp_code", icmp.Code);
            if (icmp.Offender is { } offender)
            {
                addresses.Push(stack, offender);
                stack.SetField(-2, "reporter");
            }
        }

        if (recorded.Fiber != 0)
        {
            Set(stack, "fiber", recorded.Fiber);
        }

        if (recorded.Place is { } place)
        {
            Set(stack, "place", place);
        }
    }

    /// <summary>Returns the name of a kind.</summary>
    private static string KindOf(RecordKind kind) => kind switch
    {
        RecordKind.Sent => "sent",
        RecordKind.Received => "received",
        _ => "report",
    };

    private void SetEndpoint(LuaThread stack, string address, string port, IpEndpoint? endpoint)
    {
        if (endpoint is { } known)
        {
            addresses.Push(stack, known.Address);
            stack.SetField(-2, address);
            Set(stack, port, known.Port);
        }
    }

    private static void Set(LuaThread stack, string field, long value)
    {
        stack.Push(value);
        stack.SetField(-2, field);
    }

    private static void Set(LuaThread stack, string field, string value)
    {
        stack.Push(value);
        stack.SetField(-2, field);
    }

    private static void SetFlag(LuaThread stack, string field, bool value)
    {
        if (value)
        {
            stack.Push(true);
            stack.SetField(-2, field);
        }
    }
}
