using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Sockets;

/// <summary>A fiber whose send found no room in the socket's send buffer, or takes a turn after it.</summary>
/// <param name="idle">Where the wait goes when its outcome was taken, to be used again.</param>
public sealed class SendWait(Stack<SendWait> idle) : Wait(WaitTraits.External)
{
    private byte[]? _datagram;

    internal UdpTransport? Socket { get; private set; }

    /// <summary>How many bytes were sent.</summary>
    public int Sent { get; internal set; }

    /// <summary>The operation that will end the wait, while it is pending.</summary>
    internal DatagramOperation? Underway { get; set; }

    /// <summary>The destination that was given with the datagram; null: the connected peer.</summary>
    internal IpEndpoint? To { get; private set; }

    /// <summary>Where the datagram goes; null: to the peer that the socket is connected to now.</summary>
    internal IpEndpoint? Destination { get; private set; }

    internal SocketFlags Flags { get; private set; }

    /// <summary>For send_from, the address of this machine to send from and the interface to send by.</summary>
    internal DatagramSource? Source { get; private set; }

    /// <summary>The datagram of a wait that is queued.</summary>
    internal ReadOnlySpan<byte> Datagram => _datagram;

    public override string Operation => Source is not null ? "send_from" : To is null ? "send" : "send_to";

    public override string Describe() => $"room to send from {Socket?.LocalName}";

    /// <summary>Says what is to be sent.</summary>
    internal void Prepare(UdpTransport socket, IpEndpoint? to, SocketFlags flags, DatagramSource? source = null)
    {
        Socket = socket;
        To = to;
        Destination = to;
        Flags = flags;
        Source = source;
        Sent = 0;
    }

    /// <summary>
    /// Keeps a copy of the datagram while the wait is queued, because other fibers may use the buffer meanwhile; and the peer,
    /// because the socket may be connected to another one.
    /// </summary>
    internal void Keep(ReadOnlySpan<byte> datagram, IpEndpoint? peer)
    {
        _datagram = datagram.ToArray();
        Destination ??= peer;
    }

    /// <summary>Takes over the result of a system call: the number of bytes sent, or a negated errno.</summary>
    internal SendProgress Settle(int result)
    {
        if (result == -Errno.EAGAIN)
        {
            return SendProgress.NoRoom;
        }

        Sent = Math.Max(0, result);
        Error = result < 0 ? LuaError.System(-result) : null;
        return SendProgress.Done;
    }

    /// <summary>Takes over the outcome of an attempt that was done.</summary>
    public SendWait Complete(UdpTransport socket, in IpEndpoint to, int sent, LuaError? error)
    {
        Prepare(socket, to, SocketFlags.None);
        Sent = sent;
        Error = error;
        return this;
    }

    protected override int PushValues(LuaThread stack)
    {
        stack.Push((long)Sent);
        return 1;
    }

    /// <summary>The pending operation goes on without the wait, which may be in use again when it ends.</summary>
    internal void Abandon()
    {
        if (Underway is { } operation)
        {
            operation.Sender = null;
            Underway = null;
        }
    }

    protected override void Reset()
    {
        _datagram = null;
        idle.Push(this);
    }

    protected internal override void Withdraw() => Socket?.WithdrawSend(this);
}

/// <summary>Where a datagram is sent from.</summary>
/// <param name="Address">An address of this machine.</param>
/// <param name="Interface">The index of an interface, or 0.</param>
internal readonly record struct DatagramSource(IpAddress Address, uint Interface);
