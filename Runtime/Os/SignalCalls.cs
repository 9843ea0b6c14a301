using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Reads and sets the actions of signals, and sends signals. Unix only, except <see cref="DispositionOf"/>.
/// </summary>
internal static unsafe class SignalCalls
{
    internal const nint SIG_DFL = 0;
    internal const nint SIG_IGN = 1;

    /// <summary>
    /// The size of a buffer that is large enough for any struct sigaction. The first field of the struct is the
    /// handler, on Linux and macOS.
    /// </summary>
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

    /// <summary>Returns the address of a signal's handler, <see cref="SIG_DFL"/> or <see cref="SIG_IGN"/>.</summary>
    internal static nint HandlerOf(int number)
    {
        var action = stackalloc byte[ActionSize];
        new Span<byte>(action, ActionSize).Clear();
        return Libc.sigaction(number, null, action) != 0 ? SIG_DFL : *(nint*)action;
    }

    /// <summary>Copies the action of one signal to another signal.</summary>
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

    /// <summary>
    /// Sends a signal to the calling OS thread, and returns after the signal's handler has returned. Returns 0 or a
    /// negated errno.
    /// </summary>
    internal static int Raise(int number) => Libc.raise(number) == 0 ? 0 : -Marshal.GetLastSystemError();
}

internal enum SignalDisposition
{
    Default,
    Ignored,
    Handled,
}
