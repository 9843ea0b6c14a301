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
/// Two sockets of one open file, as in two processes. One looks and finds a datagram, the other takes it, and the
/// receive that the first one issues then goes pending.
/// </summary>
[TestClass]
public sealed unsafe class PendingReceiveTests : IDisposable
{
    private const long Long = 10_000_000_000;

    private readonly EventLoop _loop = new(
        new PortablePoller(), new FiberScheduler(default, new RunningThread(), null!));
    private readonly UdpSocketPool _pool = new(direct: false, Logger.None);
    private readonly UdpSocket _sender;
    private readonly UdpSocket _first;
    private readonly UdpSocket _second;

    public PendingReceiveTests()
    {
        _sender = Bound();
        _first = Bound();
        _second = new UdpSocket(_loop, _pool);
        _second.Assign(
            AddressFamily.InterNetwork,
            new FileDescriptor(SocketCalls.Duplicate((int)_first.Watched.SafeHandle.DangerousGetHandle())),
            1);
    }

    public void Dispose()
    {
        _sender.Close();
        _first.Close();
        _second.Close();
        _loop.Dispose();
        _pool.Dispose();
    }

    [Fact]
    public void AReceiveThatLooksFirstDoesNotGoPending()
    {
        Send("one");
        Assert.Equal("one", Receive(_first));

        Assert.Null(Receive(_second));

        Assert.False(_second.Channel!.IsReceivePending);
        Send("two");
        Assert.Equal("two", Receive(_first));
    }

    [Fact]
    public void WhatAPendingReceiveGotIsHeldForTheNextReceivers()
    {
        LetPending(_second);
        Assert.Null(Receive(_second));
        Send("held");
        TakeUp(_second);
        Send("later");

        Assert.Equal(4, _second.RequireOpen().BytesReadable());
        Assert.Equal("held", Receive(_second, SocketFlags.Peek));
        Assert.Equal("held", Receive(_second));
        Assert.Equal("later", Receive(_second));
        Assert.Null(Receive(_second));
    }

    [Fact]
    public void EveryReceiverThatWaitedIsServedWithWhatIsHeld()
    {
        LetPending(_second);
        var (peeking, taking, left) = (Park(SocketFlags.Peek), Park(SocketFlags.None), Park(SocketFlags.None));

        Send("held");
        TakeUp(_second);

        Assert.Equal(("held", "held"), (Text(peeking), Text(taking)));
        Assert.Equal(
            (FiberState.Ready, FiberState.Ready, FiberState.Parked),
            (peeking.Fiber!.State, taking.Fiber!.State, left.Fiber!.State));
        Assert.True(_second.IsWatched);
        Send("next");
        _loop.Poll(Long);
        Assert.Equal("next", Text(left));
    }

    [Fact]
    public void AFailureThatEndsAPendingReceiveIsToldOnce()
    {
        var dead = Bound();
        _second.Connect(dead.RequireOpen().Local());
        dead.Close();
        LetPending(_second);

        Assert.True(_second.Send(new SendWait(new Stack<SendWait>()), "x"u8, null, SocketFlags.None));
        TakeUp(_second);

        var wait = Wait(_second, SocketFlags.Peek);
        Assert.True(_second.ReceiveGeneral(wait));
        Assert.Equal(Errno.ECONNREFUSED, wait.Error?.Code);
        Assert.Null(Receive(_second));
    }

    [Fact]
    public void AFailureIsReceivedThoughItIsNoInput()
    {
        var dead = Bound();
        _first.Connect(dead.RequireOpen().Local());
        dead.Close();
        Assert.True(_first.Send(new SendWait(new Stack<SendWait>()), "x"u8, null, SocketFlags.None));
        var wait = Wait(_first, SocketFlags.None);

        Assert.True(_first.ReceiveGeneral(wait));

        Assert.Equal(Errno.ECONNREFUSED, wait.Error?.Code);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void AReleaseTakesAlongWhatThePendingReceiveGets(bool isTakenUp)
    {
        LetPending(_second);
        Send("held");
        if (isTakenUp)
        {
            TakeUp(_second);
        }

        Send("later");
        var descriptor = _second.Release();
        _loop.Poll(0); // if the operation ends as late as now, nothing is touched
        _second.Assign(AddressFamily.InterNetwork, descriptor, 1);

        Assert.Equal("held", Receive(_second));
        Assert.Equal("later", Receive(_second));
        Assert.Null(Receive(_first));
    }

    [Fact]
    public void AReleaseWithNothingToTakeAlongLeavesTheQueueToOthers()
    {
        LetPending(_second);

        Assert.Null(_second.Release().Stashed);

        Send("one");
        Assert.Equal("one", Receive(_first));
    }

    [Fact]
    public void AClosedSocketsPendingReceiveGoesBackToThePool()
    {
        LetPending(_second);
        var created = _pool.Operations.Created;
        _second.Close();

        var rented = new List<DatagramOperation>();
        for (var i = 0; i < 10 && Idle() < created; i++)
        {
            _loop.Poll(Long);
        }

        Assert.Equal(created, Idle());

        int Idle()
        {
            var before = _pool.Operations.Created;
            rented.Clear();
            while (_pool.Operations.Created == before)
            {
                rented.Add(_pool.Operations.Rent(AddressFamily.InterNetwork));
            }

            var idle = rented.Count - 1;
            rented[^1].Dispose();
            rented.Take(idle).ToList().ForEach(_pool.Operations.Return);
            return idle;
        }
    }

    [Fact]
    public void WhatEndsAfterTheLoopIsLeft()
    {
        _loop.Dispose();

        _loop.RequestStop();
    }

    private UdpSocket Bound()
    {
        var socket = new UdpSocket(_loop, _pool);
        socket.Open(AddressFamily.InterNetwork);
        socket.Bind(new IpEndpoint(IpAddress.LoopbackV4, 0));
        return socket;
    }

    private static void LetPending(UdpSocket socket)
    {
        Assert.False(((SaeaChannel)socket.Channel!).Issue(Wait(socket, SocketFlags.None)));
        Assert.True(socket.Channel.IsReceivePending);
    }

    private void TakeUp(UdpSocket socket)
    {
        for (var i = 0; i < 10 && socket.Channel!.IsReceivePending; i++)
        {
            _loop.Poll(Long);
        }

        Assert.False(socket.Channel!.IsReceivePending);
    }

    private void Send(string text) =>
        Assert.True(
            _sender.Send(
                new SendWait(new Stack<SendWait>()),
                Encoding.ASCII.GetBytes(text),
                _first.RequireOpen().Local(),
                SocketFlags.None));

    private TestWait Park(SocketFlags flags)
    {
        var wait = new TestWait { Fiber = new Fiber(1, default, spawnedAt: null) { State = FiberState.Parked } };
        wait.Prepare(_second, wait.Start, wait.Memory.Length, flags);
        Assert.False(_second.ReceiveGeneral(wait));
        _second.AddReceiver(wait);
        return wait;
    }

    private static TestWait Wait(UdpSocket socket, SocketFlags flags)
    {
        var wait = new TestWait();
        wait.Prepare(socket, wait.Start, wait.Memory.Length, flags);
        return wait;
    }

    /// <summary>Returns the text of a datagram that is received at once, or null.</summary>
    private static string? Receive(UdpSocket socket, SocketFlags flags = SocketFlags.None)
    {
        var wait = Wait(socket, flags);
        if (socket.Channel!.Receive(wait))
        {
            Assert.Null(wait.Error);
            return Text(wait);
        }

        return null;
    }

    private static string Text(TestWait wait) => Encoding.ASCII.GetString(wait.Memory, 0, wait.Received);

    private sealed class TestWait : ReceiveWait
    {
        public byte[] Memory { get; } = GC.AllocateArray<byte>(16, pinned: true);

        public byte* Start => (byte*)System.Runtime.CompilerServices.Unsafe.AsPointer(ref Memory[0]);

        public override string Operation => "receive";

        protected override int PushValues(LuaThread stack) => 0;
    }
}
