using System.Text;
using Moonwire.Runtime.Loop;

namespace Moonwire.Runtime.Recording;

/// <summary>Writes the kept events of a recorder to a pcapng file. The loop's thread only.</summary>
public static unsafe class RingFile
{
    /// <summary>
    /// Writes the events after an event, and comments with their times. A comment belongs to the next packet; the last
    /// packet has the comments that follow it. Throws IOException or UnauthorizedAccessException.
    /// </summary>
    /// <param name="recorder">The recorder.</param>
    /// <param name="path">The file. An earlier capture is replaced. The folder is made.</param>
    /// <param name="after">The number of the event.</param>
    /// <param name="notes">The comments with times in nanoseconds since 1970-01-01 UTC, the oldest first.</param>
    /// <param name="about">A comment about the file.</param>
    /// <returns>False if there is no event, so that no file was written.</returns>
    public static bool Write(
        Recorder recorder, string path, long after, IReadOnlyList<RecordNote> notes, string about)
    {
        var events = Events(recorder, after);
        if (events.Count == 0)
        {
            return false;
        }

        _ = Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(path))!);
        if (CaptureFile.IsOther(path))
        {
            throw new IOException("the file exists and is not a pcapng or pcap file");
        }

        using var file = new FileStream(path, FileMode.Create);
        var encoder = new PcapngEncoder(recorder.Places, snapLength: null);
        file.Write(encoder.Start(about));
        var toWall = WallClock.Now - MonotonicClock.Now;
        var next = 0;
        var written = 0L;
        var lost = 0L;
        for (var i = 0; i < events.Count; i++)
        {
            var header = events[i].Header;
            for (; next < notes.Count && (i == events.Count - 1 || notes[next].Time <= header->Time + toWall); next++)
            {
                encoder.Notes.Add(notes[next].Time, Encoding.UTF8.GetBytes(notes[next].Text));
            }

            var dropped = header->Sequence - after - 1;
            var block = Block(encoder, events[i].Ring, header, toWall, dropped);
            file.Write(block);
            after = header->Sequence;
            written += block.Length > 0 ? 1 : 0;
            lost += dropped;
        }

        file.Write(encoder.Statistics(toWall + MonotonicClock.Now, written, lost));
        return true;
    }

    private static List<RingEvent> Events(Recorder recorder, long after)
    {
        var events = new List<RingEvent>();
        foreach (var ring in recorder.Rings)
        {
            foreach (var slot in ring.Slots())
            {
                var e = new RingEvent(ring, slot);
                if (e.Header->Sequence > after)
                {
                    events.Add(e);
                }
            }
        }

        events.Sort(static (a, b) => a.Header->Sequence.CompareTo(b.Header->Sequence));
        return events;
    }

    private static byte[] Block(
        PcapngEncoder encoder, DatagramRing ring, RecordHeader* header, long toWall, long dropped)
    {
        var e = new PacketEvent
        {
            Time = header->Time + toWall,
            Kind = header->Kind,
            Flags = header->Flags,
            Length = header->Length,
            Errno = header->Errno,
            Bytes = (byte*)header + RecordHeader.Size,
            Count = header->Kept,
            Local = ring.LocalAt(header->Local),
            Remote = header->Flags.HasFlag(RecordFlags.HasRemote) ? header->Remote : null,
            Site = new CallSite(header->Place, header->Fiber),
        };
        var room = new byte[encoder.RoomFor(e)];
        fixed (byte* block = room)
        {
            return room[..encoder.Write(e, dropped, block)];
        }
    }

    /// <summary>An event and its ring. A class, because a list of a struct would add 7 KB to the executable.</summary>
    private sealed class RingEvent(DatagramRing ring, nint slot)
    {
        internal DatagramRing Ring => ring;

        internal RecordHeader* Header => (RecordHeader*)slot;
    }
}
