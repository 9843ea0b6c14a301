using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Moonwire.Runtime.Loop;

namespace Moonwire.Tests.Runtime.Loop;

/// <summary>Both pollers, for Linux and portable, behave alike.</summary>
[TestClass]
public sealed class PollerTests
{
    private const int LongMilliseconds = 10_000;
    private const int Short = 30_000_000;
    private const long Long = LongMilliseconds * 1_000_000L;

    public static TheoryData<string> Kinds =>
        OperatingSystem.IsLinux() ? ["epoll", "epoll in milliseconds", "poll", "select"] : ["select"];

    [Theory]
    [MemberData(nameof(Kinds))]
    public void InputIsReportedUntilItIsTaken(string kind)
    {
        using var readiness = Create(kind);
        using var source = new TestSource();
        readiness.Watch(source);
        readiness.Wait(0);
        Assert.Equal(0, source.Reports);

        source.SendToItself();
        readiness.Wait(Long);
        readiness.Wait(Long);
        Assert.Equal(2, source.Reports);

        source.Take();
        readiness.Wait(0);
        Assert.Equal(2, source.Reports);
        readiness.Unwatch(source);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ASourceThatIsNotWatchedIsNotReported(string kind)
    {
        using var readiness = Create(kind);
        using var source = new TestSource();
        using var other = new TestSource();
        readiness.Watch(source);
        readiness.Watch(other);
        Assert.NotEqual(source.Slot, other.Slot);
        readiness.Unwatch(source);
        Assert.False(source.IsWatched);

        source.SendToItself();
        other.SendToItself();
        readiness.Wait(Long);

        Assert.Equal((0, 1), (source.Reports, other.Reports));
        readiness.Watch(source);
        readiness.Wait(Long);
        Assert.Equal((1, 2), (source.Reports, other.Reports));
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ASourceMayUnwatchItselfWhenItIsReported(string kind)
    {
        using var readiness = Create(kind);
        using var source = new TestSource();
        source.Then = () => readiness.Unwatch(source);
        readiness.Watch(source);
        source.SendToItself();

        readiness.Wait(Long);
        readiness.Wait(0);

        Assert.Equal(1, source.Reports);
    }

    /// <summary>
    /// A socket stays watched after its last receiver, and the poller is not told of the next receiver.
    /// </summary>
    [Theory]
    [MemberData(nameof(Kinds))]
    public void AWatchedSourceMayPauseWhileManyOthersCome(string kind)
    {
        using var readiness = Create(kind);
        using var source = new TestSource();
        readiness.Watch(source);
        source.Wants = false;
        var others = Enumerable.Range(0, 20).Select(static _ => new TestSource()).ToList();
        others.ForEach(readiness.Watch);
        source.Wants = true;
        source.SendToItself();

        readiness.Wait(Long);
        Assert.Equal(1, source.Reports);

        source.Take();
        source.Wants = false;
        others.ForEach(readiness.Unwatch);
        readiness.Wait(0);
        source.Wants = true;
        source.SendToItself();
        readiness.Wait(Long);
        Assert.Equal(2, source.Reports);
        others.ForEach(static other => other.Dispose());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AnErrorIsReportedLikeInput(string kind)
    {
        using var readiness = Create(kind);
        using var source = new TestSource();
        source.SendToADeadPort();
        readiness.Watch(source);

        readiness.Wait(Long);

        Assert.Equal(1, source.Reports);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ManySourcesAreReportedEachOnce(string kind)
    {
        using var readiness = Create(kind);
        var sources = Enumerable.Range(0, 100).Select(_ => new TestSource()).ToList();
        sources.ForEach(readiness.Watch);
        sources.ForEach(static s => s.SendToItself());

        readiness.Wait(Long);

        Assert.All(sources, static s => Assert.Equal(1, s.Reports));
        sources.ForEach(readiness.Unwatch);
        sources.ForEach(static s => s.Dispose());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void FewSourcesThatAreLeftOfManyAreStillReported(string kind)
    {
        using var readiness = Create(kind);
        var sources = Enumerable.Range(0, 40).Select(_ => new TestSource()).ToList();
        sources.ForEach(readiness.Watch);
        sources[..38].ForEach(readiness.Unwatch);
        readiness.Wait(0);
        readiness.Watch(sources[3]);
        sources.ForEach(static s => s.SendToItself());

        readiness.Wait(Long);

        Assert.Equal([3, 38, 39], sources.Select(static (s, i) => s.Reports == 1 ? i : -1).Where(static i => i >= 0));
        Assert.Equal(3, sources.Sum(static s => s.Reports));
        sources.ForEach(static s => s.Dispose());
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AWaitEndsWithItsTime(string kind)
    {
        using var readiness = Create(kind);

        Assert.InRange(MaxOfThree(readiness, Short), 29, LongMilliseconds);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void AWakeEndsTheNextWaitAndOnlyThat(string kind)
    {
        using var readiness = Create(kind);
        readiness.Wake();
        readiness.Wake();
        readiness.Wait(-1);

        var start = Stopwatch.GetTimestamp();
        var waits = 0;
        for (; Stopwatch.GetElapsedTime(start).TotalMilliseconds < 29; waits++)
        {
            readiness.Wait(Short);
        }

        // a signal of the runtime may end one wait early; a wake that is not consumed would end them all
        Assert.InRange(waits, 1, 10);
    }

    [Theory]
    [MemberData(nameof(Kinds))]
    public void ManyWakesFromAnotherThreadLoseNone(string kind)
    {
        using var readiness = Create(kind);
        var asked = 0;
        var answered = new AutoResetEvent(initialState: false);
        var waker = new Thread(() =>
        {
            for (var i = 0; i < 2000; i++)
            {
                Volatile.Write(ref asked, i + 1);
                readiness.Wake();
                if (!answered.WaitOne(LongMilliseconds))
                {
                    return;
                }
            }
        });
        waker.Start();
        for (var i = 0; i < 2000; i++)
        {
            while (Volatile.Read(ref asked) <= i)
            {
                var start = Stopwatch.GetTimestamp();
                readiness.Wait(Long);
                Assert.True(Stopwatch.GetElapsedTime(start).TotalMilliseconds < LongMilliseconds, "a wake was lost");
            }

            answered.Set();
        }

        waker.Join();
    }

    private static IPoller Create(string kind) =>
        kind == "select" ? new PortablePoller() : new LinuxPoller(exact: kind == "epoll", allowEpoll: kind != "poll");

    /// <summary>
    /// Returns the longest of three waits, because a signal, such as the runtime sends to its own threads, may end a
    /// wait early.
    /// </summary>
    private static double MaxOfThree(IPoller readiness, long nanoseconds) => Enumerable.Range(0, 3).Max(_ =>
    {
        var start = Stopwatch.GetTimestamp();
        readiness.Wait(nanoseconds);
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    });

    private sealed class TestSource : ReadinessSource, IDisposable
    {
        private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);

        public TestSource() => _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));

        public int Reports { get; private set; }

        public Action? Then { get; set; }

        public bool Wants { get; set; } = true;

        internal override Socket Watched => _socket;

        public void SendToItself() => _socket.SendTo([1], _socket.LocalEndPoint!);

        public void Take() => _socket.Receive(new byte[1]);

        public void SendToADeadPort()
        {
            using var dead = new TestSource();
            var endpoint = dead._socket.LocalEndPoint!;
            dead.Dispose();
            _socket.Connect(endpoint);
            _socket.Send([1]);
        }

        public void Dispose() => _socket.Dispose();

        internal override bool WantsInput => Wants;

        internal override bool TryNow() => false;

        internal override void OnReady()
        {
            Reports++;
            Then?.Invoke();
        }
    }
}
