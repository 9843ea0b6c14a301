using System.Buffers.Binary;
using Moonwire.Runtime.Recording;

namespace Moonwire.Tests.Runtime.Recording;

[TestClass]
public sealed unsafe class RecorderTests
{
    [Theory]
    [InlineData(1, 300, 17)]
    [InlineData(5, 3, 3)]
    [InlineData(5, 16, 16)]
    [InlineData(5, 21, 21)]
    [InlineData(5, 22, 21)]
    [InlineData(5, 1000, 21)]
    [InlineData(256, 272, 272)]
    [InlineData(256, 273, 272)]
    [InlineData(256, 5000, 272)]
    [InlineData(2032, 10000, 2048)]
    public void TheFirst16AndTheLastEventsStay(int last, int count, int kept)
    {
        using var recorder = new Recorder(last);
        var ring = recorder.Open();
        Add(ring, count);

        var first = Enumerable.Range(1, Math.Min(count, Recorder.First));
        var rest = Enumerable.Range(count - (kept - first.Count()) + 1, kept - first.Count());
        Assert.Equal([.. first, .. rest], Lengths(ring));
        Assert.Equal(count, ring.Total);
    }

    [Fact]
    public void AnEventKeepsTheFirstBytes()
    {
        using var recorder = new Recorder(1);
        var ring = recorder.Open();
        var bytes = new byte[1000];
        new Random(1).NextBytes(bytes);
        fixed (byte* start = bytes)
        {
            ring.Add(
                RecordKind.Received, RecordFlags.Cut, 2000, 0, start, bytes.Length, remote: null, new CallSite(3, 4));
        }

        var header = (RecordHeader*)Assert.Single(ring.Slots());
        Assert.Equal(2000, header->Length);
        Assert.Equal(DatagramRing.MaxKept, header->Kept);
        Assert.Equal((3, 4), (header->Place, header->Fiber));
        Assert.Equal(RecordFlags.Cut, header->Flags);
        Assert.Equal(bytes.AsSpan(0, 448), new ReadOnlySpan<byte>((byte*)header + RecordHeader.Size, header->Kept));
    }

    [Fact]
    public void BytesOfEachLengthAreKept()
    {
        using var recorder = new Recorder(Recorder.MaxLast);
        var ring = recorder.Open();
        var bytes = new byte[DatagramRing.MaxKept];
        new Random(2).NextBytes(bytes);
        fixed (byte* start = bytes)
        {
            for (var length = 0; length <= bytes.Length; length++)
            {
                ring.Add(RecordKind.Sent, RecordFlags.None, length, 0, start, length, remote: null, default);
            }
        }

        var slots = ring.Slots();
        Assert.Equal(bytes.Length + 1, slots.Length);
        for (var length = 0; length < slots.Length; length++)
        {
            Assert.Equal(
                bytes.AsSpan(0, length),
                new ReadOnlySpan<byte>((byte*)slots[length] + RecordHeader.Size, ((RecordHeader*)slots[length])->Kept));
        }
    }

    [Fact]
    public void ARecordedDatagramAllocatesNoManagedMemory()
    {
        using var recorder = new Recorder(256);
        var ring = recorder.Open();
        Add(ring, 300);
        var before = GC.GetAllocatedBytesForCurrentThread();

        Add(ring, 3000);

        Assert.Equal(before, GC.GetAllocatedBytesForCurrentThread());
    }

    [Theory]
    [InlineData(1000, 300)]
    [InlineData(1000, 20)]
    [InlineData(2048, 300)]
    public void ManySocketsShareTheMemoryFairly(int sockets, int events)
    {
        using var recorder = new Recorder(256);
        var rings = Enumerable.Range(0, sockets).Select(_ => recorder.Open()).ToList();
        foreach (var ring in rings)
        {
            Add(ring, events);
        }

        Assert.True(recorder.Memory <= Recorder.MaxMemory);
        var fair = Recorder.MaxMemory / sockets / DatagramRing.ChunkSize;
        Assert.All(rings, ring => Assert.True(ring.Chunks >= Math.Max(1, fair / 2)));
        Assert.All(rings, ring => AssertHasFirstAndLast(ring, events));
    }

    [Fact]
    public void TheLargestRecordingsBecomeSmallerForNewSockets()
    {
        using var recorder = new Recorder(Recorder.MaxLast);
        var large = Enumerable.Range(0, 16).Select(_ => recorder.Open()).ToList();
        large.ForEach(ring => Add(ring, 5000));
        Assert.Equal(Recorder.MaxMemory, recorder.Memory);

        var late = recorder.Open();
        Add(late, 3000);

        Assert.True(recorder.Memory <= Recorder.MaxMemory);
        Assert.InRange(late.Chunks, 64, 128);
        Assert.All(large, ring => Assert.InRange(ring.Chunks, 60, 128));
        Assert.All(large.Append(late), ring => AssertHasFirstAndLast(ring, (int)ring.Total));
        large.ForEach(ring => Add(ring, 1, from: 5001)); // a smaller recording records, too
        Assert.All(large, ring => AssertHasFirstAndLast(ring, 5001));
    }

    [Fact]
    public void ASmallRecordingKeepsFirstAndLastEvents()
    {
        using var recorder = new Recorder(256);
        var ring = recorder.Open();
        Add(ring, 300);

        ring.Shrink(1);

        Assert.Equal([.. Enumerable.Range(1, 8), .. Enumerable.Range(293, 8)], Lengths(ring));
        Assert.Equal(DatagramRing.ChunkSize, recorder.Memory);
        Add(ring, 3, from: 301);
        Assert.Equal([.. Enumerable.Range(1, 8), .. Enumerable.Range(296, 8)], Lengths(ring));
    }

    [Fact]
    public void ARecordingThatIsNotFullLosesNothingIfTheRestFits()
    {
        using var recorder = new Recorder(256);
        var ring = recorder.Open();
        Add(ring, 33);

        ring.Shrink(3);
        Add(ring, 15, from: 34);

        Assert.Equal(Enumerable.Range(1, 48), Lengths(ring));
        Add(ring, 1, from: 49);
        Assert.Equal([.. Enumerable.Range(1, 16), .. Enumerable.Range(18, 32)], Lengths(ring));
    }

    [Fact]
    public void ASocketBeyondTheMemoryIsNotRecordedUntilAnotherIsIdle()
    {
        using var recorder = new Recorder(256);
        var count = Recorder.MaxMemory / DatagramRing.ChunkSize;
        var rings = Enumerable.Range(0, count).Select(_ => recorder.Open()).ToList();
        rings.ForEach(ring => Add(ring, 1));
        var late = recorder.Open();
        for (var length = 1; late.Chunks == 0; length++)
        {
            Add(late, 1, from: length);
            Add(rings[0], 1);
        }

        Assert.True(late.Chunks == 1 && rings[0].Chunks == 1 && rings[1].Chunks == 0);
        Assert.Equal(Recorder.MaxMemory, recorder.Memory);
        Assert.True(late.Total > 1 && Lengths(late)[0] == late.Total);
        Assert.InRange(late.LastTime - rings[2].LastTime, 1_000_000_000, long.MaxValue);
    }

    [Fact]
    public void TheRecordingsOf64ClosedSocketsStay()
    {
        using var recorder = new Recorder(256);
        for (var i = 0; i < 100; i++)
        {
            var ring = recorder.Open();
            Add(ring, 1);
            recorder.Close(ring);
        }

        Assert.Equal(Enumerable.Range(37, 64), recorder.Rings.Select(static ring => ring.Number));
        Assert.All(recorder.Rings, static ring => Assert.True(ring.IsClosed));
        Assert.Equal(64 * DatagramRing.ChunkSize, recorder.Memory);
    }

    [Fact]
    public void ClosedSocketsGiveTheirMemoryToOpenSockets()
    {
        using var recorder = new Recorder(Recorder.MaxLast);
        for (var i = 0; i < 16; i++)
        {
            var ring = recorder.Open();
            Add(ring, 3000);
            recorder.Close(ring);
        }

        var open = recorder.Open();
        Add(open, 20);

        Assert.Equal([.. Enumerable.Range(2, 15), 17], recorder.Rings.Select(static ring => ring.Number));
        Assert.Equal(Enumerable.Range(1, 20), Lengths(open));
    }

    [Fact]
    public void AClosedOrDisposedRecordingGetsNoMemory()
    {
        var recorder = new Recorder(256);
        var (closed, open) = (recorder.Open(), recorder.Open());
        recorder.Close(closed);
        Add(closed, 1);
        Add(open, 1);
        recorder.Dispose();
        Add(open, 1);

        Assert.Equal(0, recorder.Memory);
        Assert.Empty(closed.Slots());
        Assert.Empty(open.Slots());
    }

    [Fact]
    public void SequenceNumbersOrderTheEventsOfAllSockets()
    {
        using var recorder = new Recorder(256);
        var (a, b) = (recorder.Open(), recorder.Open());
        Add(a, 1);
        Add(b, 1);
        Add(a, 1);

        Assert.Equal([1L, 3L], a.Slots().Select(static slot => ((RecordHeader*)slot)->Sequence));
        Assert.Equal([2L], b.Slots().Select(static slot => ((RecordHeader*)slot)->Sequence));
        Assert.Equal(3, recorder.Sequence);
    }

    [Fact]
    public void LocalEndpointsAreKeptOnceEach()
    {
        using var recorder = new Recorder(256);
        var ring = recorder.Open();
        ring.SetLocal(Sockaddr(1));
        Assert.True(ring.KnowsLocal);
        ring.SetLocal(Sockaddr(2), mayChange: true);
        Assert.False(ring.KnowsLocal);
        ring.SetLocal(Sockaddr(1));
        Assert.Equal((0, 2), (ring.Local, ring.Locals.Count));
        for (var port = 0; port < 1000; port++)
        {
            ring.SetLocal(Sockaddr(port));
        }

        Assert.Equal(65, ring.Locals.Count);
        Assert.Empty(ring.Locals[ring.Local]);
    }

    private static byte[] Sockaddr(int port)
    {
        var sockaddr = new byte[16];
        BinaryPrimitives.WriteInt32BigEndian(sockaddr, port);
        return sockaddr;
    }

    /// <summary>Adds events with rising lengths.</summary>
    private static void Add(DatagramRing ring, int count, int from = 1)
    {
        var bytes = stackalloc byte[4];
        for (var length = from; length < from + count; length++)
        {
            *(int*)bytes = length;
            ring.Add(RecordKind.Sent, RecordFlags.None, length, 0, bytes, sizeof(int), remote: null, default);
        }
    }

    private static void AssertHasFirstAndLast(DatagramRing ring, int count)
    {
        var lengths = Lengths(ring);
        Assert.Equal(1, lengths[0]);
        Assert.Equal(count, lengths[^1]);
        Assert.Equal(lengths.Order(), lengths);
        var last = lengths.SkipWhile((length, i) => length == i + 1).ToList();
        Assert.Equal(Enumerable.Range(count - last.Count + 1, last.Count), last);
        Assert.All(ring.Slots(), static slot =>
        {
            var header = (RecordHeader*)slot;
            Assert.Equal(header->Length, *(int*)(slot + RecordHeader.Size));
        });
    }

    private static List<int> Lengths(DatagramRing ring)
    {
        var lengths = new List<int>();
        foreach (var slot in ring.Slots())
        {
            lengths.Add(((RecordHeader*)slot)->Length);
        }

        return lengths;
    }
}
