using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds the script line that calls the running function, and gives each line a number, so that native memory can keep
/// the line. A cache by saved program counter makes a repeated search cost about 20 instructions.
/// </summary>
/// <remarks>
/// Invariants.
/// 1. The cache never reads the memory at a saved program counter.
/// 2. An entry is valid until Lua creates the next function prototype (<see cref="LuaAllocator.Prototypes"/>), because
/// the code of a new prototype may get the memory of a freed prototype.
/// </remarks>
public sealed unsafe class ScriptPlaces
{
    /// <summary>The number of a call without a script line.</summary>
    public const int Unknown = 0;

    /// <summary>The cached number of a line in a shim: the search continues with the caller.</summary>
    private const int InShim = -1;

    private const int CacheSize = 256;

    /// <summary>The maximum number of lines, because a script can load any number of chunks.</summary>
    private const int MaxPlaces = 1 << 16;

    private readonly Cached[] _cache = new Cached[CacheSize];
    private readonly List<(string Source, int Line)> _places = [("", 0)];
    private readonly Dictionary<(string Source, int Line), int> _numbers = [];

    private struct Cached
    {
        internal nint ProgramCounter;
        internal int Place;

        /// <summary>The value of <see cref="LuaAllocator.Prototypes"/> at the time of the search.</summary>
        internal int Prototypes;
    }

    /// <summary>
    /// Returns the number of the innermost script line that has called the running function of a Lua thread, or
    /// <see cref="Unknown"/>.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Of(LuaThread caller)
    {
        if (caller.State != 0 && LuaLayout.IsVerified)
        {
            var info = Previous(LuaLayout.CallInfoOf(caller.State));
            if (IsLua(info) && TryCached(CounterOf(info), out var place) && place != InShim)
            {
                return place;
            }
        }

        return Search(caller.State);
    }

    /// <summary>Returns a place as "file:line", or null for <see cref="Unknown"/>.</summary>
    public string? Text(int place) =>
        place > Unknown && place < _places.Count ? $"{_places[place].Source}:{_places[place].Line}" : null;

    private static byte* Previous(byte* info) => *(byte**)(info + CallInfo.Previous);

    /// <summary>
    /// False for a C function, whose field of the program counter has another meaning or an old value.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool IsLua(byte* info) => (*(ushort*)(info + CallInfo.Status) & CallInfo.IsC) == 0;

    private static nint CounterOf(byte* info) => *(nint*)(info + CallInfo.SavedPc);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref Cached Entry(nint counter) =>
        ref Unsafe.Add(ref MemoryMarshal.GetArrayDataReference(_cache), (nuint)counter / sizeof(uint) % CacheSize);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool TryCached(nint counter, out int place)
    {
        ref var cached = ref Entry(counter);
        place = cached.Place;
        return cached.ProgramCounter == counter && cached.Prototypes == LuaAllocator.Prototypes;
    }

    private int Search(nint state)
    {
        if (state == 0)
        {
            return Unknown;
        }

        var level = 1;
        if (LuaLayout.IsVerified)
        {
            for (var info = Previous(LuaLayout.CallInfoOf(state)); info is not null; info = Previous(info), level++)
            {
                if (!IsLua(info))
                {
                    continue;
                }

                if (!TryCached(CounterOf(info), out var place))
                {
                    break;
                }

                if (place != InShim)
                {
                    return place;
                }
            }
        }

        return Find(state, level);
    }

    private int Find(nint state, int level)
    {
        LuaDebug frame;
        for (; LuaApi.lua_getstack(state, level, &frame) != 0; level++)
        {
            fixed (byte* what = "Sl\0"u8)
            {
                _ = LuaApi.lua_getinfo(state, what, &frame);
            }

            if (*frame.What == (byte)'C')
            {
                continue;
            }

            var source = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(frame.ShortSource);
            var isShim = frame.CurrentLine <= 0 || source.SequenceEqual("[moonwire]"u8);
            var place = isShim ? InShim : NumberOf(LuaText.Decode(source), frame.CurrentLine);
            // If the kind of a prototype were wrong, no prototype would be counted, and the cache stays empty.
            if (LuaLayout.IsVerified && LuaAllocator.Prototypes != 0)
            {
                var counter = CounterOf((byte*)frame.CallInfo);
                Entry(counter) = new Cached
                {
                    ProgramCounter = counter,
                    Place = place,
                    Prototypes = LuaAllocator.Prototypes,
                };
            }

            if (!isShim)
            {
                return place;
            }
        }

        return Unknown;
    }

    private int NumberOf(string source, int line)
    {
        if (_numbers.TryGetValue((source, line), out var number))
        {
            return number;
        }

        if (_places.Count >= MaxPlaces)
        {
            return Unknown;
        }

        _numbers[(source, line)] = _places.Count;
        _places.Add((source, line));
        return _places.Count - 1;
    }
}
