namespace Moonwire.Runtime.Os;

/// <summary>
/// Bounds what scripts may take of the managed heap with objects such as sockets and fibers. They get "not enough memory"
/// long before the heap is full.
/// </summary>
/// <remarks>
/// .NET reserves half of a limit on addresses for the managed heap, and its collector writes to memory that it has not
/// committed when that is full. Where .NET bounds the heap itself, as in a small container, its collector runs all the time
/// before an allocation fails. The charges leave room for garbage and for arrays that grow.
/// </remarks>
internal static class ManagedMemory
{
    /// <summary>What may be charged before somebody asks how much the heap may take, because the start should not.</summary>
    private const long Free = 1 << 20;
    private const int PartOfLimit = 16;
    private const int PartOfHeap = 4;

    private static long _max;
    private static long _refunded;

    /// <summary>True if so many bytes may be charged in all.</summary>
    internal static bool Has(long bytes) => bytes <= Free || bytes <= Max();

    /// <summary>
    /// So many bytes of objects have become garbage. Where addresses are bounded, a collection comes before there is much of
    /// it, because .NET's own collector lets garbage fill what it has reserved.
    /// </summary>
    internal static void NoticeGarbage(int bytes)
    {
        _refunded += bytes;
        if (_refunded > Free && SystemMemory.IsBounded && _refunded > Max() / 2)
        {
            _refunded = 0;
            GC.Collect();
        }
    }

    private static long Max()
    {
        if (_max == 0)
        {
            // all memory of the machine, or what .NET bounds the heap to
            var heap = GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes / PartOfHeap;
            _max = Math.Max(Free, Math.Min(SystemMemory.Limit / PartOfLimit, heap));
        }

        return _max;
    }
}
