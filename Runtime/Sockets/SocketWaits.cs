using System.Net.Sockets;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Sockets;

/// <summary>A fiber that waits for a datagram, and what it got.</summary>
public abstract unsafe class ReceiveWait : Wait
{
    private byte* _buffer;
    private int _length;

    public override bool IsExternal => true;

    /// <summary>The socket that is received on.</summary>
    public UdpSocket Socket { get; private set; } = null!;

    internal SocketFlags Flags { get; private set; }

    /// <summary>How many bytes were written to the buffer.</summary>
    public int Received { get; private set; }

    /// <summary>The datagram's own length, which may be more than the buffer took.</summary>
    public int DatagramLength { get; private set; }

    public IpEndpoint From { get; private set; }

    /// <summary>Says where to receive to: memory of a Lua userdata that the parked function's arguments keep alive.</summary>
    public void Prepare(UdpSocket socket, byte* buffer, int length, SocketFlags flags)
    {
        Socket = socket;
        _buffer = buffer;
        _length = length;
        Flags = flags;
    }

    internal void Complete(ReadOnlySpan<byte> datagram, in IpEndpoint from)
    {
        Received = Math.Min(_length, datagram.Length);
        DatagramLength = datagram.Length;
        From = from;
        datagram[..Received].CopyTo(new Span<byte>(_buffer, _length));
    }
}

/// <summary>A fiber whose send found no room in the socket's send buffer, or takes a turn after it.</summary>
/// <param name="idle">Where the wait goes when its outcome was taken, to be used again.</param>
public sealed class SendWait(Stack<SendWait> idle) : Wait
{
    public override bool IsExternal => true;

    internal UdpSocket? Socket { get; set; }

    /// <summary>How many bytes were sent.</summary>
    public int Sent { get; internal set; }

    public override string Describe() => $"room to send from {Socket?.LocalName}";

    protected override int PushValues(LuaStack stack)
    {
        stack.Push((long)Sent);
        return 1;
    }

    protected override void Reset() => idle.Push(this);

    protected internal override void Leave() => Socket?.LeaveSend(this);
}
