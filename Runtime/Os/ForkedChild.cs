using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A child process that a C library of the script makes with fork(2), and in which the script continues. The child has
/// only the OS thread that called fork, so it lacks .NET's thread for signals and the program's other threads.
/// </summary>
/// <remarks>
/// 1. In the child, signals that .NET handles get the system's default action. The OS thread that forks blocks these
/// signals until the action is set, because .NET's handler would write to the parent's pipe.
/// 2. Code that shares a descriptor with the parent, or that relies on another thread, stores <see cref="Generation"/>,
/// and recognises a child when the number has changed.
/// 3. The child must end through <see cref="Exit"/>, because .NET's own exit waits for threads.
/// </remarks>
public static unsafe class ForkedChild
{
    private const int SignalNumbers = 64;

    /// <summary>
    /// The signals up to 31 except SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE and SIGSEGV, which .NET needs for faults.
    /// </summary>
    private const ulong SentByOthers = 0x7fffffff & ~(1UL << 3 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 7 | 1UL << 10);

    /// <summary>The size of a buffer that is large enough for any sigset_t.</summary>
    private const int SetSize = 128;
    private const int SIG_BLOCK = 0;
    private const int SIG_SETMASK = 2;

    private static Action? _prepare;
    private static Action? _goOn;
    private static nint _handler;

    /// <summary>
    /// The signals that the forking OS thread had blocked before the fork. The kernel uses only this first word of a
    /// sigset_t.
    /// </summary>
    [ThreadStatic]
    private static ulong _blocked;

    /// <summary>
    /// The number of forks between moonwire's first process and this process. It is 0 in the first process.
    /// </summary>
    internal static int Generation { get; private set; }

    /// <summary>True if this process is a forked child.</summary>
    public static bool IsOne => Generation != 0;

    /// <summary>Registers handlers for fork(2). Called before a script runs.</summary>
    /// <param name="prepare">
    /// Called before each fork, on the OS thread that forks. It must take the locks that other threads use, because a
    /// lock that another thread holds would stay locked in the child forever.
    /// </param>
    /// <param name="goOn">Called after each fork, in the parent and in the child. It must release the locks.</param>
    internal static void Watch(Action prepare, Action goOn)
    {
        var isWatched = _prepare is not null;
        _prepare = prepare;
        _goOn = goOn;
        if (isWatched || !OperatingSystem.IsLinux())
        {
            return;
        }

        var program = NativeLibrary.GetMainProgramHandle();
        // glibc exports __register_atfork instead of pthread_atfork. pthread_atfork ignores the fourth argument.
        if (NativeLibrary.TryGetExport(program, "__register_atfork", out var register)
            || NativeLibrary.TryGetExport(program, "pthread_atfork", out register))
        {
            _ = ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, int>)register)(
                (nint)(delegate* unmanaged[Cdecl]<void>)&Prepare,
                (nint)(delegate* unmanaged[Cdecl]<void>)&GoOn,
                (nint)(delegate* unmanaged[Cdecl]<void>)&Begin,
                0);
        }
    }

    /// <summary>
    /// Records .NET's handler, which is one function for all signals. Called after .NET has installed its handler for a
    /// signal.
    /// </summary>
    internal static void NoticeHandler(int signal)
    {
        if (_handler == 0)
        {
            _handler = SignalCalls.HandlerOf(signal);
        }
    }

    /// <summary>Ends the child with exit(3), which runs the C library's exit handlers.</summary>
    public static void Exit(int status) => Libc.exit(status);

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Prepare()
    {
        _prepare?.Invoke();
        var others = stackalloc byte[SetSize];
        var before = stackalloc byte[SetSize];
        new Span<byte>(others, SetSize).Clear();
        *(ulong*)others = SentByOthers;
        _ = Libc.sigprocmask(SIG_BLOCK, others, before);
        _blocked = *(ulong*)before;
    }

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void GoOn()
    {
        _goOn?.Invoke();
        Unblock();
    }

    /// <summary>Runs in the child after the fork. It must not allocate memory or take a lock.</summary>
    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void Begin()
    {
        Generation++;
        for (var number = 1; number <= SignalNumbers && _handler != 0; number++)
        {
            if (SignalCalls.HandlerOf(number) == _handler)
            {
                SignalCalls.Restore(number);
            }
        }

        _goOn?.Invoke();
        Unblock();
    }

    private static void Unblock()
    {
        var set = stackalloc byte[SetSize];
        new Span<byte>(set, SetSize).Clear();
        *(ulong*)set = _blocked;
        _ = Libc.sigprocmask(SIG_SETMASK, set, null);
    }
}
