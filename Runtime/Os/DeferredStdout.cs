using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Os;

/// <summary>
/// Keeps back what scripts write to standard output while a line is edited on the same terminal, so that whoever shows
/// the line can take it away first. Linux only. Only a stream that is buffered by lines is held: a script that has chosen
/// otherwise gets what it chose. A full buffer is written out at once.
/// </summary>
public static unsafe partial class DeferredStdout
{
    private const string Library = "libc";
    private const int Full = 0;
    private const int ByLines = 1;
    private const int Capacity = 1 << 16;

    private static byte* _buffer; // the stream's own from its first use on, so that it is never freed
    private static bool _isHeld;

    /// <summary>Called before held bytes are written out.</summary>
    public static Action? Showing { get; set; }

    private static nint Stream { get; } =
        NativeLibrary.TryGetExport(NativeLibrary.GetMainProgramHandle(), "stdout", out var address) ? *(nint*)address : 0;

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

    /// <summary>Writes out what is held, and has lines written as they come again.</summary>
    public static void Release()
    {
        Write();
        if (_isHeld && __flbf(Stream) == 0 && __fbufsize(Stream) == Capacity)
        {
            _ = setvbuf(Stream, null, ByLines, 0);
        }

        _isHeld = false;
    }

    /// <summary>Writes out what is held; returns false if nothing was, else tells whether it ended a line.</summary>
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

    /// <summary>Writes out what is held.</summary>
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
