using System.Net.Sockets;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// The wait of a fiber whose send found no room in the send buffer, or whose budget was used up by the send.
/// </summary>
/// <param name="idle">The pool that the wait returns to after its fiber has received the outcome.</param>
public sealed class SendWait(Stack<SendWait> idle) : Wait(WaitTraits.External)
{
    private byte[]? _datagram;

    internal UdpTransport? Socket { get; private set; }

    /// <summary>The number of the script line that sends, for the recorder.</summary>
    public int Place { get; set; }

    /// <summary>The number of bytes that were sent.</summary>
    public int Sent { get; internal set; }

    /// <summary>The pending operation that will end the wait, or null.</summary>
    internal DatagramOperation? Underway { get; set; }

    /// <summary>The destination that the script gave, or null for the connected peer.</summary>
    internal IpEndpoint? To { get; private set; }

    /// <summary>The destination of the datagram, or null for the socket's current peer.</summary>
    internal IpEndpoint? Destination { get; private set; }

    internal SocketFlags Flags { get; private set; }

    /// <summary>The source address and the interface that send_from uses, or null for other sends.</summary>
    internal DatagramSource? Source { get; private set; }

    /// <summary>The copy of the datagram while the wait is queued.</summary>
    internal ReadOnlySpan<byte> Datagram => _datagram;

    public override string Operation => Source is not null ? "send_from" : To is null ? "send" : "send_to";

    public override string Describe() => $"room to send from {Socket?.LocalName}";

    /// <summary>Sets the arguments of a send, and resets the number of bytes sent.</summary>
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
    /// Copies the datagram and the peer. Called before the wait is queued, because other fibers may change the script's
    /// buffer or the peer before the datagram is sent.
    /// </summary>
    internal void Keep(ReadOnlySpan<byte> datagram, IpEndpoint? peer)
    {
        _datagram = datagram.ToArray();
        Destination ??= peer;
    }

    /// <summary>Sets the outcome from the result of a syscall: the number of bytes sent, or a negated errno.</summary>
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

    /// <summary>Sets the outcome of a send that was made without this wait.</summary>
    public SendWait Complete(UdpTransport socket, in IpEndpoint to, int sent, LuaError? error)
    {
        Prepare(socket, to, SocketFlags.None);
        Sent = sent;
        Error = error;
        return this;
    }

    /// <summary>Makes the wait idle again. Called when there is no room and the fiber does not wait.</summary>
    public void Discard() => BecomeIdle();

    protected override int PushValues(LuaThread stack)
    {
        stack.Push((long)Sent);
        return 1;
    }

    /// <summary>
    /// Detaches the wait from its pending operation, because the wait may be reused before the operation ends.
    /// </summary>
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

/// <summary>The source address and the interface of a datagram to send.</summary>
/// <param name="Address">An address of this machine.</param>
/// <param name="Interface">The index of the interface, or 0 for any interface.</param>
internal readonly record struct DatagramSource(IpAddress Address, uint Interface);
