using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Lua;

/// <summary>Evaluates paths such as <c>a.b.c</c> as a running function would, without calling any function.</summary>
internal static unsafe class LuaPaths
{
    /// <summary>
    /// Pushes the value that a path has for the function at a level of the running thread. Returns false if a part of
    /// the path is not a table.
    /// </summary>
    internal static bool TryPush(LuaThread stack, int level, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty || !stack.Reserve(6)
            || !(TryPushVariable(stack, level, path[0]) || TryPushGlobal(stack, path[0])))
        {
            return false;
        }

        foreach (var name in path[1..])
        {
            if (stack.TypeOf(-1) != LuaType.Table)
            {
                stack.Pop();
                return false;
            }

            _ = stack.PushField(-1, name);
            stack.Insert(-2);
            stack.Pop();
        }

        return true;
    }

    /// <summary>
    /// Returns the string keys of the table on top, and of the tables in its chain of <c>__index</c>.
    /// </summary>
    internal static List<string> Keys(LuaThread stack)
    {
        const int maxChainLength = 8;
        var names = new List<string>();
        var top = stack.Count;
        for (var i = 0; i < maxChainLength && stack.Reserve(6); i++)
        {
            LuaNames.AddKeys(stack, names, depth: 0);
            if (!stack.PushMetatable(-1) || stack.PushField(-1, "__index") != LuaType.Table)
            {
                break;
            }
        }

        stack.Pop(stack.Count - top);
        return names;
    }

    /// <summary>
    /// Returns each key of the table on top whose value is a table that contains <paramref name="name"/>.
    /// </summary>
    internal static List<string> Holders(LuaThread stack, string name)
    {
        var holders = new List<string>();
        foreach (var key in Keys(stack))
        {
            if (stack.PushField(-1, key) == LuaType.Table)
            {
                if (stack.PushField(-1, name) != LuaType.Nil)
                {
                    holders.Add(key);
                }

                stack.Pop();
            }

            stack.Pop();
        }

        return holders;
    }

    /// <summary>
    /// Returns Lua's name of the source, and the current line, of the function at a level, or null for a C function.
    /// </summary>
    internal static (string Source, int Line)? Place(LuaThread stack, int level)
    {
        LuaDebug frame;
        if (LuaApi.lua_getstack(stack.State, level, &frame) == 0)
        {
            return null;
        }

        fixed (byte* what = "Sl\0"u8)
        {
            _ = LuaApi.lua_getinfo(stack.State, what, &frame);
        }

        if (frame.CurrentLine <= 0)
        {
            return null;
        }

        var source = new ReadOnlySpan<byte>(frame.Source, checked((int)frame.SourceLength));
        return (LuaText.Decode(source), frame.CurrentLine);
    }

    /// <summary>Returns true if the function at a level was called by a generic for.</summary>
    internal static bool IsIterator(LuaThread stack, int level)
    {
        LuaDebug frame;
        if (LuaApi.lua_getstack(stack.State, level, &frame) == 0)
        {
            return false;
        }

        fixed (byte* what = "n\0"u8)
        {
            _ = LuaApi.lua_getinfo(stack.State, what, &frame);
        }

        return frame.NameWhat is not null
            && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(frame.NameWhat).SequenceEqual("for iterator"u8);
    }

    private static bool TryPushGlobal(LuaThread stack, string name)
    {
        _ = stack.PushElement(LuaApi.RegistryIndex, LuaApi.GlobalsIndex);
        _ = stack.PushField(-1, name);
        stack.Insert(-2);
        stack.Pop();
        return true;
    }

    /// <summary>Pushes the innermost local variable with this name, or otherwise the upvalue.</summary>
    private static bool TryPushVariable(LuaThread stack, int level, string name)
    {
        LuaDebug frame;
        if (LuaApi.lua_getstack(stack.State, level, &frame) == 0)
        {
            return false;
        }

        var found = 0;
        byte* variable;
        for (var n = 1; (variable = (byte*)LuaApi.lua_getlocal(stack.State, &frame, n)) is not null; n++)
        {
            found = IsNamed(variable, name) ? n : found;
            stack.Pop();
        }

        if (found > 0)
        {
            _ = LuaApi.lua_getlocal(stack.State, &frame, found);
            return true;
        }

        fixed (byte* function = "f\0"u8)
        {
            _ = LuaApi.lua_getinfo(stack.State, function, &frame);
        }

        for (var n = 1; (variable = LuaApi.lua_getupvalue(stack.State, -1, n)) is not null; n++)
        {
            if (IsNamed(variable, name))
            {
                stack.Insert(-2);
                stack.Pop(); // the function
                return true;
            }

            stack.Pop();
        }

        stack.Pop();
        return false;
    }

    private static bool IsNamed(byte* variable, string name) =>
        LuaText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(variable)) == name;
}
