using System.Net.Sockets;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Tests.Runtime.Sockets;

[TestClass]
public sealed class SaeaChannelTests
{
    [Fact]
    public void ASendThatWasGivenUpTouchesItsWaitNoMore()
    {
        using var pool = new OperationPool(Serilog.Core.Logger.None);
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
        var channel = new SaeaChannel(null!, socket, pool);
        var wait = new SendWait(new Stack<SendWait>());
        var operation = pool.Rent(AddressFamily.InterNetwork);
        operation.Channel = channel;
        operation.Sender = wait;
        wait.Underway = operation;

        wait.Abandon();
        wait.Sent = 42; // the wait is in use again
        channel.OnCompleted(operation);

        Assert.Equal(42, wait.Sent);
        Assert.Null(wait.Underway);
        Assert.Same(operation, pool.Rent(AddressFamily.InterNetwork));
        pool.Return(operation);
    }
}
