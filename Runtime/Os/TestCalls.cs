using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>The functions of Linux that <c>moonwire test</c> needs. A result is a number, or a negated errno.</summary>
public static unsafe class TestCalls
{
    private const int F_SETFD = 2;
    private const int FD_CLOEXEC = 1;
    private const int P_ALL = 0;
    private const int WNOHANG = 1;
    private const int WEXITED = 4;
    private const int WNOWAIT = 0x01000000;
    private const int PR_SET_CHILD_SUBREAPER = 36;
    private const int SiginfoSize = 128;
    private const nuint TIOCGWINSZ = 0x5413;

    /// <summary>Makes this process the parent of all processes below it whose parents end.</summary>
    public static void AdoptOrphans() => _ = Libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0);

    /// <summary>Returns true if this process has a child. The child may have ended already.</summary>
    public static bool HasChildren()
    {
        var information = stackalloc byte[SiginfoSize];
        return Libc.waitid(P_ALL, 0, information, WEXITED | WNOHANG | WNOWAIT) == 0;
    }

    /// <summary>Sends a signal to a process, or to a process group if the number is negative.</summary>
    public static int Kill(int process, int signal) =>
        Libc.kill(process, signal) == 0 ? 0 : -Marshal.GetLastPInvokeError();

    /// <summary>Reaps a child that has ended. Returns 1, 0 if the child runs, or a negated errno.</summary>
    public static int Reap(int process) => ProcessCalls.Reap(process, out _);

    /// <summary>Keeps a descriptor from programs that this process starts.</summary>
    public static int CloseOnExec(int descriptor) =>
        Libc.fcntl(descriptor, F_SETFD, FD_CLOEXEC) >= 0 ? 0 : -Marshal.GetLastPInvokeError();

    /// <summary>Writes all bytes, and waits for room. Returns 0 or a negated errno.</summary>
    public static int Write(int descriptor, ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Libc.write(descriptor, bytes, (nuint)bytes.Length);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() is not Libc.EINTR and var errno)
            {
                return -errno;
            }
        }

        return 0;
    }

    /// <summary>Returns the number of columns of a terminal, or 0.</summary>
    public static int Columns(int descriptor)
    {
        var size = stackalloc ushort[4];
        return Libc.ioctl(descriptor, TIOCGWINSZ, size) == 0 ? size[1] : 0;
    }

    /// <summary>
    /// Returns a descriptor that reports changes of files (inotify(7)). It does not have FD_CLOEXEC, so that
    /// <c>file_descriptor.from_number</c> takes it over.
    /// </summary>
    public static int WatchFiles()
    {
        var descriptor = Libc.inotify_init1(0);
        return descriptor >= 0 ? descriptor : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Adds a path to a descriptor of <see cref="WatchFiles"/>. Returns the number of the watch.</summary>
    public static int WatchPath(int descriptor, ReadOnlySpan<byte> path, uint mask)
    {
        var text = stackalloc byte[path.Length + 1];
        path.CopyTo(new Span<byte>(text, path.Length));
        text[path.Length] = 0;
        var watch = Libc.inotify_add_watch(descriptor, text, mask);
        return watch >= 0 ? watch : -Marshal.GetLastPInvokeError();
    }
}
