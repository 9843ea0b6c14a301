using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Delays the standard output of scripts while a line is edited on the terminal, so that the line can be erased before
/// the output appears. A full buffer is written at once. Does nothing if the stream is not line-buffered, because a
/// script may have chosen another buffering. Linux only.
/// </summary>
public static unsafe partial class DeferredStdout
{
    private const string Library = "libc";
    private const int Full = 0;
    private const int ByLines = 1;
    private const int Capacity = 1 << 16;

    private static byte* _buffer; // never freed, because the stream may still use it
    private static bool _isHeld;

    /// <summary>The action to call before held bytes are written.</summary>
    public static Action? Showing { get; set; }

    private static nint Stream { get; } =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "stdout", out var address)
            ? *(nint*)address
            : 0;

    public static void Hold()
    {
        if (_isHeld || Stream == 0 || __flbf(Stream) == 0)
        {
            return;
        }

        if (_buffer is null)
        {
            _buffer = (byte*)NativeMemory.Alloc(Capacity);
        }

        _ = Libc.fflush(Stream);
        _isHeld = setvbuf(Stream, _buffer, Full, Capacity) == 0;
    }

    /// <summary>Writes the held bytes, and makes the stream line-buffered again.</summary>
    public static void Release()
    {
        Write();
        if (_isHeld && __flbf(Stream) == 0 && __fbufsize(Stream) == Capacity)
        {
            _ = setvbuf(Stream, null, ByLines, 0);
        }

        _isHeld = false;
    }

    /// <summary>Writes the held bytes. Returns false if no bytes were held.</summary>
    /// <param name="endedLine">True if the held bytes ended with a line break.</param>
    public static bool Write(out bool endedLine)
    {
        var count = _isHeld ? __fpending(Stream) : 0;
        endedLine = count is > 0 and <= Capacity && _buffer[count - 1] == '\n';
        if (count == 0)
        {
            return false;
        }

        Showing?.Invoke();
        _ = Libc.fflush(Stream);
        return true;
    }

    /// <summary>Writes the held bytes.</summary>
    internal static void Write() => _ = Write(out _);

    [LibraryImport(Library)]
    private static partial int setvbuf(nint stream, byte* buffer, int mode, nuint size);

    [LibraryImport(Library)]
    private static partial nuint __fpending(nint stream);

    [LibraryImport(Library)]
    private static partial nuint __fbufsize(nint stream);

    [LibraryImport(Library)]
    private static partial int __flbf(nint stream);
}
