using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Comments about events that are not packets. The next packet gets the comments, or the end of the file if no packet
/// follows.
/// </summary>
internal sealed unsafe class PcapngNotes
{
    /// <summary>The maximum number of bytes of the kept comments. Further comments are counted.</summary>
    private const int MaxSize = 64 * 1024;
    private const int MaxText = 4096;

    private byte[] _options = [];
    private int _size;
    private int _dropped;

    /// <summary>The number of bytes that <see cref="TakeTo"/> writes at most.</summary>
    internal int Room => _size + (_dropped == 0 ? 0 : PcapngOptions.SizeOf(MaxText));

    /// <summary>Keeps a comment with its time in nanoseconds since 1970-01-01 UTC.</summary>
    internal void Add(long time, ReadOnlySpan<byte> words)
    {
        var text = new Utf8Text(stackalloc byte[MaxText]);
        text.AddTime(time);
        text.Add(": "u8);
        text.Add(words);
        var size = PcapngOptions.SizeOf(text.Length);
        if (_size + size > MaxSize)
        {
            _dropped++;
            return;
        }

        if (_size + size > _options.Length)
        {
            Array.Resize(ref _options, Math.Max(2 * _options.Length, _size + size));
        }

        fixed (byte* start = &_options[_size])
        {
            new PcapngOptions(start).Add(PcapngOptions.Comment, text.Written);
        }

        _size += size;
    }

    /// <summary>
    /// Keeps a comment about a datagram that the kernel refused, or about a report that is not a packet.
    /// </summary>
    internal void Add(in PacketEvent e, ReadOnlySpan<byte> place)
    {
        var text = new Utf8Text(stackalloc byte[MaxText / 2]);
        var remote = e.Remote is null ? "an unknown endpoint" : PacketEndpoint.Of(e.Remote).ToString();
        AddSite(ref text, e.Site, place);
        if (e.Kind == RecordKind.Sent)
        {
            text.AddPart(""u8);
            text.Add(e.Length);
            text.Add(" bytes to "u8);
            text.Add(remote);
            text.Add(" were not sent: "u8);
        }
        else
        {
            text.AddPart("report about "u8);
            text.Add(remote);
            text.Add(": "u8);
        }

        text.Add(LuaError.System(e.Errno).Message);
        if (e.Flags.HasFlag(RecordFlags.HasIcmp))
        {
            var icmp = (IcmpRecord*)e.Bytes;
            text.Add(" (ICMP type "u8);
            text.Add(icmp->Type);
            text.Add(", code "u8);
            text.Add(icmp->Code);
            text.Add(")"u8);
        }

        Add(e.Time, text.Written);
    }

    /// <summary>Adds the fiber and the script line.</summary>
    internal static void AddSite(ref Utf8Text text, CallSite site, ReadOnlySpan<byte> place)
    {
        if (site.Fiber != 0)
        {
            text.Add("fiber "u8);
            text.Add(site.Fiber);
        }

        if (!place.IsEmpty)
        {
            text.AddPart(place);
        }
    }

    /// <summary>Writes the comments as options, and forgets the comments.</summary>
    internal void TakeTo(ref PcapngOptions options)
    {
        if (_size == 0)
        {
            return;
        }

        options.AddOptions(_options.AsSpan(0, _size));
        if (_dropped > 0)
        {
            var text = new Utf8Text(stackalloc byte[64]);
            text.Add(_dropped);
            text.Add(" more comments are left out"u8);
            options.Add(PcapngOptions.Comment, text.Written);
        }

        _size = _dropped = 0;
    }
}
