using System.Globalization;
using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Recording;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Runtime.Hosting;

/// <summary>Describes the last datagrams of the sockets that a failure concerns, as lines of a report.</summary>
/// <param name="recorder">The recorder, or null if it is off.</param>
internal sealed class DatagramReport(Recorder? recorder)
{
    private const int MaxSockets = 3;
    private const int MaxEvents = 10;
    private const int MaxBytes = 16;

    /// <summary>Decodes the datagrams, or null.</summary>
    internal DatagramDecoder? Decoder { get; set; }

    /// <summary>
    /// Returns the lines about the sockets that a fiber has used, each after a line feed, or "" if there are none.
    /// </summary>
    internal string Of(Fiber fiber) => Lines(ring => ring.HasEventOf(number => number == fiber.Number), after: 0);

    /// <summary>Returns the lines about the open sockets that a live fiber has used.</summary>
    internal string Of(FiberScheduler fibers)
    {
        if (recorder is not { Sequence: > 0 })
        {
            return "";
        }

        var live = fibers.Live.Select(static fiber => (int)fiber.Number).ToHashSet();
        return Lines(ring => !ring.IsClosed && ring.HasEventOf(live.Contains), after: 0);
    }

    /// <summary>Returns the lines about all events after the event with the given number.</summary>
    internal string After(long sequence) => Lines(ring => ring.LastSequence > sequence, sequence);

    private string Lines(Func<DatagramRing, bool> isConcerned, long after)
    {
        if (recorder is null || recorder.Sequence == after)
        {
            return "";
        }

        var text = new StringBuilder();
        var sockets = RecordingReader.Latest(recorder, isConcerned, MaxSockets, out var more);
        foreach (var socket in sockets)
        {
            Append(text, After(socket, after));
        }

        if (more > 0)
        {
            _ = text.Append("\nlast datagrams of ").Append(more)
                .Append(more == 1 ? " more socket are not shown" : " more sockets are not shown");
        }

        return text.ToString();
    }

    private static RecordedSocket After(RecordedSocket socket, long sequence)
    {
        var after = socket.Events.Where(e => e.Sequence > sequence).ToList();
        var before = socket.Events.Count - after.Count;
        // Events that are no longer kept came after the first events.
        var total = before > Recorder.First ? after.Count : socket.Total - before;
        return socket with { Events = after, Total = total };
    }

    private void Append(StringBuilder text, RecordedSocket socket)
    {
        _ = text.Append("\nlast datagrams of ").Append(socket.Local?.ToString() ?? "a socket")
            .Append(socket.IsClosed ? ", now closed" : "");
        if (socket.Total > MaxEvents)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" ({MaxEvents} of {socket.Total})");
        }

        _ = text.Append(':');
        foreach (var recorded in socket.Events.TakeLast(MaxEvents))
        {
            _ = text.Append("\n  ");
            Append(text, recorded);
            if (Decoded(recorded, recorded.Local ?? socket.Local) is { } decoded)
            {
                _ = text.Append("\n    ").Append(decoded);
            }
        }
    }

    /// <summary>
    /// Returns the protocol and the content of a datagram, or null. A datagram with hidden bytes is not decoded,
    /// because the zeros would look like the content.
    /// </summary>
    private string? Decoded(RecordedDatagram recorded, IpEndpoint? local) =>
        recorded.Kind == RecordKind.Report || recorded.Bytes.Length == 0
            || recorded.Flags.HasFlag(RecordFlags.Redacted)
            ? null
            : Decoder?.TextOf(recorded.Bytes, local?.Port ?? 0, recorded.Remote?.Port ?? 0);

    private static void Append(StringBuilder text, RecordedDatagram recorded)
    {
        var time = DateTimeOffset.FromUnixTimeMilliseconds(0).AddTicks(recorded.Time / TimeSpan.NanosecondsPerTick);
        _ = text.Append(time.ToLocalTime().ToString("HH:mm:ss.ffffff", CultureInfo.InvariantCulture)).Append(' ');
        var remote = recorded.Remote?.ToString() ?? "an unknown endpoint";
        if (recorded.Kind == RecordKind.Report)
        {
            _ = text.Append("report about ").Append(remote).Append(": ").Append(Words(recorded.Errno));
            AppendIcmp(text, recorded);
        }
        else
        {
            AppendDatagram(text, recorded, remote);
        }

        if (recorded.Place is { } place)
        {
            _ = text.Append(" (").Append(place).Append(')');
        }
    }

    private static void AppendDatagram(StringBuilder text, RecordedDatagram recorded, string remote)
    {
        _ = text.Append(recorded.Kind switch
        {
            RecordKind.Received => "received from ",
            _ when recorded.Errno != 0 => "not sent to ",
            _ => "sent to ",
        });
        _ = text.Append(remote).Append(", ").Append(Bytes(recorded.Length));
        if (recorded.Errno != 0)
        {
            _ = text.Append(", ").Append(Words(recorded.Errno));
        }

        if (recorded.Flags.HasFlag(RecordFlags.Cut))
        {
            _ = text.Append(", more than the buffer");
        }

        AppendBytes(text, recorded);
    }

    private static void AppendIcmp(StringBuilder text, RecordedDatagram recorded)
    {
        if (recorded.Icmp is { } icmp)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" (ICMP type {icmp.Type}, code {icmp.Code}");
            if (icmp.Offender is { } offender)
            {
                _ = text.Append(", from ").Append(offender.ToString());
            }

            _ = text.Append(')');
        }
    }

    /// <summary>Appends the first bytes in hexadecimal and as text.</summary>
    private static void AppendBytes(StringBuilder text, RecordedDatagram recorded)
    {
        var bytes = recorded.Bytes.AsSpan(0, Math.Min(recorded.Bytes.Length, MaxBytes));
        if (bytes.IsEmpty)
        {
            return;
        }

        _ = text.Append(':');
        foreach (var value in bytes)
        {
            _ = text.Append(CultureInfo.InvariantCulture, $" {value:x2}");
        }

        _ = text.Append(recorded.Length > bytes.Length ? " ... |" : " |");
        foreach (var value in bytes)
        {
            _ = text.Append(value is >= (byte)' ' and < 0x7f ? (char)value : '.');
        }

        _ = text.Append('|');
    }

    private static string Bytes(int count) =>
        count == 1 ? "1 byte" : string.Create(CultureInfo.InvariantCulture, $"{count} bytes");

    private static string Words(int errno) => LuaError.System(errno).Message;
}
