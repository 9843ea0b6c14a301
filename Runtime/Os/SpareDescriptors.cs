namespace Moonwire.Runtime.Os;

/// <summary>Whether the process and the system have descriptors left.</summary>
internal static unsafe class SpareDescriptors
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>Whether a descriptor, which was the lowest that was free, is one of the last that the process may have.</summary>
    internal static bool IsAmongLast(int count, int descriptor)
    {
        var limits = stackalloc ulong[2]; // struct rlimit of 64-bit systems: what counts, and how far it can be raised
        return OperatingSystem.IsLinux() && Libc.getrlimit(RLIMIT_NOFILE, limits) == 0 && (ulong)(descriptor + count) >= limits[0];
    }

    /// <summary>Makes so many descriptors, and closes them.</summary>
    internal static bool Has(int count)
    {
        if (!OperatingSystem.IsLinux())
        {
            return true;
        }

        Span<int> made = stackalloc int[count];
        var number = 0;
        while (number < count && (made[number] = Libc.open("/", Libc.O_PATH | Libc.O_CLOEXEC)) >= 0)
        {
            number++;
        }

        for (var i = 0; i < number; i++)
        {
            _ = Libc.close(made[i]);
        }

        return number == count;
    }
}
