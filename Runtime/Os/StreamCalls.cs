using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Reads and writes pipes, terminals, files and other descriptors. Never blocks the OS thread to wait for input or
/// room. Unless noted, a method returns a count or a negated errno. Linux only.
/// </summary>
/// <remarks>
/// No method sets O_NONBLOCK, because this flag belongs to the open file, which standard input shares with the shell
/// and with every program that the shell starts. Pipes and sockets are read and written with RWF_NOWAIT. If the kernel
/// does not support RWF_NOWAIT for a descriptor, poll(2) is called first, and each write is limited to a size that fits
/// whenever poll(2) reports room.
/// </remarks>
internal static unsafe class StreamCalls
{
    /// <summary>PIPE_BUF. A pipe that poll(2) reports as writable has room for this number of bytes.</summary>
    private const int PipePiece = 4096;
    private const int TerminalPiece = 256;
    private const int FilePiece = 64 * 1024;

    private const int RWF_NOWAIT = 8;
    private const int SIGPIPE = 13;
    private const int SIG_BLOCK = 0;
    private const int SIG_SETMASK = 2;
    private const int SetSize = 128;
    private const int F_GETPIPE_SZ = 1032;
    private const int SOL_SOCKET = 1;
    private const int SO_TYPE = 3;
    private const nuint TCGETS = 0x5401;
    private const nuint TIOCGPGRP = 0x540F;
    private const nuint TIOCSPGRP = 0x5410;
    private const int MaxModes = 256;

    private static readonly nint ReadNumber = NumberOf(onX64: 327, onArm64: 286);
    private static readonly nint WriteNumber = NumberOf(onX64: 328, onArm64: 287);

    /// <summary>Returns the kind of a descriptor.</summary>
    internal static DescriptorKind KindOf(int descriptor)
    {
        int type;
        var size = sizeof(int);
        return Libc.fcntl(descriptor, F_GETPIPE_SZ, 0) >= 0
            || Libc.getsockopt(descriptor, SOL_SOCKET, SO_TYPE, &type, &size) == 0
            ? DescriptorKind.Pipe
            : IsTerminal(descriptor) ? DescriptorKind.Terminal : DescriptorKind.Other;
    }

    internal static bool IsTerminal(int descriptor)
    {
        var modes = stackalloc byte[MaxModes];
        return Libc.ioctl(descriptor, TCGETS, modes) == 0;
    }

    /// <summary>
    /// Reads the available bytes. Returns 0 at the end of the input, or -EAGAIN if no input is available.
    /// </summary>
    internal static int Read(int descriptor, byte* buffer, int length, ref DescriptorKind kind)
    {
        if (kind == DescriptorKind.Pipe && ReadNumber != 0)
        {
            var result = WithoutWaiting(ReadNumber, descriptor, buffer, length);
            if (!IsUnsupported(result))
            {
                return result;
            }

            kind = DescriptorKind.OldPipe;
        }

        if (!IsReady(descriptor, Libc.POLLIN))
        {
            return -Libc.EAGAIN;
        }

        nint count;
        do
        {
            count = Libc.read(descriptor, new Span<byte>(buffer, length), (nuint)Math.Min(length, FilePiece));
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        return count < 0 ? -Marshal.GetLastPInvokeError() : (int)count;
    }

    /// <summary>
    /// Writes as many bytes as fit. Returns -EAGAIN if there is no room. Returns -EPIPE, without a SIGPIPE, if the pipe
    /// has no reader.
    /// </summary>
    internal static int Write(int descriptor, byte* bytes, int length, ref DescriptorKind kind)
    {
        var blocked = stackalloc byte[SetSize * 2];
        new Span<byte>(blocked, SetSize).Clear();
        *(ulong*)blocked = 1UL << (SIGPIPE - 1);
        _ = Libc.sigprocmask(SIG_BLOCK, blocked, blocked + SetSize);
        var result = WriteNow(descriptor, bytes, length, ref kind);
        if (result == -Libc.EPIPE)
        {
            Libc.TimeSpec none = default;
            _ = Libc.sigtimedwait(blocked, null, &none); // removes the SIGPIPE that the kernel sent with the error
        }

        _ = Libc.sigprocmask(SIG_SETMASK, blocked + SetSize, null);
        return result;
    }

    /// <summary>
    /// Makes a pipe. Both ends have FD_CLOEXEC, so started programs do not inherit them. Returns 0 or a negated errno.
    /// </summary>
    internal static int MakePipe(out int readEnd, out int writeEnd)
    {
        var ends = stackalloc int[2];
        var result = Libc.pipe2(ends, Libc.O_CLOEXEC);
        (readEnd, writeEnd) = (ends[0], ends[1]);
        return result < 0 ? -Marshal.GetLastPInvokeError() : 0;
    }

    /// <summary>Returns the foreground process group of a terminal.</summary>
    internal static int ForegroundGroup(int terminal)
    {
        int group;
        return Libc.ioctl(terminal, TIOCGPGRP, &group) < 0 ? -Marshal.GetLastPInvokeError() : group;
    }

    internal static int SetForegroundGroup(int terminal, int group) =>
        Libc.ioctl(terminal, TIOCSPGRP, &group) < 0 ? -Marshal.GetLastPInvokeError() : 0;

    private static int WriteNow(int descriptor, byte* bytes, int length, ref DescriptorKind kind)
    {
        if (kind == DescriptorKind.Pipe && WriteNumber != 0)
        {
            var result = WithoutWaiting(WriteNumber, descriptor, bytes, length);
            if (!IsUnsupported(result))
            {
                return result;
            }

            kind = DescriptorKind.OldPipe;
        }

        if (!IsReady(descriptor, Libc.POLLOUT))
        {
            return -Libc.EAGAIN;
        }

        var limit = kind switch
        {
            DescriptorKind.Terminal => TerminalPiece,
            DescriptorKind.Other => FilePiece,
            _ => PipePiece,
        };
        var piece = Math.Min(length, limit);
        nint count;
        do
        {
            count = Libc.write(descriptor, new ReadOnlySpan<byte>(bytes, piece), (nuint)piece);
        }
        while (count < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        return count < 0 ? -Marshal.GetLastPInvokeError() : (int)count;
    }

    /// <summary>Calls preadv2(2) or pwritev2(2) with RWF_NOWAIT at the current position of the file.</summary>
    private static int WithoutWaiting(nint number, int descriptor, byte* buffer, int length)
    {
        var vector = new IoVector { Base = buffer, Length = (nuint)length };
        var count = Libc.syscall(number, descriptor, &vector, 1, -1, null, (void*)RWF_NOWAIT);
        return count < 0 ? -*Libc.__errno_location() : (int)count;
    }

    private static bool IsUnsupported(int result) =>
        result is -Libc.EOPNOTSUPP or -Libc.ENOSYS or -Libc.EINVAL or -Libc.EPERM;

    private static bool IsReady(int descriptor, short what)
    {
        var wanted = new PollDescriptor { Descriptor = descriptor, Wanted = what };
        return Libc.poll_now(&wanted, 1, 0) > 0;
    }

    private static nint NumberOf(nint onX64, nint onArm64) => RuntimeInformation.ProcessArchitecture switch
    {
        Architecture.X64 => onX64,
        Architecture.Arm64 => onArm64,
        _ => 0,
    };
}

/// <summary>The kind of a descriptor, which determines how it is read and written.</summary>
internal enum DescriptorKind
{
    /// <summary>A file, or a device such as /dev/null. epoll(7) refuses files and some devices.</summary>
    Other,

    /// <summary>A pipe or a socket.</summary>
    Pipe,

    /// <summary>A pipe or a socket for which the kernel does not support RWF_NOWAIT.</summary>
    OldPipe,

    Terminal,
}
