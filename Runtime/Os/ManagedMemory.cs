namespace Moonwire.Runtime.Os;

/// <summary>
/// Limits the part of the managed heap that a script may fill with objects such as sockets and fibers. The script gets
/// "not enough memory" long before the heap is full.
/// </summary>
/// <remarks>
/// A full heap would cause two problems. If a resource limit bounds the address space, .NET reserves half of that limit
/// for the managed heap. When the heap is full, .NET's collector writes to memory that it has not committed. If .NET
/// itself bounds the heap, as in a small container, the collector runs almost permanently before an allocation fails.
/// The part for scripts is small enough to leave room for garbage and for arrays that grow.
/// </remarks>
internal static class ManagedMemory
{
    /// <summary>
    /// The number of bytes that may be charged before the size of the heap is read, because reading the size would slow
    /// the start.
    /// </summary>
    private const long Free = 1 << 20;
    private const int PartOfLimit = 16;
    private const int PartOfHeap = 4;

    private static long _max;
    private static long _refunded;

    /// <summary>Returns true if the total of all charges may be this number of bytes.</summary>
    internal static bool Has(long bytes) => bytes <= Free || bytes <= Max();

    /// <summary>
    /// Counts bytes of objects that have become garbage. If a resource limit bounds the address space, starts a
    /// collection before there is much garbage, because .NET would let garbage fill all memory that it has reserved.
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
            // TotalAvailableMemoryBytes is the machine's memory or .NET's limit for the heap
            var heap = GC.GetGCMemoryInfo(GCKind.Any).TotalAvailableMemoryBytes / PartOfHeap;
            _max = Math.Max(Free, Math.Min(SystemMemory.Limit / PartOfLimit, heap));
        }

        return _max;
    }
}
