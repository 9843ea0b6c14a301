using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Keeps descriptors 0, 1 and 2 from becoming another file when they were closed before the program started. Linux only.
/// </summary>
/// <remarks>
/// 1. A closed descriptor is filled with an O_PATH descriptor. Reads and writes of it fail with EBADF, as of a closed one.
/// 2. The O_PATH descriptor closes on exec, so that programs which a script starts find the descriptor closed.
/// 3. .NET may open a file on such a number before Main. Descriptors that exec has passed on never have FD_CLOEXEC, and
///    .NET's have it. The process then executes itself again with the numbers filled.
/// </remarks>
public static unsafe class StandardDescriptors
{
    private const int Count = 3;
    private const int F_GETFD = 1;
    private const int F_SETFD = 2;
    private const int F_GETFL = 3;
    private const int F_DUPFD_CLOEXEC = 1030;
    private const int FD_CLOEXEC = 1;
    private const int SIGPIPE = 13;

    /// <summary>Before the program opens anything.</summary>
    public static void Reserve()
    {
        if (!OperatingSystem.IsLinux())
        {
            return;
        }

        var taken = new List<int>();
        for (var descriptor = 0; descriptor < Count; descriptor++)
        {
            var flags = Libc.fcntl(descriptor, F_GETFD, 0);
            if (flags < 0)
            {
                _ = Libc.open("/", Libc.O_PATH); // the lowest free number, which is this one
            }
            else if ((flags & FD_CLOEXEC) != 0)
            {
                taken.Add(descriptor);
            }
        }

        if (taken.Count > 0)
        {
            ExecuteAgain(taken);
        }

        for (var descriptor = 0; descriptor < Count; descriptor++)
        {
            if ((Libc.fcntl(descriptor, F_GETFL, 0) & Libc.O_PATH) != 0)
            {
                _ = Libc.fcntl(descriptor, F_SETFD, FD_CLOEXEC);
            }
        }
    }

    /// <summary>Returns only when the process cannot execute itself; .NET's descriptors are then where they were.</summary>
    private static void ExecuteAgain(List<int> taken)
    {
        byte[] line;
        try
        {
            line = File.ReadAllBytes("/proc/self/cmdline");
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            return;
        }

        var kept = taken.ConvertAll(static descriptor => Libc.fcntl(descriptor, F_DUPFD_CLOEXEC, Count));
        var filler = Libc.open("/", Libc.O_PATH);
        var pipeHandler = Libc.signal(SIGPIPE, ProgramStart.IgnoresBrokenPipe ? SignalCalls.SIG_IGN : SignalCalls.SIG_DFL); // .NET ignores it, which exec would pass on
        fixed (byte* start = line)
        {
            var arguments = (byte**)NativeMemory.AllocZeroed((nuint)(line.Length + 1), (nuint)sizeof(byte*));
            var count = 0;
            for (var i = 0; i < line.Length; i++)
            {
                if (i == 0 || line[i - 1] == 0)
                {
                    arguments[count++] = start + i;
                }
            }

            taken.ForEach(descriptor => _ = Libc.dup2(filler, descriptor));
            _ = Libc.execv("/proc/self/exe", arguments);
            NativeMemory.Free(arguments);
        }

        for (var i = 0; i < taken.Count; i++)
        {
            _ = Libc.dup3(kept[i], taken[i], Libc.O_CLOEXEC);
            _ = Libc.close(kept[i]);
        }

        _ = Libc.signal(SIGPIPE, pipeHandler);
        _ = Libc.close(filler);
    }
}
