using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;

namespace Moonwire.Runtime.Sockets;

/// <summary>A fiber that waits for a datagram, and the datagram that it got.</summary>
public abstract unsafe class ReceiveWait() : Wait(WaitTraits.External)
{
    /// <summary>MSG_TRUNC.</summary>
    private const int DatagramLengthFlag = 0x20;

    private const SocketFlags PassedOn = SocketFlags.Peek | SocketFlags.OutOfBand | SocketFlags.DontRoute;

    private SenderRoom _sender;

    /// <summary>The socket that is received on.</summary>
    public UdpSocket Socket { get; private set; } = null!;

    /// <summary>Where to receive to.</summary>
    internal byte* Buffer { get; private set; }

    /// <summary>How many bytes the buffer takes.</summary>
    internal int Length { get; private set; }

    internal SocketFlags Flags { get; private set; }

    /// <summary>True if the result is the datagram's own length rather than the number of bytes that were received of it.</summary>
    public bool WantsDatagramLength { get; private set; }

    /// <summary>True if the operation returns the sender.</summary>
    public bool WantsSender { get; set; }

    /// <summary>True if the kernel is asked for the sender. It is not where the sender is known, or the script drops all results but the first.</summary>
    public bool AsksSender { get; set; }

    /// <summary>True if <see cref="PacketInfo"/> is wanted as well.</summary>
    public bool WantsPacketInfo { get; set; }

    public PacketInfo PacketInfo { get; internal set; }

    /// <summary>How many bytes were written to the buffer.</summary>
    public int Received { get; private set; }

    /// <summary>The datagram's own length, which may be more than the buffer took.</summary>
    public int DatagramLength { get; private set; }

    /// <summary>The sender of the datagram, if it was asked for.</summary>
    internal IpEndpoint? KnownSender
    {
        get
        {
            fixed (byte* sockaddr = &Sender)
            {
                return AsksSender ? Sockaddr.Read(sockaddr) : null;
            }
        }
    }

    /// <summary>The sender's sockaddr.</summary>
    protected ref byte Sender => ref _sender.Sockaddr.First;

    /// <summary>True if the receive has no flags and wants nothing beside the datagram and its sender.</summary>
    internal bool IsPlain => Flags == SocketFlags.None && !WantsPacketInfo;

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

    /// <summary>Sets the outcome of a receive that was made before the wait.</summary>
    /// <param name="length">The datagram's own length.</param>
    /// <param name="sender">The sender, or null if the kernel was not asked.</param>
    /// <param name="error">The failure, or null.</param>
    public void Complete(int length, SenderRoom* sender, LuaError? error)
    {
        SetReceived(length);
        Error = error;
        if (sender is not null)
        {
            _sender = *sender;
        }
    }

    /// <summary>Copies a datagram to the buffer.</summary>
    internal void Complete(ReadOnlySpan<byte> datagram, in IpEndpoint sender)
    {
        SetReceived(datagram.Length);
        datagram[..Received].CopyTo(new Span<byte>(Buffer, Length));
        SetSender(sender);
    }

    /// <summary>The buffer has as much of a datagram of <paramref name="length"/> bytes as it takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal void SetReceived(int length)
    {
        Received = Math.Min(Length, length);
        DatagramLength = length;
    }

    internal void SetSender(in IpEndpoint sender)
    {
        fixed (byte* sockaddr = &Sender)
        {
            _ = RawEndPoint.Write(new Span<byte>(sockaddr, Sockaddr.MaxSize), sender);
        }
    }

    /// <summary>Takes over the result of a system call: the datagram's own length, or a negated errno.</summary>
    /// <returns>False if there was no datagram.</returns>
    internal bool Settle(int result)
    {
        if (result < 0 && result != UdpSocket.WouldBlock)
        {
            Error = LuaError.System(-result);
        }

        return result != UdpSocket.WouldBlock;
    }

    /// <summary>Receives with one system call, on Linux.</summary>
    /// <returns>The datagram's own length, or a negated errno.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReceiveFast(UdpTransport socket)
    {
        int length;
        fixed (SenderRoom* sender = &_sender)
        {
            length = socket.ReceiveFast(Buffer, Length, AsksSender ? sender : null);
        }

        SetReceived(length);
        return length;
    }

    /// <summary>Receives with the flags of the wait, on Linux.</summary>
    /// <returns>The datagram's own length, or a negated errno.</returns>
    internal int ReceiveWithFlags(int descriptor)
    {
        int length;
        fixed (SenderRoom* sender = &_sender)
        {
            length = DatagramCalls.Receive(descriptor, Buffer, Length, (int)Flags, sender);
        }

        SetReceived(length);
        return length;
    }

    /// <summary>Receives with the flags of the wait and with <see cref="PacketInfo"/>, on Linux.</summary>
    /// <returns>The datagram's own length, or a negated errno.</returns>
    internal int ReceiveWithPacketInfo(int descriptor, AddressFamily family)
    {
        var length = ControlMessages.Receive(descriptor, Buffer, Length, (int)Flags, family, out var from, out var info);
        SetReceived(length);
        SetSender(from);
        PacketInfo = info;
        return length;
    }
}
