using System.Runtime.InteropServices;
using System.Text;

namespace Moonwire.Runtime.Os;

/// <summary>What a path leads to: absolute, without links, "." and "..". Paths are bytes, as in Lua.</summary>
internal static unsafe class RealPath
{
    /// <summary>PATH_MAX, which realpath(3) asks its buffer to have.</summary>
    private const int MaxLength = 4096;

    /// <summary>The path of the existing file or folder, or null when there is none or it cannot be reached.</summary>
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
