using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Says that a module which lacks a name is this program's own, or is another one of the same name.</summary>
internal static class OwnModules
{
    /// <summary>The prefix of the names that <c>require</c> always gives this program's modules for.</summary>
    internal const string Prefix = "moonwire.";

    /// <summary>The field of the registry that has this program's modules by name; <c>prelude.lua</c> fills it.</summary>
    private const string Modules = "moonwire.modules";

    /// <summary>The names for <c>require</c>, with the prefix.</summary>
    internal static List<string> Names(LuaThread stack)
    {
        var top = stack.Count;
        var names = stack.PushField(LuaApi.RegistryIndex, Modules) == LuaType.Table ? LuaPaths.Keys(stack) : [];
        stack.Pop(stack.Count - top);
        return names.ConvertAll(static name => Prefix + name);
    }

    /// <summary>Whether a module of this program has the name.</summary>
    internal static bool Has(LuaThread stack, string name) => Names(stack).Contains(Prefix + name);

    /// <summary>For the table on top if it is one of this program's modules.</summary>
    internal static string Own(LuaThread stack) =>
        Find(stack, static (stack, table, _) => stack.RawEquals(-1, table)) is { } module ? $" (this is moonwire's own module '{module}')" : "";

    /// <summary>For the table on top if it stands in place of a module of this program that has the name.</summary>
    /// <param name="stack">The stack.</param>
    /// <param name="path">What the script calls the table.</param>
    /// <param name="name">The name that the table lacks.</param>
    internal static string Other(LuaThread stack, string path, string name) =>
        Find(stack, (stack, table, module) => !stack.RawEquals(-1, table) && HasField(stack, name) && (path == module || IsLoadedAs(stack, module, table))) is { } module
            ? $" (this is another '{module}': moonwire's own module is require(\"{Prefix}{module}\"))"
            : "";

    /// <summary>The first module for which a test holds. The test finds the module's table on top.</summary>
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
