using System.Runtime.InteropServices;
using Moonwire.Runtime.Errors;

namespace Moonwire.Interpreter.Logging;

/// <summary>Explains why a file cannot be opened or written, without naming methods or types of .NET.</summary>
internal static class FileProblem
{
    private const int LargestErrno = 4095;
    private const int FileExistsOnWindows = unchecked((int)0x80070050);

    internal static bool Is(Exception exception) =>
        exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException;

    /// <summary>Returns the error number that an exception carries on Linux, or 0.</summary>
    internal static int Number(Exception exception) => exception switch
    {
        UnauthorizedAccessException => Errno.EACCES,
        FileNotFoundException or DirectoryNotFoundException => Errno.ENOENT,
        PathTooLongException => Errno.ENAMETOOLONG,
        { HResult: FileExistsOnWindows } => Errno.EEXIST,
        { HResult: > 0 and <= LargestErrno } => exception.HResult,
        _ => 0,
    };

    internal static string Words(Exception exception) => Number(exception) switch
    {
        0 => OperatingSystem.IsWindows() ? exception.Message : "the path is not valid",
        Errno.EACCES or Errno.EPERM => "permission denied",
        Errno.EISDIR => "it is a folder",
        Errno.EEXIST => "another file has its name, or the name of its folder",
        Errno.ENOTDIR or Errno.ENOENT => "a part of its path does not exist, or is not a folder",
        Errno.ENAMETOOLONG => "the path is too long",
        Errno.ENXIO => "it is a pipe that no program reads, or a socket",
        Errno.EPIPE => "no program reads the pipe any more",
        Errno.EBADF => "the descriptor is not open for writing",
        var number => Marshal.GetPInvokeErrorMessage(number),
    };
}
