namespace Moonwire.Runtime.Os;

/// <summary>
/// The optimisations that can be turned off. If a shortcut is off, slower code with the same effect runs instead.
/// </summary>
[Flags]
internal enum Shortcut
{
    None = 0,

    /// <summary>
    /// Lua's structs are read and written directly, without a call of Lua's API (LuaLayout). The next three shortcuts
    /// need this shortcut.
    /// </summary>
    Layout = 1,

    /// <summary>Lua raises or yields for a managed function after the function has returned (DeferredExit).</summary>
    DeferredExit = 2,

    /// <summary>Lua calls the functions that run for each datagram without a delegate (UnmanagedEntry).</summary>
    UnmanagedEntries = 4,

    /// <summary>The <c>__index</c> of a value is its table of methods instead of a function (IndexReceiver).</summary>
    IndexReceiver = 8,

    /// <summary>Small blocks of memory are allocated without headers (SlabAllocator).</summary>
    SlabAllocator = 16,

    /// <summary>The loop runs inside the call of a fiber that waits (EventLoop.ParkInCall).</summary>
    NestedRuns = 32,

    /// <summary>A socket is read before the kernel has reported input (SpeculativeReads).</summary>
    SpeculativeReads = 64,

    /// <summary>
    /// Several datagrams of a run are sent in one syscall (SegmentBatch). A script enables this with
    /// segmentation_offload.
    /// </summary>
    SegmentBatches = 128,

    /// <summary>pcall, xpcall and the coroutine library are C functions (NativeCalls).</summary>
    NativeCalls = 256,

    /// <summary>
    /// The recorder keeps datagrams for failure reports (Recorder). This is not an optimisation: without the recorder,
    /// reports are shorter. The option --recorder turns the recorder on again.
    /// </summary>
    Recorder = 512,

    /// <summary>
    /// moonwire itself asks the kernel for ICMP reports, for the recorder (SilentReports). This is not an optimisation
    /// either: without the reports, recordings and time-outs tell less.
    /// </summary>
    Icmp = 1024,
}

/// <summary>
/// Decides which shortcuts are used. The environment variable MOONWIRE_DISABLE lists the shortcuts to turn off,
/// separated by commas; <c>all</c> turns off every shortcut. Tests use the variable to check the slower code.
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
        ("recorder", Shortcut.Recorder),
        ("icmp", Shortcut.Icmp),
    ];

    private static readonly string? Value = Environment.GetEnvironmentVariable(Variable);

    private static readonly Shortcut Disabled = Parse(Value, out _);

    /// <summary>
    /// The error in the variable's value, or null. The program must not start with such an error, because a test with a
    /// misspelt name would check nothing.
    /// </summary>
    public static string? Problem
    {
        get
        {
            _ = Parse(Value, out var problem);
            return problem;
        }
    }

    /// <summary>Returns true if the shortcut is used. Callers keep the result, because each call costs time.</summary>
    internal static bool Allow(Shortcut shortcut) => (Disabled & shortcut) == Shortcut.None;

    /// <summary>Parses the variable's value and returns the shortcuts to turn off.</summary>
    internal static Shortcut Parse(string? names, out string? problem)
    {
        problem = null;
        var disabled = Shortcut.None;
        foreach (var name in (names ?? "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            var named = Find(name);
            disabled |= named;
            if (named == Shortcut.None)
            {
                problem = $"{Variable} has \"{name}\", which is not one of "
                    + $"{string.Join(", ", ByName.Select(static pair => pair.Name))} and all";
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
