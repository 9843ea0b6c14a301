using System.Runtime.InteropServices;
using static Moonwire.Runtime.Lua.EngineLayout;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds the script line that calls the running function, and gives each line a number, so that native memory can keep
/// the line. A cache by saved program counter makes a repeated search cost about ten instructions.
/// </summary>
/// <remarks>
/// The cache never reads a saved program counter's memory. If Lua frees a function and another function gets its
/// memory, the cache may return a line of the freed function.
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
    }

    /// <summary>
    /// Returns the number of the innermost script line that has called the running function of a Lua thread, or
    /// <see cref="Unknown"/>.
    /// </summary>
    public int Of(LuaThread caller)
    {
        var state = caller.State;
        if (state == 0)
        {
            return Unknown;
        }

        var level = 1;
        if (LuaLayout.IsVerified)
        {
            for (var info = Previous(LuaLayout.CallInfoOf(state)); info is not null; info = Previous(info), level++)
            {
                var counter = CounterOf(info); // of a C function, a pointer that the cache never contains
                ref var cached = ref _cache[IndexOf(counter)];
                if (cached.ProgramCounter != counter)
                {
                    break;
                }

                if (cached.Place != InShim)
                {
                    return cached.Place;
                }
            }
        }

        return Find(state, level);
    }

    /// <summary>Returns a place as "file:line", or null for <see cref="Unknown"/>.</summary>
    public string? Text(int place) =>
        place > Unknown && place < _places.Count ? $"{_places[place].Source}:{_places[place].Line}" : null;

    private static byte* Previous(byte* info) => *(byte**)(info + CallInfo.Previous);

    private static nint CounterOf(byte* info) => *(nint*)(info + CallInfo.SavedPc);

    private static int IndexOf(nint counter) => (int)(((nuint)counter / sizeof(uint)) % CacheSize);

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
            if (LuaLayout.IsVerified)
            {
                var counter = CounterOf((byte*)frame.CallInfo);
                _cache[IndexOf(counter)] = new Cached { ProgramCounter = counter, Place = place };
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
