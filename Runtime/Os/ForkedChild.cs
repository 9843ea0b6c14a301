using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// A child that a C library of the script makes with fork(2), and in which the script goes on. Only the OS thread that called fork
/// lives there: .NET's thread for signals and the threads of this program are gone.
/// </summary>
/// <remarks>
/// 1. Signals that .NET handles have the system's action in the child from its first instruction on. The OS thread that forks blocks signals
///    meanwhile, because .NET's handler in the child would write to the pipe of the parent.
/// 2. Code that shares a descriptor or counts on a thread compares <see cref="Generation"/>.
/// 3. The child ends through <see cref="Exit"/>, because .NET's own end waits for threads.
/// </remarks>
public static unsafe class ForkedChild
{
    private const int SignalNumbers = 64;

    /// <summary>The signals up to 31, but for those of faults, which .NET needs itself: SIGILL, SIGTRAP, SIGABRT, SIGBUS, SIGFPE and SIGSEGV.</summary>
    private const ulong SentByOthers = 0x7fffffff & ~(1UL << 3 | 1UL << 4 | 1UL << 5 | 1UL << 6 | 1UL << 7 | 1UL << 10);

    /// <summary>No less than sizeof(sigset_t).</summary>
    private const int SetSize = 128;
    private const int SIG_BLOCK = 0;
    private const int SIG_SETMASK = 2;

    private static Action? _prepare;
    private static Action? _goOn;
    private static nint _handler;

    /// <summary>Which signals the OS thread that forks had blocked before: the first word of a sigset_t, which the kernel knows.</summary>
    [ThreadStatic]
    private static ulong _blocked;

    /// <summary>How often a process from which this one descends was forked since the start. A child has another number than its parent.</summary>
    internal static int Generation { get; private set; }

    /// <summary>True if this process is such a child.</summary>
    public static bool IsOne => Generation != 0;

    /// <summary>Before a script runs.</summary>
    /// <param name="prepare">
    /// Called before each fork, on the OS thread that forks. It takes the locks that other threads take, because a lock that is held
    /// stays held in the child.
    /// </param>
    /// <param name="goOn">Called after each fork, in the parent and in the child. It releases the locks.</param>
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
        // The C library has pthread_atfork outside its shared part; what it calls has one parameter more.
        if (NativeLibrary.TryGetExport(program, "__register_atfork", out var register) || NativeLibrary.TryGetExport(program, "pthread_atfork", out register))
        {
            _ = ((delegate* unmanaged[Cdecl]<nint, nint, nint, nint, int>)register)(
                (nint)(delegate* unmanaged[Cdecl]<void>)&Prepare, (nint)(delegate* unmanaged[Cdecl]<void>)&GoOn, (nint)(delegate* unmanaged[Cdecl]<void>)&Begin, 0);
        }
    }

    /// <summary>.NET handles this signal, and all others, with the handler that it has now.</summary>
    internal static void NoticeHandler(int signal)
    {
        if (_handler == 0)
        {
            _handler = SignalCalls.HandlerOf(signal);
        }
    }

    /// <summary>Ends the child as the C library does, with exit handlers.</summary>
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

    /// <summary>Allocates nothing and takes no lock.</summary>
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
