using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Starts, signals and reaps child processes. The C function in Processes/spawn.c starts a process, so a build without
/// C code cannot start programs. Linux only.
/// </summary>
internal static unsafe partial class ProcessCalls
{
    /// <summary>The maximum number of descriptors that a child can get, numbered from 0.</summary>
    internal const int MaxDescriptors = 10;

    private const string Library = "moonwire_calls";
    private const nint SYS_pidfd_send_signal = 424;
    private const nint SYS_pidfd_open = 434;
    private const int WNOHANG = 1;
    private const int SIGCHLD = 17;

    /// <summary>
    /// Starts a program and returns its process id. On failure, returns 0, and sets Error and Step of the plan.
    /// </summary>
    /// <exception cref="PlatformNotSupportedException">The C function was not compiled.</exception>
    internal static int Spawn(ChildPlan* plan)
    {
        if (SignalCalls.DispositionOf(SIGCHLD) == SignalDisposition.Ignored)
        {
            SignalCalls.Restore(SIGCHLD); // the kernel keeps no exit statuses while SIGCHLD is ignored
        }

        try
        {
            return moonwire_spawn(plan);
        }
        catch (Exception exception) when (exception is DllNotFoundException or EntryPointNotFoundException)
        {
            throw new PlatformNotSupportedException();
        }
    }

    /// <summary>
    /// Returns a pidfd for a child that has not been reaped yet, or a negative number. The pidfd becomes readable when
    /// the child ends.
    /// </summary>
    internal static int OpenHandle(int process) => (int)Libc.syscall(SYS_pidfd_open, process, null, 0, 0, null, null);

    /// <summary>Sends a signal to a child that has not been reaped yet. Returns 0 or a negated errno.</summary>
    internal static int Signal(int process, int handle, int number)
    {
        if (handle >= 0 && Libc.syscall(SYS_pidfd_send_signal, handle, (void*)number, 0, 0, null, null) == 0)
        {
            return 0;
        }

        // safe, because the kernel does not reuse a process id before the child is reaped
        return Libc.kill(process, number) == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Reaps a child if it has ended. Returns 1 and the child's status, 0 if the child still runs, or a negated errno.
    /// </summary>
    internal static int Reap(int process, out int status)
    {
        int result, raw;
        do
        {
            result = Libc.waitpid(process, &raw, WNOHANG);
        }
        while (result < 0 && Marshal.GetLastPInvokeError() == Libc.EINTR);
        status = raw;
        return result > 0 ? 1 : result == 0 ? 0 : -Marshal.GetLastPInvokeError();
    }

    /// <summary>
    /// Waits at most 5 milliseconds until the child of the pidfd ends. If the pidfd is -1, sleeps for 5 milliseconds.
    /// </summary>
    internal static void AwaitEnd(int handle)
    {
        const int Milliseconds = 5;
        var wanted = new PollDescriptor { Descriptor = handle, Wanted = Libc.POLLIN };
        _ = Libc.poll(&wanted, 1, Milliseconds);
    }

    [LibraryImport(Library), UnmanagedCallConv(CallConvs = [typeof(CallConvCdecl)])]
    private static partial int moonwire_spawn(ChildPlan* child);
}

/// <summary>The struct child of spawn.c. Both structs must have the same fields in the same order.</summary>
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct ChildPlan
{
    internal byte** Programs;
    internal byte** Arguments;
    internal byte** ShellArguments;
    internal byte** Environment;
    internal byte* WorkingDirectory;
    internal fixed int Descriptors[ProcessCalls.MaxDescriptors];
    internal int Program;
    internal int NewSession;
    internal int Group;
    internal int Mask;
    internal int DeathSignal;
    internal int Parent;
    internal ChildStep Step;
    internal int Error;
}

/// <summary>The step that failed when a program was started. spawn.c must use the same numbers.</summary>
internal enum ChildStep
{
    Start,
    Session,
    Group,
    DeathSignal,
    Descriptors,
    Directory,
    Execute,
}
