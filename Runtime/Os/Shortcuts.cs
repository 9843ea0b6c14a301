namespace Moonwire.Runtime.Os;

/// <summary>The ways to save time or memory that have a slower way beside them, which does the same.</summary>
[Flags]
internal enum Shortcut
{
    None = 0,

    /// <summary>Lua's structures are read and written without a call (LuaLayout). The next three need it.</summary>
    Layout = 1,

    /// <summary>A managed function has Lua raise or yield after its return (DeferredExit).</summary>
    DeferredExit = 2,

    /// <summary>Lua enters the functions that run for each datagram without a delegate (UnmanagedEntry).</summary>
    UnmanagedEntries = 4,

    /// <summary>The value that a script indexes is found from its table of methods (IndexReceiver).</summary>
    IndexReceiver = 8,

    /// <summary>Small blocks are allocated without headers (SlabAllocator).</summary>
    SlabAllocator = 16,

    /// <summary>The loop runs inside the call of a fiber that waits (EventLoop.ParkInCall).</summary>
    NestedRuns = 32,

    /// <summary>A socket is read before the kernel has reported input (SpeculativeReads).</summary>
    SpeculativeReads = 64,

    /// <summary>Datagrams of a run are sent in one system call (SegmentBatch). Scripts choose it with segmentation_offload.</summary>
    SegmentBatches = 128,

    /// <summary>pcall, xpcall and the coroutine library are functions of C (NativeCalls).</summary>
    NativeCalls = 256,
}

/// <summary>
/// Which shortcuts are taken: all but those that the environment variable MOONWIRE_DISABLE names, separated by commas, or none
/// with <c>all</c>. Tests run with it so that the slower ways stay right.
/// </summary>
public static class Shortcuts
{
    private const string Variable = "MOONWIRE_DISABLE";

    private static readonly (string Name, Shortcut Shortcut)[] ByName =
    [
        ("layout", Shortcut.Layout),
        ("deferred_exit", Shortcut.DeferredExit),
        ("unmanaged_entries", Shortcut.UnmanagedEntries),
        ("index_receiver", Shortcut.IndexReceiver),
        ("slab_allocator", Shortcut.SlabAllocator),
        ("nested_runs", Shortcut.NestedRuns),
        ("speculative_reads", Shortcut.SpeculativeReads),
        ("segment_batches", Shortcut.SegmentBatches),
        ("native_calls", Shortcut.NativeCalls),
    ];

    private static readonly string? Value = Environment.GetEnvironmentVariable(Variable);

    private static readonly Shortcut Disabled = Parse(Value, out _);

    /// <summary>What is wrong with the variable's value, or null. The program must not start then, because a test would check nothing.</summary>
    public static string? Problem
    {
        get
        {
            _ = Parse(Value, out var problem);
            return problem;
        }
    }

    /// <summary>True if the shortcut is taken. Asked once at the start, because each question costs time.</summary>
    internal static bool Allow(Shortcut shortcut) => (Disabled & shortcut) == Shortcut.None;

    /// <summary>Reads the variable's value: which shortcuts are not taken.</summary>
    internal static Shortcut Parse(string? names, out string? problem)
    {
        problem = null;
        var disabled = Shortcut.None;
        foreach (var name in (names ?? "").Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var named = Find(name);
            disabled |= named;
            if (named == Shortcut.None)
            {
                problem = $"{Variable} has \"{name}\", which is none of {string.Join(", ", ByName.Select(static pair => pair.Name))} and all";
            }
        }

        return disabled;
    }

    private static Shortcut Find(string name)
    {
        var found = Shortcut.None;
        foreach (var (known, shortcut) in ByName)
        {
            found |= name == known || name == "all" ? shortcut : Shortcut.None;
        }

        return found;
    }
}
