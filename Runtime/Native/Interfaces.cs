using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Native;

/// <summary>Network interfaces by name and index (if_nametoindex(3)).</summary>
internal static unsafe class Interfaces
{
    private const int NameSize = 16;

    internal static bool TryIndex(string name, out uint index)
    {
        index = OperatingSystem.IsWindows() ? 0 : Libc.if_nametoindex(name);
        return index != 0;
    }

    internal static string? Name(uint index)
    {
        if (OperatingSystem.IsWindows())
        {
            return null;
        }

        var name = stackalloc byte[NameSize];
        return Libc.if_indextoname(index, name) != 0 ? Marshal.PtrToStringUTF8((nint)name) : null;
    }
}
