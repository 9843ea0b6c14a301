namespace Moonwire.Runtime.Native;

/// <summary>
/// How much memory the system gives to the process, where resource limits (ulimit -v and -d) bound it.
/// Lua leaves a part, because .NET, the C library and new threads need memory, and .NET ends the process without it.
/// </summary>
/// <remarks>
/// .NET reserves half of a limit on addresses for the managed heap. Its collector writes to memory that it has not committed
/// when that reservation is full to the end, so the managed heap must stay below <see cref="_mostManaged"/>.
/// </remarks>
internal static unsafe class SystemMemory
{
    private const int RLIMIT_DATA = 2;
    private const int RLIMIT_AS = 9;
    private const long MostSpare = 16 << 20;
    private const long SpareParts = 12;

    /// <summary>In milliseconds.</summary>
    private const long CollectionInterval = 100;

    private static long _collectedAt = -CollectionInterval;
    private static long _spare;
    private static long _mostManaged = long.MaxValue;

    /// <summary>True if something bounds the process.</summary>
    internal static bool IsBounded { get; } = Find();

    /// <summary>True if so many bytes can be had now, and what is to be left for others.</summary>
    internal static bool Has(nuint size)
    {
        if (GC.GetTotalMemory(forceFullCollection: false) > _mostManaged && !TryCollect())
        {
            return false;
        }

        var wanted = size + (nuint)_spare;
        var probe = Libc.mmap(null, wanted, Libc.PROT_READ | Libc.PROT_WRITE, Libc.MAP_PRIVATE | Libc.MAP_ANONYMOUS | Libc.MAP_NORESERVE, -1, 0);
        return probe != Libc.MAP_FAILED && Libc.munmap(probe, wanted) == 0;
    }

    /// <summary>Collects the managed heap, but not at each block of a program whose memory is used up.</summary>
    private static bool TryCollect()
    {
        var now = Environment.TickCount64;
        if (now - _collectedAt < CollectionInterval)
        {
            return false;
        }

        GC.Collect();
        _collectedAt = Environment.TickCount64;
        return GC.GetTotalMemory(forceFullCollection: false) <= _mostManaged;
    }

    private static bool Find()
    {
        if (!OperatingSystem.IsLinux())
        {
            return false;
        }

        var addresses = LimitOf(RLIMIT_AS);
        var least = Math.Min(addresses, LimitOf(RLIMIT_DATA));
        if (addresses != long.MaxValue)
        {
            _mostManaged = addresses / 4;
        }

        _spare = Math.Min(MostSpare, least / SpareParts);
        return least != long.MaxValue;
    }

    private static long LimitOf(int resource)
    {
        var limits = stackalloc ulong[2]; // struct rlimit of 64-bit systems: what counts, and how far it can be raised
        return Libc.getrlimit(resource, limits) == 0 && limits[0] < long.MaxValue ? (long)limits[0] : long.MaxValue;
    }
}
