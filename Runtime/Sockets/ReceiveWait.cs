using System.Net.Sockets;
using System.Runtime.CompilerServices;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Fibers;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Sockets;

/// <summary>The wait of a fiber for a datagram. It carries the arguments and the outcome of the receive.</summary>
public abstract unsafe class ReceiveWait() : Wait(WaitTraits.External)
{
    /// <summary>MSG_TRUNC.</summary>
    private const int DatagramLengthFlag = 0x20;

    private const SocketFlags PassedOn = SocketFlags.Peek | SocketFlags.OutOfBand | SocketFlags.DontRoute;

    private SenderRoom _sender;

    /// <summary>The socket of the receive.</summary>
    public UdpSocket Socket { get; private set; } = null!;

    /// <summary>The start of the buffer that the datagram is received into.</summary>
    internal byte* Buffer { get; private set; }

    /// <summary>The size of the buffer in bytes.</summary>
    internal int Length { get; private set; }

    internal SocketFlags Flags { get; private set; }

    /// <summary>The number of the script line that receives, for the recorder.</summary>
    internal int Place { get; private set; }

    /// <summary>True if the receive leaves the datagram in the queue.</summary>
    internal bool IsPeek => Flags.HasFlag(SocketFlags.Peek);

    /// <summary>The sender of a datagram that the general path has received.</summary>
    internal IpEndpoint AnySender
    {
        get
        {
            fixed (byte* sockaddr = &Sender)
            {
                return Sockaddr.Read(sockaddr);
            }
        }
    }

    /// <summary>
    /// True if the script gets the full length of the datagram instead of the number of bytes in the buffer.
    /// </summary>
    public bool WantsDatagramLength { get; private set; }

    /// <summary>True if the function that the script called returns the sender.</summary>
    public bool WantsSender { get; set; }

    /// <summary>
    /// True if the syscall asks for the sender. False if the sender is known, or if the script uses only the first
    /// result.
    /// </summary>
    public bool AsksSender { get; set; }

    /// <summary>True if the receive must also set <see cref="PacketInfo"/>.</summary>
    public bool WantsPacketInfo { get; set; }

    public PacketInfo PacketInfo { get; internal set; }

    /// <summary>The number of bytes that were written to the buffer.</summary>
    public int Received { get; private set; }

    /// <summary>The full length of the datagram, which may be larger than the buffer.</summary>
    public int DatagramLength { get; private set; }

    /// <summary>The sender of the datagram, or null if the syscall did not ask for it.</summary>
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

    /// <summary>The first byte of the sender's sockaddr.</summary>
    protected ref byte Sender => ref _sender.Sockaddr.First;

    /// <summary>True if the receive has no flags and does not need <see cref="PacketInfo"/>.</summary>
    internal bool IsPlain => Flags == SocketFlags.None && !WantsPacketInfo;

    /// <summary>
    /// Sets the socket, the buffer and the flags. The buffer belongs to a Lua userdata, which stays alive because it is
    /// an argument of the parked function.
    /// </summary>
    /// <param name="socket">The socket of the receive.</param>
    /// <param name="buffer">The start of the buffer.</param>
    /// <param name="length">The size of the buffer in bytes.</param>
    /// <param name="flags">The flags of the receive.</param>
    /// <param name="caller">The Lua thread of the call, or the default value after the receive.</param>
    public void Prepare(
        UdpSocket socket,
        byte* buffer,
        int length,
        SocketFlags flags,
        LuaThread caller = default)
    {
        if (Socket != socket)
        {
            Socket = socket;
        }

        Buffer = buffer;
        Length = length;
        WantsDatagramLength = ((int)flags & DatagramLengthFlag) != 0;
        Flags = flags & PassedOn;
        Place = socket.PlaceOf(caller);
    }

    /// <summary>Sets the outcome of a receive that was made without this wait.</summary>
    /// <param name="length">The full length of the datagram.</param>
    /// <param name="sender">The sender, or null if the syscall did not ask for it.</param>
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

    internal override bool TryEnd() => Socket.TryServe(this);

    /// <summary>Makes the wait idle again. Called when there is no datagram and the fiber does not wait.</summary>
    public void Discard() => BecomeIdle();

    /// <summary>Copies a datagram to the buffer and sets the outcome.</summary>
    internal void Complete(ReadOnlySpan<byte> datagram, in IpEndpoint sender)
    {
        SetReceived(datagram.Length);
        datagram[..Received].CopyTo(new Span<byte>(Buffer, Length));
        SetSender(sender);
    }

    /// <summary>
    /// Sets both lengths after a datagram of <paramref name="length"/> bytes was received into the buffer.
    /// </summary>
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

    /// <summary>
    /// Sets the error if the result of a syscall is a negated errno other than EAGAIN. A result that is not negative is
    /// the full length of the datagram.
    /// </summary>
    /// <returns>False if there was no datagram.</returns>
    internal bool Settle(int result)
    {
        if (result < 0 && result != UdpSocket.WouldBlock)
        {
            Error = LuaError.System(-result);
        }

        return result != UdpSocket.WouldBlock;
    }

    /// <summary>Receives a datagram with one syscall. Linux only.</summary>
    /// <returns>The full length of the datagram, or a negated errno.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal int ReceiveFast(UdpTransport socket)
    {
        int length;
        fixed (SenderRoom* sender = &_sender)
        {
            length = socket.ReceiveFast(Buffer, Length, AsksSender ? sender : null, wait: this);
        }

        SetReceived(length);
        return length;
    }

    /// <summary>Receives a datagram with the flags of the wait. Linux only.</summary>
    /// <returns>The full length of the datagram, or a negated errno.</returns>
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

    /// <summary>
    /// Receives a datagram with the flags of the wait, and sets <see cref="PacketInfo"/>. Linux only.
    /// </summary>
    /// <returns>The full length of the datagram, or a negated errno.</returns>
    internal int ReceiveWithPacketInfo(int descriptor, AddressFamily family)
    {
        var length =
            ControlMessages.Receive(descriptor, Buffer, Length, (int)Flags, family, out var from, out var info);
        SetReceived(length);
        SetSender(from);
        PacketInfo = info;
        return length;
    }
}
