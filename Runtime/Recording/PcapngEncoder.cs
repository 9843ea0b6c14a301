using System.Reflection;
using System.Runtime.InteropServices;
using System.Text;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Makes the blocks of a pcapng file (draft-ietf-opsawg-pcapng): a section, one interface with the link type RAW and
/// times in nanoseconds, a packet for each datagram and each ICMP report, and statistics at the end.
/// </summary>
/// <param name="places">The script lines.</param>
/// <param name="snapLength">The maximum number of bytes of each datagram, or null for all bytes.</param>
internal sealed unsafe class PcapngEncoder(ScriptPlaces places, int? snapLength)
{
    /// <summary>The type of the block of a packet.</summary>
    internal const uint PacketBlock = 6;

    private const uint SectionBlock = 0x0A0D0D0A;
    private const uint InterfaceBlock = 1;
    private const uint StatisticsBlock = 5;
    private const uint ByteOrder = 0x1A2B3C4D;
    private const ushort LinkTypeRaw = 101;
    private const int BlockHeader = 8;
    private const int PacketHeader = 28;
    private const int MaxComment = 512;
    private const byte Nanoseconds = 9;
    private const uint Inbound = 1;
    private const uint Outbound = 2;

    /// <summary>The size of the options with a fixed size, of their end, and of the block's last length.</summary>
    private const int FixedOptions = 8 + 12 + 4 + 4;

    private readonly LocalAddresses _locals = new();
    private readonly List<byte[]?> _places = [];

    internal PcapngNotes Notes { get; } = new();

    /// <summary>Returns the maximum number of bytes that <see cref="Write"/> writes.</summary>
    internal int RoomFor(in PacketEvent e) =>
        PacketHeader + PacketWriter.MaxIcmp + PcapngOptions.Aligned(e.Count) + FixedOptions
        + PcapngOptions.SizeOf(MaxComment) + Notes.Room;

    /// <summary>Returns the blocks at the start of a file.</summary>
    /// <param name="about">A comment about the file, or null.</param>
    internal byte[] Start(string? about)
    {
        const int room = 4096;
        var blocks = stackalloc byte[room];
        *(uint*)(blocks + 8) = ByteOrder;
        *(uint*)(blocks + 12) = 1; // the version 1.0
        *(long*)(blocks + 16) = -1; // the length of the section is not known
        var options = new PcapngOptions(blocks + 24);
        AddText(ref options, 3, RuntimeInformation.OSDescription);
        AddText(ref options, 4, Application());
        if (about is not null)
        {
            AddText(ref options, PcapngOptions.Comment, about);
        }

        var link = Finish(blocks, SectionBlock, options);
        *(uint*)(link + 8) = LinkTypeRaw;
        *(uint*)(link + 12) = snapLength is { } length
            ? (uint)Math.Max(length + PacketWriter.MaxHeaders, PacketWriter.MaxIcmp)
            : 0;
        options = new PcapngOptions(link + 16);
        AddText(ref options, 2, "moonwire");
        AddText(ref options, 3, "the UDP sockets of a script");
        options.Add(9, Nanoseconds);
        var end = Finish(link, InterfaceBlock, options);
        return new ReadOnlySpan<byte>(blocks, (int)(end - blocks)).ToArray();
    }

    /// <summary>
    /// Writes the block of an event and returns its size. If the event is not a packet, keeps a comment for the next
    /// packet and returns 0.
    /// </summary>
    /// <param name="e">The event.</param>
    /// <param name="dropped">The number of packets that the file lacks before this packet.</param>
    /// <param name="block">The room: <see cref="RoomFor"/>.</param>
    internal int Write(in PacketEvent e, long dropped, byte* block)
    {
        var place = PlaceOf(e.Site.Place);
        var remote = e.Remote is not null ? PacketEndpoint.Of(e.Remote) : AnyLike(e.Local);
        var isFound = TryFindLocal(e, remote, out var local, out var isChosen);
        var packet = block + PacketHeader;
        var text = new Utf8Text(stackalloc byte[MaxComment]);
        PcapngNotes.AddSite(ref text, e.Site, place);
        int size, full;
        if (e.Kind == RecordKind.Report)
        {
            if (!isFound || !TryWriteReport(e, local, remote, packet, out size))
            {
                Notes.Add(e, place);
                return 0;
            }

            full = size;
            text.AddPart("an ICMP report from the socket's error queue; the quoted datagram is not known"u8);
        }
        else
        {
            var headers = PacketWriter.HeadersOf(remote.IsV6);
            if ((e.Kind == RecordKind.Sent && e.Errno != 0)
                || e.Length + headers > PacketWriter.MaxLength + (remote.IsV6 ? headers - 8 : 0))
            {
                Notes.Add(e, place);
                return 0;
            }

            var isSent = e.Kind == RecordKind.Sent;
            size = PacketWriter.WriteUdp(
                packet,
                isSent ? local : remote,
                isSent ? remote : local,
                e.Bytes,
                Math.Min(e.Count, snapLength ?? e.Count),
                e.Length);
            full = headers + e.Length;
            AddFacts(ref text, e, isFound, isChosen);
        }

        *(uint*)(block + 8) = 0; // the interface
        *(uint*)(block + 12) = (uint)(e.Time >> 32);
        *(uint*)(block + 16) = (uint)e.Time;
        *(uint*)(block + 20) = (uint)size;
        *(uint*)(block + 24) = (uint)full;
        new Span<byte>(packet + size, PcapngOptions.Aligned(size) - size).Clear();
        var options = new PcapngOptions(packet + PcapngOptions.Aligned(size));
        options.Add(2, e.Kind == RecordKind.Sent ? Outbound : Inbound);
        if (dropped > 0)
        {
            options.Add(4, dropped);
        }

        if (text.Length > 0)
        {
            options.Add(PcapngOptions.Comment, text.Written);
        }

        Notes.TakeTo(ref options);
        return (int)(Finish(block, PacketBlock, options) - block);
    }

    /// <summary>Returns the block at the end of a file.</summary>
    /// <param name="time">The time in nanoseconds since 1970-01-01 UTC.</param>
    /// <param name="written">The number of packets in the file.</param>
    /// <param name="dropped">The number of packets that the file lacks.</param>
    internal byte[] Statistics(long time, long written, long dropped)
    {
        var bytes = new byte[128 + Notes.Room];
        fixed (byte* block = bytes)
        {
            *(uint*)(block + 8) = 0; // the interface
            *(uint*)(block + 12) = (uint)(time >> 32);
            *(uint*)(block + 16) = (uint)time;
            var options = new PcapngOptions(block + 20);
            options.Add(4, written + dropped);
            options.Add(7, dropped);
            options.Add(8, written);
            Notes.TakeTo(ref options);
            return bytes[..(int)(Finish(block, StatisticsBlock, options) - block)];
        }
    }

    /// <summary>Returns the size of a block.</summary>
    internal static int SizeOf(byte* block) => *(int*)(block + 4);

    /// <summary>Writes the end of the options, and the type and the lengths of the block. Returns its end.</summary>
    private static byte* Finish(byte* block, uint type, PcapngOptions options)
    {
        options.Finish();
        var size = (uint)(options.End - block) + sizeof(uint);
        *(uint*)block = type;
        *(uint*)(block + 4) = size;
        *(uint*)options.End = size;
        return block + size;
    }

    private static bool TryWriteReport(
        in PacketEvent e, in PacketEndpoint local, in PacketEndpoint remote, byte* packet, out int size)
    {
        size = 0;
        var icmp = (IcmpRecord*)e.Bytes;
        if (!e.Flags.HasFlag(RecordFlags.HasIcmp) || icmp->HasOffender == 0 || e.Remote is null)
        {
            return false;
        }

        var offender = PacketEndpoint.Of(icmp->Offender);
        if (offender.IsV6 != remote.IsV6)
        {
            return false;
        }

        size = PacketWriter.WriteIcmp(packet, offender, local, remote, icmp->Type, icmp->Code);
        return true;
    }

    private static void AddFacts(ref Utf8Text text, in PacketEvent e, bool isFound, bool isChosen)
    {
        if (e.Flags.HasFlag(RecordFlags.Cut))
        {
            text.AddPart("cut to the buffer of "u8);
            text.Add(e.Count);
            text.Add(" bytes"u8);
        }
        else if (e.Count < e.Length)
        {
            text.AddPart("only the first "u8);
            text.Add(e.Count);
            text.Add(" bytes were kept"u8);
        }

        if (e.Flags.HasFlag(RecordFlags.Batched))
        {
            text.AddPart("batched"u8);
        }

        if (e.Flags.HasFlag(RecordFlags.Redacted))
        {
            text.AddPart("redacted"u8);
        }

        if (isChosen)
        {
            text.AddPart("local address by route"u8);
        }
        else if (!isFound)
        {
            text.AddPart("local address unknown"u8);
        }

        if (e.Remote is null)
        {
            text.AddPart("remote endpoint unknown"u8);
        }
    }

    /// <summary>Returns the unspecified endpoint of the family of a local endpoint.</summary>
    private static PacketEndpoint AnyLike(ReadOnlySpan<byte> local) =>
        PacketEndpoint.Any(local.Length > RecordHeader.EndpointSize - 1, 0);

    /// <summary>
    /// Determines the local endpoint, with the family of the remote endpoint. Returns false if the address is unknown.
    /// </summary>
    /// <param name="isChosen">True if the socket is bound to no address, so that the route determines the
    /// address.</param>
    private bool TryFindLocal(
        in PacketEvent e, in PacketEndpoint remote, out PacketEndpoint local, out bool isChosen)
    {
        local = default;
        if (!e.Local.IsEmpty)
        {
            var room = stackalloc byte[RecordHeader.EndpointSize];
            e.Local.CopyTo(new Span<byte>(room, RecordHeader.EndpointSize));
            local = PacketEndpoint.Of(room);
        }

        isChosen = false;
        if (!local.IsUnspecified && local.IsV6 == remote.IsV6)
        {
            return true;
        }

        isChosen = _locals.TryFind(remote, ref local);
        return isChosen;
    }

    private ReadOnlySpan<byte> PlaceOf(int place)
    {
        if (place == ScriptPlaces.Unknown)
        {
            return [];
        }

        while (_places.Count <= place)
        {
            _places.Add(null);
        }

        return _places[place] ??= Encoding.UTF8.GetBytes(places.Text(place) ?? "");
    }

    private static string Application()
    {
        var version = typeof(PcapngEncoder).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>();
        return "moonwire " + (version?.InformationalVersion ?? "?").Split('+')[0];
    }

    private static void AddText(ref PcapngOptions options, ushort code, string text)
    {
        var bytes = new Utf8Text(stackalloc byte[MaxComment]);
        bytes.Add(text);
        options.Add(code, bytes.Written);
    }
}
