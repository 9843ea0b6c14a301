using System.Runtime.InteropServices;

namespace Moonwire.Runtime.Lua;

/// <summary>
/// Finds the names that Lua code has for values: variables of a running function, globals, and fields of loaded
/// modules.
/// </summary>
internal static unsafe class LuaNames
{
    private const string Loaded = "_LOADED";

    /// <summary>
    /// The maximum number of names that are collected. A script may keep much data in tables of modules.
    /// </summary>
    private const int MaxNames = 10_000;

    /// <summary>
    /// Returns the names of the local variables and upvalues of the function at a level of the running thread.
    /// </summary>
    internal static List<string> Variables(LuaThread stack, int level)
    {
        var names = new List<string>();
        LuaDebug frame;
        if (!stack.Reserve(3) || LuaApi.lua_getstack(stack.State, level, &frame) == 0)
        {
            return names;
        }

        byte* name;
        for (var n = 1; (name = (byte*)LuaApi.lua_getlocal(stack.State, &frame, n)) is not null; n++)
        {
            Add(names, name);
            stack.Pop();
        }

        fixed (byte* function = "f\0"u8)
        {
            _ = LuaApi.lua_getinfo(stack.State, function, &frame);
        }

        for (var n = 1; (name = LuaApi.lua_getupvalue(stack.State, -1, n)) is not null; n++)
        {
            Add(names, name);
            stack.Pop();
        }

        stack.Pop();
        return names;
    }

    internal static List<string> Globals(LuaThread stack)
    {
        var names = new List<string>();
        if (stack.Reserve(4))
        {
            _ = stack.PushElement(LuaApi.RegistryIndex, LuaApi.GlobalsIndex);
            AddKeys(stack, names, depth: 0);
            stack.Pop();
        }

        return names;
    }

    /// <summary>
    /// Returns the names of the loaded modules. This program's modules appear under their short names only.
    /// </summary>
    internal static List<string> Modules(LuaThread stack) =>
        Keys(stack, depth: 0).FindAll(static name => !name.StartsWith("moonwire.", StringComparison.Ordinal));

    /// <summary>Returns the loaded modules, except _G, that contain a function or a table with this name.</summary>
    internal static List<string> ModulesWith(LuaThread stack, string name)
    {
        var modules = new List<string>();
        if (!stack.Reserve(4))
        {
            return modules;
        }

        var top = stack.Count;
        if (stack.PushField(LuaApi.RegistryIndex, Loaded) == LuaType.Table)
        {
            foreach (var module in Modules(stack).Where(static module => module != "_G"))
            {
                if (stack.PushField(-1, module) == LuaType.Table)
                {
                    if (stack.PushField(-1, name) is LuaType.Function or LuaType.Table)
                    {
                        modules.Add(module);
                    }

                    stack.Pop();
                }

                stack.Pop();
            }
        }

        stack.Pop(stack.Count - top);
        return modules;
    }

    /// <summary>Returns true if require finds a module of this name without looking for a file.</summary>
    internal static bool IsLoaded(LuaThread stack, string module)
    {
        var top = stack.Count;
        var isLoaded = TryPushModule(stack, module);
        stack.Pop(stack.Count - top);
        return isLoaded;
    }

    /// <summary>
    /// Pushes the table of a loaded module. Returns false, and leaves the stack unchanged, if the module is not loaded.
    /// </summary>
    internal static bool TryPushModule(LuaThread stack, string module)
    {
        var top = stack.Count;
        if (stack.Reserve(3) && stack.PushField(LuaApi.RegistryIndex, Loaded) == LuaType.Table
            && stack.PushField(-1, module) == LuaType.Table)
        {
            stack.Insert(-2);
            stack.Pop();
            return true;
        }

        stack.Pop(stack.Count - top);
        return false;
    }

    /// <summary>Returns the fields of the loaded modules, and of the tables in them.</summary>
    internal static List<string> ModuleFields(LuaThread stack) => Keys(stack, depth: 2);

    private static List<string> Keys(LuaThread stack, int depth)
    {
        var names = new List<string>();
        if (!stack.Reserve(4 + (2 * depth)))
        {
            return names;
        }

        if (stack.PushField(LuaApi.RegistryIndex, Loaded) == LuaType.Table)
        {
            AddKeys(stack, names, depth);
        }

        stack.Pop();
        return names;
    }

    /// <summary>Adds the string keys of the table on top, and of the tables in it.</summary>
    internal static void AddKeys(LuaThread stack, List<string> names, int depth)
    {
        stack.PushNil();
        while (LuaApi.lua_next(stack.State, -2) != 0)
        {
            if (stack.TypeOf(-2) == LuaType.String)
            {
                names.Add(LuaText.Decode(stack.ToBytes(-2)));
                if (depth > 0 && stack.TypeOf(-1) == LuaType.Table)
                {
                    AddKeys(stack, names, depth - 1);
                }
            }

            stack.Pop();
            if (names.Count >= MaxNames)
            {
                stack.Pop(); // the key
                return;
            }
        }
    }

    /// <summary>
    /// Adds the name of a variable, unless the variable is one of Lua's own. Their names are empty or begin with a
    /// parenthesis.
    /// </summary>
    private static void Add(List<string> names, byte* name)
    {
        var text = MemoryMarshal.CreateReadOnlySpanFromNullTerminated(name);
        if (text is not ([] or [(byte)'(', ..]))
        {
            names.Add(LuaText.Decode(text));
        }
    }
}
