using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Functions of the C library that .NET does not offer. Most of them are called only after
/// <see cref="OperatingSystem.IsLinux"/> has returned true.
/// </summary>
internal static unsafe partial class Libc
{
    private const string Library = "libc";

    internal const int RTLD_NOW = 2;
    internal const int RTLD_GLOBAL = 0x100;
    internal const uint MFD_CLOEXEC = 1;

    internal const int O_CLOEXEC = 0x80000;
    internal const int O_PATH = 0x200000;

    internal const int EPOLL_CLOEXEC = 0x80000;
    internal const int EPOLL_CTL_ADD = 1;
    internal const int EPOLL_CTL_DEL = 2;
    internal const int EPOLL_CTL_MOD = 3;
    internal const uint EPOLLIN = 1;
    internal const uint EPOLLOUT = 4;
    internal const uint EPOLLERR = 8;
    internal const uint EPOLLHUP = 16;

    internal const short POLLIN = 1;
    internal const short POLLOUT = 4;
    internal const short POLLRDHUP = 0x2000;

    internal const int EFD_CLOEXEC = 0x80000;
    internal const int EFD_NONBLOCK = 0x800;

    internal const int EPERM = 1;
    internal const int EINTR = 4;
    internal const int EAGAIN = 11;
    internal const int EPIPE = 32;
    internal const int ENOMEM = 12;
    internal const int EINVAL = 22;
    internal const int ENOSYS = 38;
    internal const int EOPNOTSUPP = 95;

    /// <summary>The number of the syscall, which is the same on every processor.</summary>
    internal const nint SYS_epoll_pwait2 = 441;

    internal const int CLOCK_REALTIME = 0;
    internal const int CLOCK_MONOTONIC = 1;

    internal const int PROT_READ = 1;
    internal const int PROT_WRITE = 2;
    internal const int MAP_PRIVATE = 2;
    internal const int MAP_ANONYMOUS = 0x20;
    internal const int MAP_NORESERVE = 0x4000;
    internal const int MADV_DONTNEED = 4;
    internal const int MADV_POPULATE_WRITE = 23;

    internal static void* MAP_FAILED => (void*)-1;

    /// <summary>struct timespec of 64-bit systems.</summary>
    internal struct TimeSpec
    {
        internal long Seconds;
        internal long Nanoseconds;
    }

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int memfd_create(ReadOnlySpan<byte> name, uint flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint dlopen(string path, int flags);

    [LibraryImport(Library)]
    internal static partial nint dlerror();

    [LibraryImport(Library)]
    internal static partial int dladdr(nint address, void* found);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint write(int descriptor, ReadOnlySpan<byte> bytes, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint read(int descriptor, Span<byte> bytes, nuint count);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int close(int descriptor);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int open(string path, int flags, int mode);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial long lseek(int descriptor, long offset, int from);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ftruncate(int descriptor, long length);

    [LibraryImport(Library, SetLastError = true, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial nint readlink(string path, Span<byte> target, nuint size);

    [LibraryImport(Library)]
    internal static partial int dup2(int from, int to);

    [LibraryImport(Library)]
    internal static partial int dup3(int from, int to, int flags);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int execv(string path, byte** arguments);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int pipe(int* ends);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int pipe2(int* ends, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int unlink(byte* path);

    [LibraryImport(Library)]
    internal static partial nint getrandom(void* bytes, nuint count, uint flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int eventfd(uint initial, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int timerfd_create(int clock, int flags);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int timerfd_settime(int timer, int flags, TimeSpec* setting, TimeSpec* old);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_create1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_ctl(int epoll, int operation, int descriptor, void* interest);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int epoll_wait(int epoll, void* events, int capacity, int milliseconds);

    /// <summary>Calls epoll_pwait2(2) through syscall(2), because old C libraries do not export epoll_pwait2.</summary>
    [LibraryImport(Library, EntryPoint = "syscall", SetLastError = true)]
    internal static partial nint epoll_pwait2(
        nint number,
        nint epoll,
        void* events,
        nint capacity,
        TimeSpec* limit,
        void* signals,
        nint signalsSize);

    /// <summary>
    /// Calls epoll_wait(2) without a GC transition. The time-out must be 0, because the call must not block.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "epoll_wait"), SuppressGCTransition]
    internal static partial int epoll_poll(int epoll, void* events, int capacity, int milliseconds);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int poll(PollDescriptor* descriptors, nuint count, int milliseconds);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ppoll(PollDescriptor* descriptors, nuint count, TimeSpec* limit, void* signals);

    /// <summary>
    /// Calls poll(2) without a GC transition. The time-out must be 0, because the call must not block.
    /// </summary>
    [LibraryImport(Library, EntryPoint = "poll"), SuppressGCTransition]
    internal static partial int poll_now(PollDescriptor* descriptors, nuint count, int milliseconds);

    /// <summary>
    /// Makes a syscall by its number. It is faster than recvfrom and sendto, because syscall(2) is not a cancellation
    /// point for pthread_cancel.
    /// </summary>
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial nint syscall(
        nint number,
        nint descriptor,
        void* buffer,
        nuint length,
        nint flags,
        void* sockaddr,
        void* size);

    /// <summary>Returns the address of the calling OS thread's errno.</summary>
    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int* __errno_location();

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint recvmsg(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint sendmsg(int descriptor, MessageHeader* message, int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int shutdown(int descriptor, int what);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int ioctl(int descriptor, nuint request, void* argument);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int fcntl(int descriptor, int command, int argument);

    [LibraryImport(Library)]
    internal static partial int getrlimit(int resource, ulong* softAndHard);

    [LibraryImport(Library)]
    internal static partial int setrlimit(int resource, ulong* softAndHard);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getpeername(int descriptor, void* sockaddr, int* length);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int setsockopt(int descriptor, int level, int number, void* value, int size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockopt(int descriptor, int level, int number, void* value, int* size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int bind(int descriptor, void* sockaddr, int size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int socket(int family, int type, int protocol);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int connect(int descriptor, void* sockaddr, int size);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getsockname(int descriptor, void* sockaddr, int* length);

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial uint if_nametoindex(string name);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getifaddrs(IfAddress** first);

    [LibraryImport(Library)]
    internal static partial void freeifaddrs(IfAddress* first);

    [LibraryImport(Library)]
    internal static partial nint if_indextoname(uint index, byte* name);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getaddrinfo(byte* host, byte* service, void* hints, void** result);

    [LibraryImport(Library)]
    internal static partial void freeaddrinfo(void* result);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int getnameinfo(
        void* sockaddr,
        int size,
        byte* host,
        int hostSize,
        byte* service,
        int serviceSize,
        int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint popen(byte* command, byte* mode);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int pclose(nint stream);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int mkstemp(byte* template);

    [LibraryImport(Library)]
    internal static partial byte* realpath(byte* path, byte* resolved);

    /// <summary>
    /// Flushes a C stream, or every stream that is open for writing if <paramref name="stream"/> is 0.
    /// </summary>
    [LibraryImport(Library)]
    internal static partial int fflush(nint stream);

    /// <summary>
    /// Sets the action of a signal. If <paramref name="handler"/> is 0, sets the system's default action.
    /// </summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial nint signal(int number, nint handler);

    /// <summary>Writes the action of a signal to <paramref name="old"/>, whose first field is the handler.</summary>
    [LibraryImport(Library, SetLastError = true)]
    internal static partial int sigaction(int number, void* action, void* old);

    /// <summary>
    /// Changes the calling OS thread's signal mask. <paramref name="set"/> and <paramref name="old"/> point to a
    /// sigset_t.
    /// </summary>
    [LibraryImport(Library)]
    internal static partial int sigprocmask(int how, void* set, void* old);

    [LibraryImport(Library)]
    internal static partial int sigtimedwait(void* set, void* info, TimeSpec* limit);

    /// <summary>Sends a signal to the calling OS thread, and returns after the signal's handler has returned.</summary>
    [LibraryImport(Library)]
    internal static partial int raise(int number);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int getppid();

    [LibraryImport(Library, StringMarshalling = StringMarshalling.Utf8)]
    internal static partial int unsetenv(string name);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int kill(int process, int signal);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int waitpid(int process, int* status, int options);

    [LibraryImport(Library)]
    internal static partial int waitid(int kind, int process, void* information, int options);

    [LibraryImport(Library)]
    internal static partial int prctl(int option, nuint value, nuint second, nuint third, nuint fourth);

    [LibraryImport(Library)]
    internal static partial int statx(int folder, byte* path, int flags, uint wanted, byte* result);

    [LibraryImport(Library)]
    internal static partial nint opendir(byte* path);

    [LibraryImport(Library)]
    internal static partial byte* readdir(nint stream);

    [LibraryImport(Library)]
    internal static partial int closedir(nint stream);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int inotify_init1(int flags);

    [LibraryImport(Library, SetLastError = true)]
    internal static partial int inotify_add_watch(int descriptor, byte* path, uint mask);

    [LibraryImport(Library)]
    internal static partial void exit(int status);

    /// <summary>Ends the process without running exit handlers.</summary>
    [LibraryImport(Library)]
    internal static partial void _exit(int status);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void* realloc(void* block, nuint size);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial void free(void* block);

    [LibraryImport(Library)]
    internal static partial void* mmap(
        void* address,
        nuint length,
        int protection,
        int flags,
        int descriptor,
        nint offset);

    [LibraryImport(Library)]
    internal static partial int munmap(void* address, nuint length);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int madvise(void* address, nuint length, int advice);

    [LibraryImport(Library), SuppressGCTransition]
    internal static partial int clock_gettime(int clock, TimeSpec* now);
}
