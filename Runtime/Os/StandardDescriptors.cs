using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// If descriptor 0, 1 or 2 was closed when the program started, prevents other files from taking it. Linux only.
/// </summary>
/// <remarks>
/// 1. A closed descriptor is replaced with an O_PATH descriptor. Reads and writes then fail with EBADF, as they would
/// on a closed descriptor.
/// 2. The O_PATH descriptor has FD_CLOEXEC, so that the descriptor is closed in programs that a script starts.
/// 3. Before Main, .NET may open a file that gets such a number. FD_CLOEXEC identifies this file, because .NET sets the
/// flag, and an inherited descriptor never has it. The process then executes itself again with these numbers in use, so
/// that .NET gets other numbers.
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

    /// <summary>Replaces the closed descriptors. Must be called before the program opens a file.</summary>
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
                _ = Libc.open("/", Libc.O_PATH); // gets the lowest free number, which is this descriptor
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

    /// <summary>
    /// Executes the program again. Returns only on failure, after it has restored .NET's descriptors.
    /// </summary>
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
        // restore the inherited action, because .NET ignores SIGPIPE, and exec would keep the signal ignored
        var pipeHandler = Libc.signal(
            SIGPIPE,
            ProgramStart.IgnoresBrokenPipe ? SignalCalls.SIG_IGN : SignalCalls.SIG_DFL);
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
