using System.Runtime.InteropServices;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Gets each event before a <see cref="DatagramRing"/> keeps the event: writes the event to the file of --record, and
/// removes the bytes of --redact. Exists only with one of these options.
/// </summary>
internal sealed unsafe class RecordTap(LiveRecording? live, Redaction[] redactions)
{
    private readonly byte* _redacted = redactions.Length == 0 ? null : (byte*)NativeMemory.Alloc(DatagramRing.MaxKept);

    /// <summary>The bytes of each datagram that are not recorded.</summary>
    internal Redaction[] Redactions => redactions;

    /// <summary>
    /// Writes an event to the file. Returns the bytes for the ring. <see cref="DatagramRing.Add"/> explains the
    /// parameters.
    /// </summary>
    internal byte* Take(
        DatagramRing ring,
        RecordKind kind,
        RecordFlags flags,
        int length,
        int errno,
        byte* bytes,
        int count,
        byte* remote,
        CallSite site)
    {
        live?.Add(new PacketEvent
        {
            Time = live.WallTime(MonotonicClock.Now),
            Kind = kind,
            Flags = flags,
            Length = length,
            Errno = errno,
            Bytes = bytes,
            Count = count,
            Local = ring.LocalName,
            Remote = remote,
            Site = site,
        });
        if (_redacted is null || kind == RecordKind.Report)
        {
            return bytes;
        }

        var kept = Math.Min(count, DatagramRing.MaxKept);
        new ReadOnlySpan<byte>(bytes, kept).CopyTo(new Span<byte>(_redacted, kept));
        _ = Redaction.Apply(redactions, _redacted, kept);
        return _redacted;
    }

    /// <summary>Writes the rest of the file for a bounded time.</summary>
    internal void Finish() => live?.Finish();
}
