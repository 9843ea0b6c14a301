using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Writes to standard output and standard error themselves: .NET's streams for them need one more descriptor, which may
/// not be left, and a place in a file of their own, which the script's writes do not know. Linux only.
/// </summary>
public static unsafe class OutputDescriptor
{
    private const short POLLOUT = 4;

    public const int Output = 1;
    public const int Error = 2;

    /// <summary>True if the descriptor is a terminal. This takes no descriptor, unlike .NET's answer.</summary>
    public static bool IsTerminal(int descriptor)
    {
        const nuint TCGETS = 0x5401;
        var modes = stackalloc byte[256]; // larger than the kernel's struct termios
        return Libc.ioctl(descriptor, TCGETS, modes) == 0;
    }

    /// <summary>Writes the whole text, or as much as is taken.</summary>
    public static void Write(int descriptor, string text) => _ = TryWrite(descriptor, text);

    /// <summary>Writes the whole text. IOException if the descriptor does not take it; a pipe that nobody reads is no failure.</summary>
    public static void WriteAll(int descriptor, string text)
    {
        if (TryWrite(descriptor, text) is not (0 or Libc.EPIPE) and var error)
        {
            throw new IOException(Marshal.GetPInvokeErrorMessage(error), error);
        }
    }

    private static int TryWrite(int descriptor, string text)
    {
        var rest = LosslessText.Encode(text).AsSpan();
        while (!rest.IsEmpty)
        {
            var count = Libc.write(descriptor, rest, (nuint)rest.Length);
            if (count >= 0)
            {
                rest = rest[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() == Libc.EAGAIN)
            {
                var room = new PollDescriptor { Descriptor = descriptor, Wanted = POLLOUT };
                _ = Libc.poll(&room, 1, -1);
            }
            else if (Marshal.GetLastPInvokeError() != Libc.EINTR)
            {
                return Marshal.GetLastPInvokeError();
            }
        }

        return 0;
    }
}
