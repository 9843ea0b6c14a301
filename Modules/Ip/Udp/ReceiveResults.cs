using System.Runtime.CompilerServices;
using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// The waits of parked receivers, used again. Each socket keeps its first one; beyond these there are as many as fibers ever
/// received on sockets that others received on.
/// </summary>
internal sealed class ReceiveResults(AddressType addresses)
{
    private readonly Stack<Result> _idle = new();

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal ReceiveWait Rent(UdpSocket socket, bool withSender, bool asksSender, bool withArrival = false)
    {
        var wait = socket.KeptWait is { IsIdle: true } kept ? kept : RentAnother(socket);
        wait.WantsSender = withSender;
        wait.AsksSender = asksSender;
        wait.WantsArrival = withArrival;
        return wait;
    }

    private Result RentAnother(UdpSocket socket)
    {
        if (socket.KeptWait is null)
        {
            var first = new Result(this, addresses);
            socket.KeptWait = first;
            return first;
        }

        return _idle.TryPop(out var result) ? result : new Result(this, addresses);
    }

    /// <summary>Returns what <see cref="Result"/> pushes for a datagram that needed no wait.</summary>
    /// <param name="from">The sender, if the system was asked.</param>
    internal int Return(LuaCall call, UdpSocket socket, int length, int capacity, bool withSender, in IpEndpoint? from)
    {
        call.Stack.PushNil();
        call.Stack.Push((long)Math.Min(length, capacity));
        var count = 2;
        if (withSender && from is { } sender)
        {
            addresses.Push(call.Stack, sender.Address);
            call.Stack.Push((long)sender.Port);
            count = 4;
        }

        if (length > capacity)
        {
            socket.WarnOfCut(withSender ? "receive_from" : "receive", length, capacity, from);
            call.Stack.Push((long)length);
            count++;
        }

        return count;
    }

    /// <summary>
    /// Pushes the number of bytes, for receive_from the sender's address and port, and behind them the datagram's length
    /// if the buffer did not take all of it: what the page returns keeps its place.
    /// </summary>
    private sealed unsafe class Result(ReceiveResults owner, AddressType addresses) : ReceiveWait
    {
        public override string Operation => WantsArrival ? "receive_with_info" : WantsSender ? "receive_from" : "receive";

        public override string Describe() => $"{Operation} on {Socket.LocalName}";

        public override string Progress(int depth) => Socket.Progress;

        /// <summary>What most datagrams take, without moving each value twice.</summary>
        protected override void GiveValues(LuaStack waiting)
        {
            if (!IsDirect || DatagramLength > Received)
            {
                base.GiveValues(waiting);
                return;
            }

            if (!WantsSender || !AsksSender)
            {
                Results(waiting, 1).Set(0, Received);
                return;
            }

            fixed (byte* sockaddr = &Sender)
            {
                var results = Results(waiting, 3);
                results.Set(0, Received);
                addresses.Set(results, 1, waiting, sockaddr);
                results.Set(2, Sockaddr.PortOf(sockaddr));
            }
        }

        protected override int PushValues(LuaStack stack)
        {
            var isCut = DatagramLength > Received;
            if (isCut)
            {
                Socket.WarnOfCut(this);
            }

            stack.Push((long)(WantsDatagramLength ? DatagramLength : Received));
            var count = 1;
            if (WantsSender && AsksSender)
            {
                PushSender(stack);
                count = 3;
            }

            if (WantsArrival)
            {
                PushArrival(stack);
                return count + 1;
            }

            if (isCut)
            {
                stack.Push((long)DatagramLength);
                count++;
            }

            return count;
        }

        private void PushSender(LuaStack stack)
        {
            if (!IsDirect)
            {
                addresses.Push(stack, From.Address);
                stack.Push((long)From.Port);
                return;
            }

            fixed (byte* sockaddr = &Sender)
            {
                addresses.Push(stack, sockaddr);
                stack.Push((long)Sockaddr.PortOf(sockaddr));
            }
        }

        /// <summary>A table { destination, local_address, interface, time, length }.</summary>
        private void PushArrival(LuaStack stack)
        {
            stack.PushTable(hash: 5);
            SetAddress(stack, "destination", Arrival.Destination);
            SetAddress(stack, "local_address", Arrival.Local);
            if (Arrival.Interface != 0)
            {
                stack.Push((long)Arrival.Interface);
                stack.SetField(-2, "interface");
            }

            stack.Push(Arrival.Seconds);
            stack.SetField(-2, "time");
            stack.Push((long)DatagramLength);
            stack.SetField(-2, "length");
        }

        private void SetAddress(LuaStack stack, string field, IpAddress? address)
        {
            if (address is { } known)
            {
                addresses.Push(stack, known);
                stack.SetField(-2, field);
            }
        }

        protected override void Reset()
        {
            if (Socket.KeptWait != this)
            {
                owner._idle.Push(this);
            }
        }
    }
}
