using System.Runtime.InteropServices;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Recording;

/// <summary>
/// Keeps the first and the last datagrams of each socket of one program, and of the sockets that were closed last. A
/// failure report prints them.
/// </summary>
/// <remarks>
/// The memory is bounded: <see cref="MaxMemory"/> in all, at most 1 MiB for a socket. If it is used up, the recordings
/// of closed sockets are dropped first, the oldest first. After that, the largest recording of an open socket becomes
/// smaller. If all recordings are small, a new socket takes the memory of the socket that has been idle for longest,
/// provided that it has been idle for a second.
/// </remarks>
public sealed unsafe class Recorder : IDisposable
{
    /// <summary>The number of first datagrams that each recording keeps.</summary>
    public const int First = 16;

    /// <summary>The default number of last datagrams that each recording keeps.</summary>
    public const int DefaultLast = 256;

    /// <summary>The maximum number of last datagrams: a recording then has 1 MiB.</summary>
    public const int MaxLast = 2032;

    internal const int MaxMemory = 16 * 1024 * 1024;

    /// <summary>The maximum number of recordings of closed sockets.</summary>
    private const int MaxClosed = 64;

    private const int CacheLine = 64;

    /// <summary>The time in nanoseconds for which a socket must be idle before a new socket takes its memory.</summary>
    private const long Idle = 1_000_000_000;

    /// <summary>The time in nanoseconds after a vain search for memory until the next search.</summary>
    private const long SearchPause = 10_000_000;

    private readonly List<DatagramRing> _open = [];
    private readonly Queue<DatagramRing> _closed = new();
    private int _count;
    private long _nextSearch;
    private bool _isDisposed;

    /// <param name="last">The number of last datagrams that each recording keeps.</param>
    public Recorder(int last) => Last = last;

    /// <summary>The number of last datagrams that each recording keeps.</summary>
    public int Last { get; }

    /// <summary>Numbers the script lines of the recorded datagrams.</summary>
    public ScriptPlaces Places { get; private init; } = new();

    /// <summary>The number of the last recorded event.</summary>
    public long Sequence { get; internal set; }

    /// <summary>The allocated bytes.</summary>
    internal int Memory { get; private set; }

    /// <summary>The recordings of closed sockets, then of open sockets.</summary>
    internal IEnumerable<DatagramRing> Rings => [.. _closed, .. _open.OrderBy(static ring => ring.Number)];

    /// <summary>The recordings of closed sockets, the oldest first.</summary>
    internal IEnumerable<DatagramRing> ClosedRings => _closed;

    /// <summary>Gets each event before the recordings do, or null.</summary>
    internal RecordTap? Tap { get; private init; }

    /// <summary>Returns a recorder, or null if the settings ask for no recording.</summary>
    /// <param name="settings">The settings.</param>
    /// <param name="report">Receives a line about datagrams that the file lacks, or that cannot be redacted.</param>
    public static Recorder? For(RecordingSettings settings, Action<string> report)
    {
        if (settings.Redactions is { } redactions)
        {
            redactions.Report = report;
        }

        if (settings.Descriptor is null && (settings.Redactions is null || settings.Last == 0))
        {
            return settings.Last == 0 ? null : new Recorder(settings.Last);
        }

        var places = new ScriptPlaces();
        var live = settings.Descriptor is null ? null : LiveRecording.Start(settings, places, report);
        return new Recorder(settings.Last)
        {
            Places = places,
            Tap = new RecordTap(live, settings.Redactions),
        };
    }

    /// <summary>Begins the recording of a socket that was opened.</summary>
    internal DatagramRing Open()
    {
        var ring = new DatagramRing(this, ++_count) { Position = _open.Count };
        _open.Add(ring);
        return ring;
    }

    /// <summary>Ends the recording of a socket that is closed. Keeps the recording if it has an event.</summary>
    internal void Close(DatagramRing ring)
    {
        if (_isDisposed)
        {
            return;
        }

        var last = _open[^1];
        _open[ring.Position] = last;
        last.Position = ring.Position;
        _open.RemoveAt(_open.Count - 1);
        ring.ClosedAt = MonotonicClock.Now;
        if (ring.Total == 0)
        {
            return;
        }

        _closed.Enqueue(ring);
        if (_closed.Count > MaxClosed)
        {
            _closed.Dequeue().Free();
        }
    }

    /// <summary>Returns a chunk of <see cref="DatagramRing.ChunkSize"/> bytes, or 0 if the memory is used up.</summary>
    internal nint AllocateChunk(DatagramRing ring)
    {
        if (_isDisposed || ring.IsClosed)
        {
            return 0;
        }

        while (Memory + DatagramRing.ChunkSize > MaxMemory)
        {
            if (_closed.TryDequeue(out var oldest))
            {
                oldest.Free();
            }
            else if (!TryFreeFor(ring))
            {
                return 0;
            }
        }

        try
        {
            var chunk = NativeMemory.AlignedAlloc(DatagramRing.ChunkSize, CacheLine);
            Memory += DatagramRing.ChunkSize;
            return (nint)chunk;
        }
        catch (OutOfMemoryException)
        {
            return 0;
        }
    }

    internal void FreeChunk(nint chunk)
    {
        NativeMemory.AlignedFree((void*)chunk);
        Memory -= DatagramRing.ChunkSize;
    }

    /// <summary>
    /// Frees memory of another open socket for a ring that needs a chunk. Returns false if the other sockets need their
    /// memory as much.
    /// </summary>
    private bool TryFreeFor(DatagramRing ring)
    {
        var now = MonotonicClock.Now;
        if (ring.Chunks == 0 && now < _nextSearch)
        {
            return false; // otherwise each datagram of a socket without memory would search
        }

        if (_open.MaxBy(static other => other.Chunks) is { } largest && largest.Chunks >= ring.Chunks + 2)
        {
            largest.Shrink(Math.Max(largest.Chunks / 2, ring.Chunks + 1));
            return true;
        }

        if (ring.Chunks > 0)
        {
            return false;
        }

        if (_open.Where(static other => other.Chunks > 0).MinBy(static other => other.LastTime) is { } idlest
            && now - idlest.LastTime >= Idle)
        {
            idlest.Free();
            return true;
        }

        _nextSearch = now + SearchPause;
        return false;
    }

    public void Dispose()
    {
        Tap?.Finish();
        _isDisposed = true;
        foreach (var ring in Rings)
        {
            ring.Free();
        }

        _closed.Clear();
        _open.Clear();
    }
}
