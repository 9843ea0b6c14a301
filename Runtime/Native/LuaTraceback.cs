using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Native;

/// <summary>Asks Lua where a thread is.</summary>
internal static unsafe class LuaTraceback
{
    /// <summary>The lines of luaL_traceback of <paramref name="of"/>, the heading first.</summary>
    internal static string[] Lines(LuaStack running, LuaStack of, int level)
    {
        using var guard = new MemoryGuard(running.State);
        LuaApi.luaL_traceback(running.State, of.State, null, level);
        var text = LuaText.Decode(running.ToBytes(-1));
        running.Pop();
        return text.Split('\n');
    }

    /// <summary>"file:line" of the innermost script line at or above <paramref name="level"/>, or null in C.</summary>
    internal static string? Site(LuaStack stack, int level)
    {
        LuaDebug frame;
        while (LuaApi.lua_getstack(stack.State, level++, &frame) != 0)
        {
            fixed (byte* what = "Sl\0"u8)
            {
                _ = LuaApi.lua_getinfo(stack.State, what, &frame);
            }

            var source = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(frame.ShortSource);
            if (frame.CurrentLine > 0 && !source.SequenceEqual("[moonwire]"u8))
            {
                return SiteText.Of(source, frame.CurrentLine);
            }
        }

        return null;
    }

    /// <summary>Remembers the last text: a loop that spawns many fibers names one place.</summary>
    private static class SiteText
    {
        private static byte[] _source = [];
        private static int _line;
        private static string _text = "";

        internal static string Of(ReadOnlySpan<byte> source, int line)
        {
            if (line != _line || !source.SequenceEqual(_source))
            {
                _source = source.ToArray();
                _line = line;
                _text = $"{LuaText.Decode(source)}:{line}";
            }

            return _text;
        }
    }
}
