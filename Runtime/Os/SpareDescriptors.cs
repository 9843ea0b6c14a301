namespace Moonwire.Runtime.Os;

/// <summary>Checks whether the process can open more descriptors.</summary>
public static unsafe class SpareDescriptors
{
    private const int RLIMIT_NOFILE = 7;

    /// <summary>
    /// Returns true if a descriptor is one of the last <paramref name="count"/> below the process's limit. Because the
    /// kernel opens the lowest free descriptor, few descriptors were free when this descriptor was opened.
    /// </summary>
    internal static bool IsAmongLast(int count, int descriptor)
    {
        var limits = stackalloc ulong[2]; // struct rlimit of 64-bit systems: the soft limit and the hard limit
        return OperatingSystem.IsLinux()
            && Libc.getrlimit(RLIMIT_NOFILE, limits) == 0
            && (ulong)(descriptor + count) >= limits[0];
    }

    /// <summary>
    /// Raises the limit of open descriptors to the hard limit, the highest limit that the process may set. Returns the
    /// limit, or 1024 if the system does not tell it.
    /// </summary>
    public static long Raise()
    {
        const long usual = 1024;
        var limits = stackalloc ulong[2];
        if (!OperatingSystem.IsLinux() || Libc.getrlimit(RLIMIT_NOFILE, limits) != 0)
        {
            return usual;
        }

        var soft = limits[0];
        limits[0] = limits[1];
        return (long)Math.Min(Libc.setrlimit(RLIMIT_NOFILE, limits) == 0 ? limits[1] : soft, int.MaxValue);
    }

    /// <summary>
    /// Returns true if the process can open <paramref name="count"/> more descriptors. To find out, opens and closes
    /// them.
    /// </summary>
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
