using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;

namespace Moonwire.Runtime.Sockets;

/// <summary>A fiber that waits for a datagram, and what it got.</summary>
public abstract unsafe class ReceiveWait : Wait
{
    /// <summary>MSG_TRUNC.</summary>
    private const int DatagramLengthFlag = 0x20;

    private SenderRoom _sender;
    private IpEndpoint _from;

    private const SocketFlags PassedOn = SocketFlags.Peek | SocketFlags.OutOfBand | SocketFlags.DontRoute;

    public override bool IsExternal => true;

    internal override Enders EndedBy => Enders.Outside;

    /// <summary>The socket that is received on.</summary>
    public UdpSocket Socket { get; private set; } = null!;

    /// <summary>Where to receive to.</summary>
    internal byte* Buffer { get; private set; }

    /// <summary>How many bytes the buffer takes.</summary>
    internal int Length { get; private set; }

    internal SocketFlags Flags { get; private set; }

    /// <summary>Whether the result is the datagram's own length rather than what was received of it.</summary>
    public bool WantsDatagramLength { get; private set; }

    /// <summary>Whether the operation is one that tells who sent it.</summary>
    public bool WantsSender { get; set; }

    /// <summary>Whether the system is asked for the sender: not where it is known, or the script drops all results but the first.</summary>
    public bool AsksSender { get; set; }

    /// <summary>Whether <see cref="Arrival"/> is wanted as well.</summary>
    public bool WantsArrival { get; set; }

    public Arrival Arrival { get; internal set; }

    /// <summary>How many bytes were written to the buffer.</summary>
    public int Received { get; private set; }

    /// <summary>The datagram's own length, which may be more than the buffer took.</summary>
    public int DatagramLength { get; private set; }

    /// <summary>Who sent it.</summary>
    public IpEndpoint From
    {
        get
        {
            fixed (byte* sockaddr = &_sender.Sockaddr.First)
            {
                return IsDirect ? Sockaddr.Read(sockaddr) : _from;
            }
        }
    }

    /// <summary>The same, or null if it was not asked for.</summary>
    internal IpEndpoint? KnownSender => AsksSender ? From : null;

    /// <summary>Whether the sender is as the system gave it, which <see cref="Sender"/> tells.</summary>
    protected bool IsDirect { get; private set; }

    /// <summary>The sender's sockaddr.</summary>
    protected ref byte Sender => ref _sender.Sockaddr.First;

    /// <summary>Whether the socket's general receive has nothing to add to the system's.</summary>
    internal bool IsPlain => Flags == SocketFlags.None && !WantsArrival;

    /// <summary>Says where to receive to: memory of a Lua userdata that the parked function's arguments keep alive.</summary>
    public void Prepare(UdpSocket socket, byte* buffer, int length, SocketFlags flags)
    {
        if (Socket != socket)
        {
            Socket = socket;
        }

        Buffer = buffer;
        Length = length;
        WantsDatagramLength = ((int)flags & DatagramLengthFlag) != 0;
        Flags = flags & PassedOn;
    }

    /// <summary>Copies a datagram to the buffer.</summary>
    internal void Complete(ReadOnlySpan<byte> datagram, in IpEndpoint from)
    {
        Complete(datagram.Length, from);
        datagram[..Received].CopyTo(new Span<byte>(Buffer, Length));
    }

    /// <summary>Takes over the outcome of an attempt that was done.</summary>
    public void Complete(int length, in IpEndpoint from, LuaError? error)
    {
        Complete(Math.Max(0, length), from);
        Error = error;
    }

    /// <summary>Takes over what is in the buffer: as much of a datagram of <paramref name="length"/> bytes as fits.</summary>
    internal void Complete(int length, in IpEndpoint from)
    {
        Received = Math.Min(Length, length);
        DatagramLength = length;
        IsDirect = false;
        _from = from;
    }

    /// <summary>Receives straight from the system, on Linux. Returns the datagram's length, or a negated errno.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReceiveDirectly(int descriptor)
    {
        int length;
        fixed (SenderRoom* sender = &_sender)
        {
            length = DatagramCalls.Receive(descriptor, Buffer, Length, 0, AsksSender ? sender : null);
        }

        Received = Math.Min(Length, length);
        DatagramLength = length;
        IsDirect = true;
        return length;
    }
}
