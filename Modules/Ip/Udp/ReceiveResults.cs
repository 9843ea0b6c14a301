using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Native;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>The waits of parked receivers, used again: as many as fibers ever received at the same time.</summary>
internal sealed class ReceiveResults(AddressType addresses)
{
    private readonly Stack<Result> _idle = new();

    internal ReceiveWait Rent(bool withSender)
    {
        if (!_idle.TryPop(out var result))
        {
            result = new Result(this, addresses);
        }

        result.WithSender = withSender;
        return result;
    }

    /// <summary>
    /// Pushes the number of bytes, for receive_from the sender's address and port, and behind them the datagram's length
    /// if the buffer did not take all of it: what the page returns keeps its place.
    /// </summary>
    private sealed class Result(ReceiveResults owner, AddressType addresses) : ReceiveWait
    {
        internal bool WithSender { get; set; }

        public override string Operation => WithSender ? "receive_from" : "receive";

        public override string Describe() => $"{Operation} on {Socket.LocalName}";

        protected override int PushValues(LuaStack stack)
        {
            stack.Push((long)(WantsDatagramLength ? DatagramLength : Received));
            var count = 1;
            if (WithSender)
            {
                addresses.Push(stack, From.Address);
                stack.Push((long)From.Port);
                count = 3;
            }

            if (DatagramLength > Received)
            {
                stack.Push((long)DatagramLength);
                count++;
            }

            return count;
        }

        protected override void Reset() => owner._idle.Push(this);
    }
}
