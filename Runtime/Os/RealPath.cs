using System.Runtime.InteropServices;
using System.Text;

namespace Moonwire.Runtime.Os;

/// <summary>Resolves paths with realpath(3). Paths are bytes, as in Lua.</summary>
internal static unsafe class RealPath
{
    /// <summary>PATH_MAX, the buffer size that realpath(3) requires.</summary>
    private const int MaxLength = 4096;

    /// <summary>
    /// Returns the absolute path of a file or folder, without links, "." and "..". Returns null if the file does not
    /// exist or cannot be reached.
    /// </summary>
    internal static byte[]? Of(ReadOnlySpan<byte> path)
    {
        if (path.Contains((byte)0))
        {
            return null;
        }

        if (!OperatingSystem.IsLinux())
        {
            var full = Path.GetFullPath(Encoding.UTF8.GetString(path));
            return Path.Exists(full) ? Encoding.UTF8.GetBytes(full) : null;
        }

        byte[] terminated = [.. path, 0];
        var buffer = stackalloc byte[MaxLength];
        fixed (byte* start = terminated)
        {
            return Libc.realpath(start, buffer) is null
                ? null
                : MemoryMarshal.CreateReadOnlySpanFromNullTerminated(buffer).ToArray();
        }
    }
}
