using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Counts how often each line of each chunk runs, with a line hook. A Lua thread inherits the hook of the thread that
/// creates it. The counts are shared by the whole process.
/// </summary>
/// <remarks>
/// The hook is the C function of coverage.c, because a managed hook takes about twice as long. If the C files were not
/// compiled, the hook is <see cref="OnLine"/>.
/// Both hooks usually do not call lua_getinfo for the name of the chunk, because they run for each line. Instead, a
/// hook reads the string object of the name from the running function, and compares it with the string object of the
/// previous line. All functions of a chunk share this object. When a string object appears for the first time, the
/// hook compares it with the result of lua_getinfo. If they differ, the hook calls lua_getinfo for each line from then
/// on.
/// </remarks>
public static unsafe class LineCoverage
{
    private const int SomeLines = 256;

    private static readonly Dictionary<nint, Chunk> ByName = [];
    private static readonly Dictionary<string, Chunk> Chunks = new(StringComparer.Ordinal);
    private static nint _last;
    private static Chunk _lastChunk = new();
    private static bool _knowsLayout;

    private sealed class Chunk
    {
        internal long[] Hits = new long[SomeLines];
    }

    private static nint EntryPoint => (nint)(delegate* unmanaged[Cdecl]<nint, LuaDebug*, void>)&OnLine;

    /// <summary>
    /// Starts to count the lines of the Lua threads, and of the Lua threads that they create after this call.
    /// </summary>
    public static void Start(params ReadOnlySpan<LuaThread> threads)
    {
        _knowsLayout = LuaLayout.HasAgreed;
        foreach (var thread in threads)
        {
            if (!NativeCalls.TryCountLines(thread.State, _knowsLayout))
            {
                LuaApi.lua_sethook(thread.State, EntryPoint, LuaApi.LineMask, 0);
            }
        }
    }

    /// <summary>Returns the name of each chunk, such as "@main.lua", and its counts by line.</summary>
    public static IReadOnlyList<(string Name, long[] Hits)> Counts() =>
        [.. NativeCalls.LineCounts(), .. Chunks.Select(static pair => (pair.Key, pair.Value.Hits))];

    [UnmanagedCallersOnly(CallConvs = [typeof(CallConvCdecl)])]
    private static void OnLine(nint state, LuaDebug* activation)
    {
        try
        {
            var name = _knowsLayout ? NameOf(activation) : 0;
            if (name != _last || name == 0)
            {
                Meet(state, activation, name);
            }

            var hits = _lastChunk.Hits;
            var line = activation->CurrentLine;
            if ((uint)line < (uint)hits.Length)
            {
                hits[line]++;
            }
            else if (line > 0)
            {
                Array.Resize(ref _lastChunk.Hits, line * 2);
                _lastChunk.Hits[line]++;
            }
        }
#pragma warning disable CA1031 // no exception may leave, because it cannot unwind Lua's frames
        catch (Exception exception)
#pragma warning restore CA1031
        {
            InternalError.Report("hook", exception);
        }
    }

    /// <summary>Returns the string object of the chunk's name from the running function.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static nint NameOf(LuaDebug* activation)
    {
        var slot = *(byte**)activation->CallInfo;
        var closure = *(byte**)slot;
        var prototype = *(byte**)(closure + LClosure.Prototype);
        return *(nint*)(prototype + Prototype.Source);
    }

    private static void Meet(nint state, LuaDebug* activation, nint name)
    {
        if (name == 0 || !ByName.TryGetValue(name, out var chunk))
        {
            fixed (byte* what = "S\0"u8)
            {
                _ = LuaApi.lua_getinfo(state, what, activation);
            }

            if (name != 0 && (nint)activation->Source != name + TString.Contents)
            {
                _knowsLayout = false;
                name = 0;
            }

            var text = LuaText.Decode(new ReadOnlySpan<byte>(activation->Source, (int)activation->SourceLength));
            if (!Chunks.TryGetValue(text, out chunk))
            {
                Chunks[text] = chunk = new Chunk();
            }

            if (name != 0)
            {
                ByName[name] = chunk;
            }
        }

        _last = name;
        _lastChunk = chunk;
    }
}
