using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;

namespace Moonwire.Runtime.Signals;

/// <summary>
/// The names and numbers of this platform's signals. Checks whether a script can raise or handle a signal.
/// </summary>
public static class SignalNumbers
{
    private const int SIGKILL = 9;

    /// <summary>
    /// The first signal that the C library or .NET reserves for itself. .NET uses SIGRTMIN, which is 34 or 35,
    /// depending on the C library.
    /// </summary>
    private const int FirstReserved = 32;
    private const int LastReserved = 35;

    /// <summary>
    /// The name of each signal, and its number on Linux, on macOS and the BSDs, and on Windows (or 0).
    /// </summary>
    private static readonly (string Name, int Linux, int Bsd, int Windows)[] Known =
    [
        ("SIGHUP", 1, 1, 1), ("SIGINT", 2, 2, 2), ("SIGQUIT", 3, 3, 3), ("SIGILL", 4, 4, 4), ("SIGTRAP", 5, 5, 0),
        ("SIGABRT", 6, 6, 22), ("SIGBUS", 7, 10, 0), ("SIGFPE", 8, 8, 8), ("SIGKILL", SIGKILL, SIGKILL, 0),
        ("SIGUSR1", 10, 30, 0), ("SIGSEGV", 11, 11, 11), ("SIGUSR2", 12, 31, 0), ("SIGPIPE", 13, 13, 0),
        ("SIGALRM", 14, 14, 0), ("SIGTERM", 15, 15, 15), ("SIGCHLD", 17, 20, 0), ("SIGCONT", 18, 19, 0),
        ("SIGSTOP", 19, 17, 0), ("SIGTSTP", 20, 18, 0), ("SIGTTIN", 21, 21, 0), ("SIGTTOU", 22, 22, 0),
        ("SIGURG", 23, 16, 0), ("SIGXCPU", 24, 24, 0), ("SIGXFSZ", 25, 25, 0), ("SIGVTALRM", 26, 26, 0),
        ("SIGPROF", 27, 27, 0), ("SIGWINCH", 28, 28, 0), ("SIGIO", 29, 23, 0), ("SIGSYS", 31, 12, 0),
    ];

    private static readonly string[] Unhandled = ["SIGKILL", "SIGSTOP"];

    /// <summary>The signals that a fault of the program raises, and that .NET handles.</summary>
    private static readonly string[] Faults = ["SIGILL", "SIGTRAP", "SIGABRT", "SIGBUS", "SIGFPE", "SIGSEGV"];

    private static readonly int[] HandledOnWindows = [1, 2, 3, 15];

    public static IReadOnlyDictionary<string, int> ByName { get; } = Known
        .Select(static signal => (signal.Name, Number: Here(signal.Linux, signal.Bsd, signal.Windows)))
        .Where(static signal => signal.Number > 0)
        .ToDictionary(static signal => signal.Name, static signal => signal.Number, StringComparer.Ordinal);

    /// <summary>A signal that in practice no process ignores.</summary>
    internal static int Spare => Highest;

    private static int Highest => OperatingSystem.IsLinux() ? 64 : 31;

    /// <summary>Returns a signal's name, such as "SIGINT", or "signal 40" for a signal without a name.</summary>
    public static string NameOf(long number) =>
        ByName.FirstOrDefault(signal => signal.Value == number).Key ?? $"signal {number}";

    /// <summary>Returns the reason why a script cannot raise a signal with this number, or null if it can.</summary>
    public static string? WhyNotRaised(long number) => number switch
    {
        < 1 => $"{number} is not a signal: they are 1..{Highest}",
        _ when number > Highest => $"{number} is not a signal: they are 1..{Highest}",
        >= FirstReserved and <= LastReserved => $"signal {number} belongs to the runtime",
        _ => null,
    };

    /// <summary>Returns the reason why a script cannot handle or ignore the signal, or null if it can.</summary>
    public static string? WhyNotHandled(long number)
    {
        if (WhyNotRaised(number) is { } reason)
        {
            return reason;
        }

        var name = NameOf(number);
        return Unhandled.Contains(name, StringComparer.Ordinal) ? $"{name} can be neither handled nor ignored"
            : IsFault((int)number) ? $"{name} belongs to the runtime, which finds the program's own faults by it"
            : OperatingSystem.IsWindows() && !HandledOnWindows.Contains((int)number) ? $"Windows does not send {name}"
            : null;
    }

    internal static bool IsFault(int number) => Faults.Contains(NameOf(number), StringComparer.Ordinal);

    /// <summary>
    /// Returns the value that .NET uses for a signal: on Windows one of .NET's constants, elsewhere the system's
    /// number.
    /// </summary>
    internal static PosixSignal ToPosix(int number) => OperatingSystem.IsWindows()
        ? number switch
        {
            1 => PosixSignal.SIGHUP,
            2 => PosixSignal.SIGINT,
            3 => PosixSignal.SIGQUIT,
            _ => PosixSignal.SIGTERM,
        }
        : (PosixSignal)number;

    internal static void RequireUnix()
    {
        if (OperatingSystem.IsWindows())
        {
            throw new LuaFailure(LuaError.Generic(Errno.ENOTSUP) with
            {
                Detail = "Windows has no signals between programs",
            });
        }
    }

    private static int Here(int linux, int bsd, int windows) =>
        OperatingSystem.IsLinux() ? linux : OperatingSystem.IsWindows() ? windows : bsd;
}
