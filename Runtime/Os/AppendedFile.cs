using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A regular file, pipe, terminal or device that is open for appending. Other programs may write, move or delete the
/// file while it is open. Methods throw <see cref="IOException"/>, whose HResult is the errno on Linux.
/// </summary>
public sealed unsafe class AppendedFile : IDisposable
{
    private const int O_WRONLY = 1;
    private const int O_ACCMODE = 3;
    private const int O_CREAT = 0x40;
    private const int O_EXCL = 0x80;
    private const int O_NOCTTY = 0x100;
    private const int O_APPEND = 0x400;
    private const int O_NONBLOCK = 0x800;
    private const int O_PATH = 0x200000;
    private const int ReadableByAll = 0x1B6; // 0666, less the umask
    private const int F_GETFL = 3;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int FirstOwnDescriptor = 3;
    private const int SEEK_END = 2;
    private const int EBADF = 9;
    private const int MaxPathLength = 4096;

    private readonly FileStream? _stream; // on systems other than Linux
    private readonly int _descriptor = -1;
    private readonly string _link = "";
    private readonly byte[] _place = [];

    private AppendedFile(FileStream stream)
    {
        _stream = stream;
        IsSeekable = stream.CanSeek;
    }

    private AppendedFile(int descriptor, bool isShared)
    {
        _descriptor = descriptor;
        if (!isShared && Libc.lseek(descriptor, 0, SEEK_END) >= 0)
        {
            IsSeekable = true;
            _link = $"/proc/self/fd/{descriptor}";
            Span<byte> place = stackalloc byte[MaxPathLength];
            _place = Place(place).ToArray();
        }
    }

    /// <summary>
    /// True if the file has a size. False for pipes, terminals and sockets, and for files of
    /// <see cref="OpenDescriptor"/>.
    /// </summary>
    public bool IsSeekable { get; }

    /// <summary>The size in bytes, or 0 if the file is not seekable.</summary>
    public long Length => _stream?.Length ?? (IsSeekable ? Libc.lseek(_descriptor, 0, SEEK_END) : 0);

    /// <summary>False after another program has moved or deleted the file or its folder.</summary>
    public bool IsInPlace
    {
        get
        {
            Span<byte> place = stackalloc byte[MaxPathLength];
            return _place.Length == 0 || Place(place).SequenceEqual(_place);
        }
    }

    /// <summary>Opens a file. The mode is Open, OpenOrCreate or CreateNew.</summary>
    public static AppendedFile Open(string path, FileMode mode)
    {
        if (!OperatingSystem.IsLinux())
        {
            var stream = new FileStream(
                path,
                mode,
                FileAccess.Write,
                FileShare.ReadWrite | FileShare.Delete,
                bufferSize: 0);
            return new AppendedFile(stream);
        }

        // O_NONBLOCK, because without it, opening a named pipe that has no reader would block. Write still waits for
        // room.
        var flags = O_WRONLY | O_APPEND | O_NOCTTY | O_NONBLOCK | Libc.O_CLOEXEC;
        flags |= mode switch { FileMode.OpenOrCreate => O_CREAT, FileMode.CreateNew => O_CREAT | O_EXCL, _ => 0 };
        while (true)
        {
            var descriptor = Libc.open(path, flags, ReadableByAll);
            if (descriptor >= 0)
            {
                return new AppendedFile(descriptor, isShared: false);
            }

            ThrowUnlessInterrupted();
        }
    }

    /// <summary>
    /// Duplicates a descriptor that is already open, such as standard output. Both descriptors share the position in
    /// the file.
    /// </summary>
    public static AppendedFile OpenDescriptor(int number)
    {
        var flags = Libc.fcntl(number, F_GETFL, 0);
        var descriptor = flags < 0 || (flags & O_ACCMODE) == 0 || (flags & O_PATH) != 0
            ? throw Failure(EBADF)
            : Libc.fcntl(number, F_DUPFD_CLOEXEC, FirstOwnDescriptor);
        return descriptor < 0
            ? throw Failure(Marshal.GetLastPInvokeError())
            : new AppendedFile(descriptor, isShared: true);
    }

    /// <summary>Appends all bytes, or throws.</summary>
    public void Write(ReadOnlySpan<byte> bytes)
    {
        if (_stream is not null)
        {
            _ = _stream.Seek(0, SeekOrigin.End);
            _stream.Write(bytes);
            return;
        }

        while (!bytes.IsEmpty)
        {
            var count = IsSeekable ? Libc.write(_descriptor, bytes, (nuint)bytes.Length) : WriteWithoutSignal(bytes);
            if (count >= 0)
            {
                bytes = bytes[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() == Libc.EAGAIN)
            {
                var room = new PollDescriptor { Descriptor = _descriptor, Wanted = Libc.POLLOUT };
                _ = Libc.poll(&room, 1, -1);
            }
            else
            {
                ThrowUnlessInterrupted();
            }
        }
    }

    public void Dispose()
    {
        _stream?.Dispose();
        if (_descriptor >= 0)
        {
            _ = Libc.close(_descriptor);
        }
    }

    /// <summary>
    /// Writes with SIGPIPE blocked, because SIGPIPE would end the process if the pipe no longer has a reader.
    /// </summary>
    private nint WriteWithoutSignal(ReadOnlySpan<byte> bytes)
    {
        const int SIG_BLOCK = 0;
        const int SIG_SETMASK = 2;
        const int EPIPE = 32;
        const ulong sigpipe = 1UL << 12;
        const int words = 16; // sigset_t of 64-bit systems
        var signals = stackalloc ulong[words];
        var before = stackalloc ulong[words];
        new Span<ulong>(signals, words).Clear();
        signals[0] = sigpipe;
        _ = Libc.sigprocmask(SIG_BLOCK, signals, before);
        var count = Libc.write(_descriptor, bytes, (nuint)bytes.Length);
        var error = Marshal.GetLastPInvokeError();
        if (count < 0 && error == EPIPE && (before[0] & sigpipe) == 0)
        {
            var atOnce = default(Libc.TimeSpec);
            _ = Libc.sigtimedwait(signals, null, &atOnce); // removes the SIGPIPE that the kernel sent to this thread
        }

        _ = Libc.sigprocmask(SIG_SETMASK, before, null);
        Marshal.SetLastPInvokeError(error);
        return count;
    }

    /// <summary>Returns the current path of the open file. Returns no bytes if /proc is not mounted.</summary>
    private ReadOnlySpan<byte> Place(Span<byte> buffer) =>
        buffer[..(int)Math.Max(0, Libc.readlink(_link, buffer, (nuint)buffer.Length))];

    private static void ThrowUnlessInterrupted()
    {
        var error = Marshal.GetLastPInvokeError();
        if (error != Libc.EINTR)
        {
            throw Failure(error);
        }
    }

    private static IOException Failure(int error) => new(Marshal.GetPInvokeErrorMessage(error), error);
}
