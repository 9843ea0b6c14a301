using System.Net;
using System.Net.Sockets;
using System.Text;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;
using Serilog.Core;

namespace Moonwire.Tests.Runtime.Sockets;

/// <summary>
/// Datagrams that are held in a round: when they are sent, and what the receiver, a plain socket, gets.
/// </summary>
[TestClass(DisableParallelization = true)]
public sealed unsafe class SegmentBatchTests : IDisposable
{
    /// <summary>The number of datagrams of a run that are sent immediately.</summary>
    private const int Lead = 2;

    /// <summary>A time longer than any test, so that the timer sends nothing.</summary>
    private static readonly TimeSpan Never = TimeSpan.FromMinutes(10);

    private static readonly (int Level, int Number) NoChecksum = (1, 11);

    private readonly FiberScheduler _fibers = new(default, new RunningThread(), null!);
    private readonly EventLoop _loop;
    private readonly UdpSocketPool _pool = new(direct: true, Logger.None) { Batch = new SegmentBatch(Never) };
    private readonly UdpSocket _sender;
    private readonly Socket _receiver = Plain();
    private readonly Socket _other = Plain();

    public SegmentBatchTests()
    {
        _loop = new EventLoop(new LinuxPoller(), _fibers);
        _sender = new UdpSocket(_loop, _pool);
        _sender.Open(AddressFamily.InterNetwork);
        _sender.SegmentationOffload = true;
    }

    public void Dispose()
    {
        _sender.Close();
        _pool.Dispose();
        _loop.Dispose();
        _receiver.Dispose();
        _other.Dispose();
    }

    [Fact]
    public void WhatGoesOnWithARunIsHeldUntilTheRoundEnds()
    {
        Send("a1", "a2", "a3", "a4", "a5");
        Assert.Equal("a1 a2", Arrived(_receiver));

        _loop.EndRound();
        Assert.Equal("a3 a4 a5", Arrived(_receiver));
    }

    [Fact]
    public void ARunEndsWithItsRound()
    {
        for (var round = 0; round < 3; round++)
        {
            Send("b1", "b2");
            Assert.Equal("b1 b2", Arrived(_receiver));
            _loop.EndRound();
        }
    }

    [Fact]
    public void AnotherLengthOrPeerSendsWhatIsHeldFirst()
    {
        Send("c1", "c2", "c3", "longer", "c4");
        Assert.Equal("c1 c2 c3 longer c4", Arrived(_receiver));

        Send("d1", "d2", "d3");
        SendTo(_other, "e1");
        Assert.Equal("d1 d2 d3", Arrived(_receiver));
        Assert.Equal("e1", Arrived(_other));
    }

    [Fact]
    public void AnotherOperationEndsTheRun()
    {
        Send("m1", "m2", "m3");
        _sender.RequireOpen().SetOption((1, 6), 1);
        Send("m4", "m5"); // the kernel may refuse them already
        Assert.Equal("m1 m2 m3 m4 m5", Arrived(_receiver));
    }

    [Fact]
    public void ALongRunLeavesInBatches()
    {
        var texts = Enumerable.Range(0, 1000).Select(static i => i.ToString("D4", null)).ToArray();
        Send(texts);
        _loop.EndRound();
        Assert.Equal(string.Join(' ', texts), Arrived(_receiver));
    }

    [Theory]
    [InlineData("another socket is asked")]
    [InlineData("an option is set")]
    [InlineData("the local endpoint is asked for")]
    [InlineData("the socket is connected")]
    [InlineData("the socket is closed")]
    [InlineData("the descriptor is released")]
    [InlineData("a receive begins")]
    [InlineData("the pool is disposed")]
    public void WhatIsHeldLeavesBefore(string what)
    {
        var another = new UdpSocket(_loop, _pool);
        another.Open(AddressFamily.InterNetwork);
        another.SegmentationOffload = true;
        another.Bind(new IpEndpoint(IpAddress.LoopbackV4, 0));
        _ = _other.SendTo("x"u8, new IPEndPoint(IPAddress.Loopback, another.RequireOpen().Local().Port));
        Send("f1", "f2", "f3", "f4");
        switch (what)
        {
            case "another socket is asked":
                _ = another.RequireOpen().BytesReadable();
                break;
            case "an option is set":
                _sender.RequireOpen().SetOption((1, 6), 1);
                break;
            case "the local endpoint is asked for":
                _ = _sender.RequireOpen().Local();
                break;
            case "the socket is connected":
                _sender.Connect(new IpEndpoint(IpAddress.LoopbackV4, 9));
                break;
            case "the socket is closed":
                _sender.Close();
                break;
            case "the descriptor is released":
                _sender.Release().Close();
                break;
            case "a receive begins":
                var wait = new PlainReceive();
                byte buffer;
                wait.Prepare(another, &buffer, 1, SocketFlags.Peek);
                Assert.True(another.ReceiveGeneral(wait));
                break;
            case "the pool is disposed":
                _pool.Dispose();
                break;
            default:
                Assert.Fail(what);
                break;
        }

        Assert.Equal("f1 f2 f3 f4", Arrived(_receiver));
        another.Close();
    }

    [Fact]
    public void WhatIsHeldLeavesWhileTheRoundGoesOn()
    {
        _pool.Batch.Dispose();
        _pool.Batch = new SegmentBatch(TimeSpan.FromMilliseconds(1));
        Send("g1", "g2", "g3", "g4");
        _receiver.ReceiveTimeout = 10_000;
        Assert.Equal(["g1", "g2", "g3", "g4"], Enumerable.Range(0, 4).Select(_ => Next(_receiver)));

        _loop.EndRound();
    }

    [Fact]
    public void AfterALateRunNothingIsHeldForAWhile()
    {
        _pool.Batch.Dispose();
        _pool.Batch = new SegmentBatch(TimeSpan.Zero); // every run is late
        Send("g1", "g2", "g3", "longer", "g4", "g5");
        Assert.Equal("g1 g2 g3 longer g4 g5", Arrived(_receiver));

        Send("g6", "g7", "g8");
        Assert.Equal("g6 g7 g8", Arrived(_receiver));
    }

    [Fact]
    public void ASystemThatTakesNoSegmentsGetsThemOneByOne()
    {
        _sender.RequireOpen().SetOption(NoChecksum, 1); // segments need checksums
        Send("h1", "h2", "h3", "h4");
        _loop.EndRound();
        Assert.Equal("h1 h2 h3 h4", Arrived(_receiver));

        Send("i1", "i2", "i3", "i4"); // the failure is known now
        Assert.Equal("i1 i2 i3 i4", Arrived(_receiver));
    }

    [Fact]
    public void ARefusalOfWhatIsHeldIsRaisedByTheNextSend()
    {
        Send("j1", "j2", "j3", "j4");
        _ = SocketCalls.Shutdown(_sender.Watched, SocketShutdown.Send); // fails with ENOTCONN, but disables sending
        _loop.EndRound();

        Assert.Equal("j1 j2", Arrived(_receiver));
        var error = RefusedSend("j5");
        Assert.Equal(Errno.EPIPE, error.Code);
        Assert.Equal("127.0.0.1", error.Address);
        Assert.Equal(PortOf(_receiver), error.Port);
        Assert.StartsWith("2 datagrams before this one", error.Detail, StringComparison.Ordinal);
        Assert.False(_sender.SegmentationOffload);
        Assert.DoesNotContain("before this one", RefusedSend("j6").Detail ?? "", StringComparison.Ordinal);
    }

    [Fact]
    public void ARefusalEndsTheRun()
    {
        Send("n1");
        _ = SocketCalls.Shutdown(_sender.Watched, SocketShutdown.Send); // fails with ENOTCONN, but disables sending

        for (var i = 2; i < 20; i++)
        {
            Assert.Equal(Errno.EPIPE, RefusedSend($"n{i}").Code);
        }

        Assert.Equal("n1", Arrived(_receiver));
    }

    [Fact]
    public void WhatIsHeldLeavesBeforeTheProcessMayEnd()
    {
        Send("o1", "o2", "o3", "o4");
        LuaInstance.FlushOutput();
        Assert.Equal("o1 o2 o3 o4", Arrived(_receiver));
    }

    [Theory]
    [InlineData("the option is off")]
    [InlineData("refusals are raised")]
    [InlineData("the buffer is small")]
    [InlineData("the datagram is empty")]
    [InlineData("the datagram is long")]
    public void NothingIsHeldWhen(string what)
    {
        var text = "k";
        switch (what)
        {
            case "the option is off":
                _sender.SegmentationOffload = false;
                break;
            case "refusals are raised":
                _sender.ReportsErrors = true;
                break;
            case "the buffer is small":
                _sender.RequireOpen().SetOption((1, 7), 1);
                text = new string('k', 1400);
                break;
            case "the datagram is empty":
                text = "";
                break;
            case "the datagram is long":
                text = new string('k', 1453);
                break;
            default:
                Assert.Fail(what);
                break;
        }

        Send(text, text, text, text);
        Assert.Equal($"{text} {text} {text} {text}", Arrived(_receiver));
    }

    [Fact]
    public void NothingIsHeldForAPeer()
    {
        _sender.Connect(new IpEndpoint(IpAddress.LoopbackV4, PortOf(_receiver)));
        Send("l1", "l2", "l3", "l4");
        Assert.Equal("l1 l2 l3 l4", Arrived(_receiver));
    }

    private void Send(params string[] texts)
    {
        foreach (var text in texts)
        {
            SendTo(_receiver, text);
        }
    }

    /// <summary>Sends as a script does: by the fast path, or by the general path if the fast one refuses.</summary>
    private void SendTo(Socket receiver, string text)
    {
        if (Try(receiver, text) is var errno and not 0)
        {
            Assert.Equal(UdpSocket.NotFast, errno);
            Assert.Null(GeneralSend(receiver, text).Error);
        }
    }

    private SendWait GeneralSend(Socket receiver, string text)
    {
        var wait = new SendWait(new Stack<SendWait>());
        Assert.True(
            _sender.Send(
                wait,
                Encoding.ASCII.GetBytes(text),
                new IpEndpoint(IpAddress.LoopbackV4, PortOf(receiver)),
                SocketFlags.None));
        return wait;
    }

    private int Try(Socket receiver, string text)
    {
        fixed (byte* bytes = Encoding.ASCII.GetBytes(text + "\0"))
        {
            return _sender.TrySendFast(bytes, text.Length, IpAddress.LoopbackV4, PortOf(receiver), SocketFlags.None);
        }
    }

    /// <summary>Sends as <see cref="SendTo"/> does. The send must fail.</summary>
    private LuaError RefusedSend(string text)
    {
        var errno = Try(_receiver, text);
        if (errno != UdpSocket.NotFast)
        {
            return _sender.SendFailed(errno, text.Length, new IpEndpoint(IpAddress.LoopbackV4, PortOf(_receiver)));
        }

        return Assert.IsType<LuaError>(GeneralSend(_receiver, text).Error);
    }

    /// <summary>
    /// Returns the datagrams at the receiver, separated by spaces. The loopback interface delivers during the send.
    /// </summary>
    private static string Arrived(Socket receiver)
    {
        var texts = new List<string>();
        while (receiver.Poll(0, SelectMode.SelectRead))
        {
            texts.Add(Next(receiver));
        }

        return string.Join(' ', texts);
    }

    private static string Next(Socket receiver)
    {
        var buffer = new byte[2048];
        return Encoding.ASCII.GetString(buffer, 0, receiver.Receive(buffer));
    }

    private static int PortOf(Socket socket) => ((IPEndPoint)socket.LocalEndPoint!).Port;

    private static Socket Plain()
    {
        var socket = new Socket(
            AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp)
        { ReceiveBufferSize = 1 << 22 };
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return socket;
    }

    private sealed class PlainReceive : ReceiveWait
    {
        public override string Operation => "receive";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
