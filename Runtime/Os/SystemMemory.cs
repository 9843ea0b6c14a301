namespace Moonwire.Runtime.Os;

/// <summary>
/// Checks whether the process can get more memory under its resource limits (ulimit -v and -d). Lua must leave a part
/// of the memory for .NET, the C library and new threads, because .NET ends the process if it gets no memory.
/// </summary>
internal static unsafe class SystemMemory
{
    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_AS = 9;
    private const long MaxSpare = 16 << 20;
    private const long SpareParts = 12;

    /// <summary>The lower of the two limits in bytes, or long.MaxValue without a limit.</summary>
    internal static long Limit { get; } =
        OperatingSystem.IsLinux() ? Math.Min(LimitOf(RLIMIT_AS), LimitOf(RLIMIT_DATA)) : long.MaxValue;

    /// <summary>True if a limit is set.</summary>
    internal static bool IsBounded => Limit != long.MaxValue;

    private static nuint Spare => (nuint)Math.Min(MaxSpare, Limit / SpareParts);

    /// <summary>
    /// Returns true if this number of bytes can be allocated now, in addition to the part that Lua must leave.
    /// </summary>
    internal static bool Has(nuint size)
    {
        var wanted = size + Spare;
        var probe = Libc.mmap(
            null,
            wanted,
            Libc.PROT_READ | Libc.PROT_WRITE,
            Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE,
            -1,
            0);
        return probe != Libc.MAP_FAILED && Libc.munmap(probe, wanted) == 0;
    }

    private static long LimitOf(int resource)
    {
        var limits = stackalloc ulong[2]; // struct rlimit of 64-bit systems: the soft limit and the hard limit
        return Libc.getrlimit(resource, limits) == 0 && limits[0] < long.MaxValue ? (long)limits[0] : long.MaxValue;
    }
}
