using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// A receive of a script, and its results: the number of bytes, for receive_from the sender's address and port, and behind
/// them the datagram's length if the buffer did not take all of it, because the page's results keep their places.
/// </summary>
internal sealed unsafe class UdpReceiveWait(ReceiveWaitPool pool, AddressType addresses) : ReceiveWait
{
    public override string Operation => WantsPacketInfo ? "receive_with_info" : WantsSender ? "receive_from" : "receive";

    public override string Describe() => $"{Operation} on {Socket.LocalName}";

    public override string Progress(int depth) => Socket.Progress;

    /// <summary>Sets the results of most datagrams where Lua takes them, because pushing them first would move each value twice.</summary>
    protected override void GiveValues(LuaThread waiting)
    {
        if (WantsPacketInfo || DatagramLength > Received)
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

    protected override int PushValues(LuaThread stack)
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

        if (WantsPacketInfo)
        {
            PushPacketInfo(stack);
            return count + 1;
        }

        if (isCut)
        {
            stack.Push((long)DatagramLength);
            count++;
        }

        return count;
    }

    private void PushSender(LuaThread stack)
    {
        fixed (byte* sockaddr = &Sender)
        {
            addresses.Push(stack, sockaddr);
            stack.Push((long)Sockaddr.PortOf(sockaddr));
        }
    }

    /// <summary>A table { destination, local_address, interface, time, length }.</summary>
    private void PushPacketInfo(LuaThread stack)
    {
        stack.PushTable(hash: 5);
        SetAddress(stack, "destination", PacketInfo.Destination);
        SetAddress(stack, "local_address", PacketInfo.Local);
        if (PacketInfo.Interface != 0)
        {
            stack.Push((long)PacketInfo.Interface);
            stack.SetField(-2, "interface");
        }

        stack.Push(PacketInfo.Seconds);
        stack.SetField(-2, "time");
        stack.Push((long)DatagramLength);
        stack.SetField(-2, "length");
    }

    private void SetAddress(LuaThread stack, string field, IpAddress? address)
    {
        if (address is { } known)
        {
            addresses.Push(stack, known);
            stack.SetField(-2, field);
        }
    }

    protected override void Reset() => pool.Return(this);
}
