using Moonwire.Modules.Ip.Address;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;
using Moonwire.Runtime.Sockets;

namespace Moonwire.Modules.Ip.Udp;

/// <summary>
/// The wait of a script's receive, with its results: the number of bytes, and for receive_from the sender's address and
/// port. The full length of a datagram that the buffer did not take comes last, so that the documented results keep
/// their positions.
/// </summary>
internal sealed unsafe class UdpReceiveWait(ReceiveWaitPool pool, AddressType addresses) : ReceiveWait
{
    public override string Operation =>
        WantsPacketInfo ? "receive_with_info" : WantsSender ? "receive_from" : "receive";

    public override string Describe() => $"{Operation} on {Socket.LocalName}";

    public override string Progress(int depth) => Socket.Progress;

    public override string BriefProgress() => Socket.BriefProgress;

    public override WaitAccount? Account(int depth) => Socket.Account(Operation);

    /// <summary>
    /// Sets the results of most datagrams directly in the waiting call's result slots, because pushing them first would
    /// move each value twice.
    /// </summary>
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

    /// <summary>Pushes a table { destination, local_address, interface, time, length, hops }.</summary>
    private void PushPacketInfo(LuaThread stack)
    {
        stack.PushTable(hash: 6);
        SetAddress(stack, "destination", PacketInfo.Destination);
        SetAddress(stack, "local_address", PacketInfo.Local);
        if (PacketInfo.Interface != 0)
        {
            stack.Push((long)PacketInfo.Interface);
            stack.SetField(-2, "interface");
        }

        if (PacketInfo.Hops != 0)
        {
            stack.Push((long)PacketInfo.Hops);
            stack.SetField(-2, "hops");
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
