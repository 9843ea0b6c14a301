using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics.X86;
using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Sockets;

/// <summary>
/// Calls recvfrom(2), sendto(2) and sendmsg(2). The calls never block, and are repeated if a signal interrupts them.
/// Linux only.
/// </summary>
/// <remarks>The calls make no GC transition, because they return at once.</remarks>
internal static unsafe class DatagramCalls
{
    // asm/unistd.h
    private static nint SendTo => X86Base.X64.IsSupported ? 44 : IsArm32 ? 290 : 206;

    private static nint RecvFrom => X86Base.X64.IsSupported ? 45 : IsArm32 ? 292 : 207;

    private static nint SendMsg => X86Base.X64.IsSupported ? 46 : IsArm32 ? 296 : 211;

    private static bool IsArm32 => sizeof(nint) == sizeof(int);

    private const int MSG_DONTWAIT = 0x40;
    private const int MSG_TRUNC = 0x20;
    private const int MSG_NOSIGNAL = 0x4000;
    private const int SOL_UDP = 17;
    private const int UDP_SEGMENT = 103;

    /// <summary>Receives a datagram and, unless <paramref name="sender"/> is null, its sender's address.</summary>
    /// <returns>The full length of the datagram, which may be larger than the buffer, or a negated errno.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Receive(int descriptor, byte* buffer, int length, int flags, SenderRoom* sender)
    {
        if (sender is not null)
        {
            sender->Size = Sockaddr.MaxSize;
        }

        // The size follows the sockaddr. If the sockaddr is null, the kernel ignores the pointer to the size.
        var count = Libc.syscall(
            RecvFrom,
            descriptor,
            buffer,
            (nuint)length,
            flags | MSG_DONTWAIT | MSG_TRUNC,
            sender,
            (byte*)sender + sizeof(SockaddrRoom));
        return count >= 0 ? (int)count : NotReceived(descriptor, buffer, length, flags, sender);
    }

    private static int NotReceived(int descriptor, byte* buffer, int length, int flags, SenderRoom* sender)
    {
        var errno = *Libc.__errno_location();
        return errno == Libc.EINTR ? Receive(descriptor, buffer, length, flags, sender) : -errno;
    }

    /// <summary>
    /// Sends a datagram, to the connected peer if <paramref name="sockaddr"/> is null and its size is 0.
    /// </summary>
    /// <returns>The number of bytes sent, or a negated errno.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    internal static int Send(int descriptor, byte* datagram, int length, int flags, byte* sockaddr, int size)
    {
        var count = Libc.syscall(
            SendTo,
            descriptor,
            datagram,
            (nuint)length,
            flags | MSG_DONTWAIT | MSG_NOSIGNAL,
            sockaddr,
            (void*)(nint)size);
        return count >= 0 ? (int)count : NotSent(descriptor, datagram, length, flags, sockaddr, size);
    }

    private static int NotSent(int descriptor, byte* datagram, int length, int flags, byte* sockaddr, int size)
    {
        var errno = *Libc.__errno_location();
        return errno == Libc.EINTR ? Send(descriptor, datagram, length, flags, sockaddr, size) : -errno;
    }

    /// <summary>
    /// Sends the bytes as datagrams of <paramref name="segment"/> bytes each, in one call (UDP_SEGMENT, udp(7)). The
    /// kernel takes either all datagrams or none.
    /// </summary>
    /// <returns>0 or an errno.</returns>
    internal static int SendSegments(
        int descriptor,
        byte* bytes,
        int length,
        int segment,
        byte* sockaddr,
        int size)
    {
        var control = stackalloc ControlHeader[2]; // the header and its data
        control[0] = new ControlHeader
        {
            Length = (nuint)(sizeof(ControlHeader) + sizeof(ushort)),
            Level = SOL_UDP,
            Type = UDP_SEGMENT,
        };
        *(ushort*)(control + 1) = (ushort)segment;
        var vector = new IoVector { Base = bytes, Length = (nuint)length };
        var header = new MessageHeader
        {
            Name = sockaddr,
            NameSize = size,
            Vectors = &vector,
            VectorCount = 1,
            Control = (byte*)control,
            ControlSize = (nuint)(sizeof(ControlHeader) + sizeof(nuint)),
        };
        while (true)
        {
            var sent = Libc.syscall(SendMsg, descriptor, &header, MSG_DONTWAIT | MSG_NOSIGNAL, 0, null, null);
            var errno = sent >= 0 ? 0 : *Libc.__errno_location();
            if (errno != Libc.EINTR)
            {
                return errno;
            }
        }
    }
}
