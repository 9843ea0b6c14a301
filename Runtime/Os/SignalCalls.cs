using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>What a signal does to this process, and raising one. Unix only, but for <see cref="DispositionOf"/>.</summary>
internal static unsafe class SignalCalls
{
    internal const nint SIG_DFL = 0;
    internal const nint SIG_IGN = 1;

    /// <summary>No less than sizeof(struct sigaction), which begins with the handler on Linux and macOS.</summary>
    private const int ActionSize = 256;

    internal static SignalDisposition DispositionOf(int number)
    {
        if (OperatingSystem.IsWindows())
        {
            return SignalDisposition.Handled;
        }

        return HandlerOf(number) switch
        {
            SIG_DFL => SignalDisposition.Default,
            SIG_IGN => SignalDisposition.Ignored,
            _ => SignalDisposition.Handled,
        };
    }

    /// <summary>The function that handles a signal, or one of the numbers that stand for the system's action and for none.</summary>
    internal static nint HandlerOf(int number)
    {
        var action = stackalloc byte[ActionSize];
        new Span<byte>(action, ActionSize).Clear();
        return Libc.sigaction(number, null, action) != 0 ? SIG_DFL : *(nint*)action;
    }

    /// <summary>Has a signal do what another does.</summary>
    internal static void CopyHandler(int from, int to)
    {
        var action = stackalloc byte[ActionSize];
        if (Libc.sigaction(from, null, action) == 0)
        {
            _ = Libc.sigaction(to, action, null);
        }
    }

    internal static void Ignore(int number) => _ = Libc.signal(number, SIG_IGN);

    internal static void Restore(int number) => _ = Libc.signal(number, SIG_DFL);

    /// <summary>Sends a signal to this thread: 0 when its handler has run or it is ignored, else a negated errno.</summary>
    internal static int Raise(int number) => Libc.raise(number) == 0 ? 0 : -Marshal.GetLastSystemError();
}

internal enum SignalDisposition
{
    Default,
    Ignored,
    Handled,
}
