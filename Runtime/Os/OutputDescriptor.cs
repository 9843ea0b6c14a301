using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Writes directly to standard output and standard error. .NET's streams would each need another descriptor, which the
/// process may not have. They would also keep their own position in a file, which the script's writes do not move.
/// Linux only.
/// </summary>
public static unsafe class OutputDescriptor
{
    private const short POLLOUT = 4;

    public const int Output = 1;
    public const int Error = 2;

    /// <summary>
    /// Returns true if the descriptor is a terminal. Unlike .NET's method, this method opens no other descriptor.
    /// </summary>
    public static bool IsTerminal(int descriptor)
    {
        const nuint TCGETS = 0x5401;
        var modes = stackalloc byte[256]; // larger than the kernel's struct termios
        return Libc.ioctl(descriptor, TCGETS, modes) == 0;
    }

    /// <summary>Writes the text. Stops without an error if a write fails.</summary>
    public static void Write(int descriptor, string text) => _ = TryWrite(descriptor, text);

    /// <summary>
    /// Writes the text. Throws IOException if a write fails, unless the descriptor is a pipe without a reader.
    /// </summary>
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
