using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A file, a pipe or a device to which a recording is written. Linux only.
/// </summary>
public sealed unsafe class RecordDescriptor
{
    private const int O_WRONLY = 1;
    private const int O_ACCMODE = 3;
    private const int O_CREAT = 0x40;
    private const int O_NOCTTY = 0x100;
    private const int O_TRUNC = 0x200;
    private const int ReadableByAll = 0x1B6; // 0666, less the umask
    private const int F_GETFL = 3;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int FirstOwnDescriptor = 3;
    private const int SEEK_CUR = 1;
    private const int EBADF = 9;
    private const int SIG_BLOCK = 0;
    private const ulong SIGPIPE = 1UL << 12;
    private const int SignalWords = 16; // sigset_t of 64-bit systems

    private readonly int _descriptor;
    private readonly bool _isOwn;

    private RecordDescriptor(int descriptor, bool isOwn)
    {
        _descriptor = descriptor;
        _isOwn = isOwn;
        IsSeekable = Libc.lseek(descriptor, 0, SEEK_CUR) >= 0;
    }

    /// <summary>True for files. False for pipes, terminals and sockets, whose reader may be slow.</summary>
    internal bool IsSeekable { get; }

    /// <summary>
    /// Creates a file, or empties an existing file. Waits for a reader if the file is a named pipe. Throws IOException,
    /// whose HResult is the errno.
    /// </summary>
    public static RecordDescriptor Open(string path)
    {
        int descriptor;
        do
        {
            descriptor = Libc.open(path, O_WRONLY | O_CREAT | O_TRUNC | O_NOCTTY | Libc.O_CLOEXEC, ReadableByAll);
        }
        while (descriptor < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        return descriptor < 0
            ? throw Failure(Marshal.GetLastPInvokeError())
            : new RecordDescriptor(descriptor, isOwn: true);
    }

    /// <summary>
    /// Takes standard output for the recording. Descriptor 1 becomes a copy of standard error, so that text of the
    /// script is not written into the recording. Throws IOException.
    /// </summary>
    public static RecordDescriptor TakeOutput()
    {
        var flags = Libc.fcntl(OutputDescriptor.Output, F_GETFL, 0);
        if ((flags & O_ACCMODE) == 0 || (flags & Libc.O_PATH) != 0)
        {
            throw Failure(EBADF);
        }

        var descriptor = Libc.fcntl(OutputDescriptor.Output, F_DUPFD_CLOEXEC, FirstOwnDescriptor);
        if (descriptor < 0)
        {
            throw Failure(Marshal.GetLastPInvokeError());
        }

        _ = Libc.dup2(OutputDescriptor.Error, OutputDescriptor.Output);
        return new RecordDescriptor(descriptor, isOwn: false);
    }

    /// <summary>
    /// Blocks SIGPIPE for the calling OS thread, because a write to a pipe without a reader would end the process.
    /// </summary>
    internal static void BlockBrokenPipe()
    {
        var signals = stackalloc ulong[SignalWords];
        new Span<ulong>(signals, SignalWords).Clear();
        signals[0] = SIGPIPE;
        _ = Libc.sigprocmask(SIG_BLOCK, signals, null);
    }

    /// <summary>Waits for room, or for a time in milliseconds. Returns false without room.</summary>
    internal bool AwaitRoom(int milliseconds)
    {
        var room = new PollDescriptor { Descriptor = _descriptor, Wanted = Libc.POLLOUT };
        return Libc.poll(&room, 1, milliseconds) > 0;
    }

    /// <summary>Writes bytes. Returns the number of written bytes, or a negated errno.</summary>
    internal int Write(byte* bytes, int count)
    {
        var written = Libc.write(_descriptor, new ReadOnlySpan<byte>(bytes, count), (nuint)count);
        return written >= 0 ? (int)written : -Marshal.GetLastPInvokeError();
    }

    /// <summary>Cuts a file that was opened by its name. Does nothing to other descriptors.</summary>
    internal void Truncate(long length)
    {
        if (_isOwn && IsSeekable)
        {
            _ = Libc.ftruncate(_descriptor, length);
        }
    }

    private static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);
}
