using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Explains that a module which lacks a name is this program's own module, or another module with the same name.
/// </summary>
internal static class OwnModules
{
    /// <summary>The prefix of the names with which <c>require</c> always returns this program's modules.</summary>
    internal const string Prefix = "moonwire.";

    /// <summary>The registry field with this program's modules by name. <c>prelude.lua</c> fills it.</summary>
    private const string Modules = "moonwire.modules";

    /// <summary>
    /// Creates the modules that the script has not required, because hints search all modules for names. Does nothing
    /// if memory is short.
    /// </summary>
    internal static void CreateAll(LuaThread stack)
    {
        if (stack.Reserve(2))
        {
            _ = stack.PushField(LuaApi.RegistryIndex, "moonwire.create_modules");
            if (!stack.TryCall(0, 0))
            {
                stack.Pop(); // the error
            }
        }
    }

    /// <summary>Returns the names of this program's modules for <c>require</c>, with the prefix.</summary>
    internal static List<string> Names(LuaThread stack)
    {
        var top = stack.Count;
        var names = stack.PushField(LuaApi.RegistryIndex, Modules) == LuaType.Table ? LuaPaths.Keys(stack) : [];
        stack.Pop(stack.Count - top);
        return names.ConvertAll(static name => Prefix + name);
    }

    /// <summary>Returns true if a module of this program has the name.</summary>
    internal static bool Has(LuaThread stack, string name) => Names(stack).Contains(Prefix + name);

    /// <summary>Returns a hint if the table on top is one of this program's modules.</summary>
    internal static string Own(LuaThread stack) =>
        Find(stack, static (stack, table, _) => stack.RawEquals(-1, table)) is { } module
            ? $" (this is moonwire's own module '{module}')"
            : "";

    /// <summary>
    /// Returns a hint if the table on top replaces a module of this program, and that module has the name.
    /// </summary>
    /// <param name="stack">The stack.</param>
    /// <param name="path">The script's expression for the table.</param>
    /// <param name="name">The name that the table lacks.</param>
    internal static string Other(LuaThread stack, string path, string name) =>
        Find(stack, (stack, table, module) =>
            !stack.RawEquals(-1, table) && HasField(stack, name)
                && (path == module || IsLoadedAs(stack, module, table))) is { } module
            ? $" (this is another '{module}': moonwire's own module is require(\"{Prefix}{module}\"))"
            : "";

    /// <summary>
    /// Returns the first module for which the predicate is true. The module's table is on top of the stack when the
    /// predicate is called.
    /// </summary>
    private static string? Find(LuaThread stack, Func<LuaThread, int, string, bool> test)
    {
        var table = stack.Count;
        string? found = null;
        if (stack.Reserve(6) && stack.PushField(LuaApi.RegistryIndex, Modules) == LuaType.Table)
        {
            found = LuaPaths.Keys(stack).Order(StringComparer.Ordinal).FirstOrDefault(module =>
            {
                var holds = stack.PushField(-1, module) == LuaType.Table && test(stack, table, module);
                stack.Pop();
                return holds;
            });
        }

        stack.Pop(stack.Count - table);
        return found;
    }

    private static bool HasField(LuaThread stack, string name)
    {
        var has = stack.PushField(-1, name) != LuaType.Nil;
        stack.Pop();
        return has;
    }

    private static bool IsLoadedAs(LuaThread stack, string module, int table)
    {
        if (!LuaNames.TryPushModule(stack, module))
        {
            return false;
        }

        var isLoaded = stack.RawEquals(-1, table);
        stack.Pop();
        return isLoaded;
    }
}
