namespace Moonwire.Runtime.Os;

/// <summary>
/// How much memory the system gives to the process, where resource limits (ulimit -v and -d) bound it.
/// Lua leaves a part, because .NET, the C library and new threads need memory, and .NET ends the process without it.
/// </summary>
internal static unsafe class SystemMemory
{
    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_AS = 9;
    private const long MaxSpare = 16 << 20;
    private const long SpareParts = 12;

    /// <summary>The least of the limits in bytes, or long.MaxValue.</summary>
    internal static long Limit { get; } = OperatingSystem.IsLinux() ? Math.Min(LimitOf(RLIMIT_AS), LimitOf(RLIMIT_DATA)) : long.MaxValue;

    /// <summary>True if something bounds the process.</summary>
    internal static bool IsBounded => Limit != long.MaxValue;

    private static nuint Spare => (nuint)Math.Min(MaxSpare, Limit / SpareParts);

    /// <summary>True if so many bytes can be had now, and what is to be left for others.</summary>
    internal static bool Has(nuint size)
    {
        var wanted = size + Spare;
        var probe = Libc.mmap(null, wanted, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0);
        return probe != Libc.MAP_FAILED && Libc.munmap(probe, wanted) == 0;
    }

    private static long LimitOf(int resource)
    {
        var limits = stackalloc ulong[2]; // struct rlimit of 64-bit systems: what counts, and how far it can be raised
        return Libc.getrlimit(resource, limits) == 0 && limits[0] < long.MaxValue ? (long)limits[0] : long.MaxValue;
    }
}
