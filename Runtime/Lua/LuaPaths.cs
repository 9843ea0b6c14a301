using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Lua;

/// <summary>Reads what a running function would read for names such as <c>a.b.c</c>, without calling anything.</summary>
internal static unsafe class LuaPaths
{
    /// <summary>Pushes the value of a path for the function at a level of the running thread; false if it leads nowhere.</summary>
    internal static bool TryPush(LuaThread stack, int level, ReadOnlySpan<string> path)
    {
        if (path.IsEmpty || !stack.Reserve(6) || !(TryPushVariable(stack, level, path[0]) || TryPushGlobal(stack, path[0])))
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

    /// <summary>The string keys of the table on top, and of the tables that its metatable's <c>__index</c> leads to.</summary>
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

    /// <summary>The keys of tables in the table on top that hold <paramref name="name"/>.</summary>
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

    /// <summary>Where the function at a level is: its source as Lua keeps it, and the line; null in C.</summary>
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

        return frame.CurrentLine > 0 ? (LuaText.Decode(new ReadOnlySpan<byte>(frame.Source, checked((int)frame.SourceLength))), frame.CurrentLine) : null;
    }

    /// <summary>Whether the function at a level was called by a generic for.</summary>
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

        return frame.NameWhat is not null && MemoryMarshal.CreateReadOnlySpanFromNullTerminated(frame.NameWhat).SequenceEqual("for iterator"u8);
    }

    private static bool TryPushGlobal(LuaThread stack, string name)
    {
        _ = stack.PushElement(LuaApi.RegistryIndex, LuaApi.GlobalsIndex);
        _ = stack.PushField(-1, name);
        stack.Insert(-2);
        stack.Pop();
        return true;
    }

    /// <summary>The innermost local variable of a name, or the upvalue.</summary>
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

    private static bool IsNamed(byte* variable, string name) => LuaText.Decode(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(variable)) == name;
}
