using System.Globalization;
using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Lua;

/// <summary>Makes tracebacks, and finds the position that a Lua thread is executing.</summary>
internal static unsafe class LuaTraceback
{
    private const int DeepestUnsynchronised = 30;

    /// <summary>The beginning of a managed function's line, which differs from the lines of shims.</summary>
    internal const string ManagedMark = "[moonwire]:managed: in ";

    /// <summary>
    /// Returns the lines of luaL_traceback for <paramref name="of"/>, the heading first, with the lines of managed
    /// functions marked.
    /// </summary>
    /// <param name="running">The stack on which the traceback is made.</param>
    /// <param name="of">The thread to trace.</param>
    /// <param name="level">The first level to include.</param>
    /// <param name="isManaged">Returns true if a C function is managed. Its argument is 0 for a Lua function.</param>
    internal static string[] Lines(LuaThread running, LuaThread of, int level, Func<nint, bool> isManaged)
    {
        using var guard = new MemoryGuard(running.State);
        LuaApi.luaL_traceback(running.State, of.State, null, level);
        var text = LuaText.Decode(running.ToBytes(-1));
        running.Pop();
        var lines = text.Split('\n');
        MarkManaged(of, lines, level, isManaged);
        return lines;
    }

    private static void MarkManaged(LuaThread of, string[] lines, int level, Func<nint, bool> isManaged)
    {
        const string c = "\t[C]: in ", skipping = "\t...\t(skipping ";
        for (var i = 1; i < lines.Length; i++)
        {
            var line = lines[i];
            if (line.StartsWith(skipping, StringComparison.Ordinal))
            {
                var length = line.IndexOf(' ', skipping.Length) - skipping.Length;
                level += 1 + int.Parse(line.AsSpan(skipping.Length, length), CultureInfo.InvariantCulture);
            }
            else if (line != "\t(...tail calls...)")
            {
                lines[i] = line.StartsWith(c, StringComparison.Ordinal) && isManaged(FunctionAt(of, level))
                    ? "\t" + ManagedMark + line[c.Length..]
                    : line;
                level++;
            }
        }
    }

    /// <summary>Returns the C function at a level, or 0.</summary>
    internal static nint FunctionAt(LuaThread of, int level)
    {
        LuaDebug frame;
        if (!of.Reserve(1) || LuaApi.lua_getstack(of.State, level, &frame) == 0)
        {
            return 0;
        }

        fixed (byte* what = "f\0"u8)
        {
            _ = LuaApi.lua_getinfo(of.State, what, &frame);
        }

        var function = of.ToCFunction(-1);
        of.Pop();
        return function;
    }

    /// <summary>
    /// Any OS thread: returns the traceback of a Lua thread that is held and seems to be in a C function. Because the
    /// Lua thread is only read, names of functions are less exact, and the position may be slightly out of date.
    /// </summary>
    internal static string[] UnsynchronisedLines(LuaThread of)
    {
        var lines = new List<string> { "stack traceback:" };
        LuaDebug frame;
        fixed (byte* what = "Slnt\0"u8)
        {
            for (var level = 0;
                level < DeepestUnsynchronised && LuaApi.lua_getstack(of.State, level, &frame) != 0;
                level++)
            {
                _ = LuaApi.lua_getinfo(of.State, what, &frame);
                lines.Add(Line(frame));
                if (frame.IsTailCall != 0)
                {
                    lines.Add("\t(...tail calls...)");
                }
            }
        }

        return [.. lines];
    }

    private static string Line(in LuaDebug frame)
    {
        fixed (byte* source = frame.ShortSource)
        {
            var place = Text(source) + (frame.CurrentLine > 0 ? $":{frame.CurrentLine}: in " : ": in ");
            var what = Text(frame.What);
            return "\t" + place
                + (frame.NameWhat is not null && *frame.NameWhat != 0 ? $"{Text(frame.NameWhat)} '{Text(frame.Name)}'"
                : what == "main" ? "main chunk"
                : what == "C" ? "?"
                : $"function <{Text(source)}:{frame.LineDefined}>");
        }
    }

    private static string Text(byte* text) => LuaText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(text));

    /// <summary>
    /// Returns true if a shim has raised the error of the running message handler. Level 1 is then the function error.
    /// </summary>
    internal static bool IsRaisedByShim(LuaThread stack)
    {
        const int caller = 2;
        LuaDebug frame;
        return LuaApi.lua_getstack(stack.State, caller, &frame) != 0 && !IsScript(stack, ref frame);
    }

    /// <summary>Returns true if the script called the running function, or the shim around it, with a colon.</summary>
    internal static bool IsMethodCall(LuaThread stack)
    {
        var level = ScriptLevel(stack, 0) - 1;
        LuaDebug frame;
        if (level < 0 || LuaApi.lua_getstack(stack.State, level, &frame) == 0)
        {
            return false;
        }

        fixed (byte* what = "n\0"u8)
        {
            _ = LuaApi.lua_getinfo(stack.State, what, &frame);
        }

        return frame.NameWhat is not null
            && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(frame.NameWhat).SequenceEqual("method"u8);
    }

    /// <summary>
    /// Returns the level of the innermost script function at or above a level, or a level without a function if there
    /// is no script function.
    /// </summary>
    internal static int ScriptLevel(LuaThread stack, int level)
    {
        LuaDebug frame;
        while (LuaApi.lua_getstack(stack.State, level, &frame) != 0 && !IsScript(stack, ref frame))
        {
            level++;
        }

        return level;
    }

    private static bool IsScript(LuaThread stack, ref LuaDebug frame)
    {
        fixed (LuaDebug* pointer = &frame)
        fixed (byte* what = "Sl\0"u8)
        {
            _ = LuaApi.lua_getinfo(stack.State, what, pointer);
            var source = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(pointer->ShortSource);
            return frame.CurrentLine > 0 && !source.SequenceEqual("[moonwire]"u8);
        }
    }

    /// <summary>
    /// Returns "file:line" of the innermost script line at or above <paramref name="level"/>, or null in C.
    /// </summary>
    internal static string? Site(LuaThread stack, int level)
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

    /// <summary>
    /// Caches the last text, because a loop that spawns many fibers asks for the same line again and again.
    /// </summary>
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
