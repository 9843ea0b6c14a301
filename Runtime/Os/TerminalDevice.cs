using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Controls the terminal at standard input and output: its modes, its size, and its input and output. Linux only. Any
/// thread may call the members, but only the loop's thread enters editing mode.
/// </summary>
public static unsafe partial class TerminalDevice
{
    private const string Library = "libc";
    private const int Input = 0;
    private const int Output = 1;
    private const int TCSANOW = 0;
    private const nuint TIOCGWINSZ = 0x5413;
    private const uint InputFlags = 0x20 | 0x40 | 0x80 | 0x100 | 0x400; // ISTRIP, INLCR, IGNCR, ICRNL, IXON
    private const uint LocalFlags = 2 | 8 | 0x8000; // ICANON, ECHO, IEXTEN
    private const int VTIME = 5;
    private const int VMIN = 6;
    private const int DefaultColumns = 80;

    private static readonly Lock Gate = new();
    private static Modes _before;
    private static bool _isEditing;

    /// <summary>True if standard input is a terminal. Always false on systems other than Linux.</summary>
    public static bool IsPresent
    {
        get
        {
            Modes modes;
            return OperatingSystem.IsLinux() && tcgetattr(Input, &modes) == 0;
        }
    }

    /// <summary>The width of the terminal in columns.</summary>
    public static int Columns
    {
        get
        {
            var size = stackalloc ushort[4];
            return Libc.ioctl(Output, TIOCGWINSZ, size) == 0 && size[1] > 1 ? size[1] : DefaultColumns;
        }
    }

    /// <summary>
    /// Enters editing mode, in which the terminal sends keys at once, without echo, and marks pasted text. Keys for
    /// signals, such as Ctrl-C, still send signals.
    /// </summary>
    public static void BeginEditing()
    {
        lock (Gate)
        {
            Modes modes;
            if (_isEditing || tcgetattr(Input, &modes) != 0)
            {
                return;
            }

            _before = modes;
            modes.Input &= ~InputFlags;
            modes.Local &= ~LocalFlags;
            modes.Characters[VMIN] = 1;
            modes.Characters[VTIME] = 0;
            _isEditing = tcsetattr(Input, TCSANOW, &modes) == 0;
        }

        Write("\e[?2004h"u8);
    }

    /// <summary>
    /// Restores the modes that the terminal had before <see cref="BeginEditing"/>. Returns false if the terminal is not
    /// in editing mode.
    /// </summary>
    public static bool EndEditing()
    {
        lock (Gate)
        {
            if (!_isEditing)
            {
                return false;
            }

            Write("\e[?2004l"u8);
            var modes = _before;
            _ = tcsetattr(Input, TCSANOW, &modes);
            _isEditing = false;
            return true;
        }
    }

    /// <summary>
    /// Enters editing mode again after the process was stopped, because another program may have changed the modes.
    /// </summary>
    public static void ResumeEditing()
    {
        lock (Gate)
        {
            if (!_isEditing)
            {
                return;
            }

            _isEditing = false;
        }

        BeginEditing();
    }

    /// <summary>
    /// Waits for input, and returns the number of bytes read. Returns 0 at the end of input or on failure.
    /// </summary>
    public static int Read(Span<byte> bytes)
    {
        while (true)
        {
            var count = Libc.read(Input, bytes, (nuint)bytes.Length);
            if (count >= 0 || Marshal.GetLastPInvokeError() != Libc.EINTR)
            {
                return (int)Math.Max(0, count);
            }
        }
    }

    /// <summary>Writes the bytes. Stops at the first failure.</summary>
    public static void Write(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            var count = Libc.write(Output, bytes, (nuint)bytes.Length);
            if (count > 0)
            {
                bytes = bytes[(int)count..];
            }
            else if (Marshal.GetLastPInvokeError() != Libc.EINTR)
            {
                return;
            }
        }
    }

    [LibraryImport(Library, SetLastError = true)]
    private static partial int tcgetattr(int descriptor, Modes* modes);

    [LibraryImport(Library, SetLastError = true)]
    private static partial int tcsetattr(int descriptor, int when, Modes* modes);

    /// <summary>struct termios.</summary>
    private struct Modes
    {
        internal uint Input;
        internal uint Output;
        internal uint Control;
        internal uint Local;
        internal byte Line;
        internal fixed byte Characters[32];
        internal uint InputSpeed;
        internal uint OutputSpeed;
    }
}
