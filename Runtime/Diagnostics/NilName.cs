using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Suggests a similar name after a script has used a name whose value is nil.</summary>
internal static class NilName
{
    /// <summary>The maximum number of modules that are suggested for a function.</summary>
    private const int MaxModules = 2;

    /// <summary>
    /// The minimum length of a name that is compared with the fields of all modules. A shorter name resembles too many
    /// fields.
    /// </summary>
    private const int MinGuessLength = 5;

    /// <summary>Makes <see cref="FamiliarNames"/> treat a name as a field of a string.</summary>
    private static readonly string[] StringFunctions = ["gsub"];

    internal static string Global(LuaThread stack, int level, string name)
    {
        OwnModules.CreateAll(stack);
        if (LuaNames.IsLoaded(stack, name))
        {
            return $" ({name} is a module: local {name} = require(\"{name}\"))";
        }

        var globals = LuaNames.Globals(stack);
        var nearest = FamiliarNames.Of(name, globals)
            ?? NearestName.Hint(name, [.. LuaNames.Variables(stack, level), .. globals]);
        return nearest.Length > 0 ? nearest : OfModules(stack, name);
    }

    /// <summary>
    /// Returns a hint for a call with an argument that is nil. The hint is about the first unknown name on the line of
    /// the call that is similar to a known name.
    /// </summary>
    internal static string Argument(LuaThread stack, int level)
    {
        var tokens = NamedContainer.TokensOfLine(stack, level);
        for (var i = 0; i < tokens.Count; i++)
        {
            var isUse = NamedContainer.IsName(tokens[i])
                && (i + 1 == tokens.Count || tokens[i + 1] is "," or ")" or "}");
            var isField = i > 0 && tokens[i - 1] is "." or ":";
            if (!isUse)
            {
                continue;
            }

            var hint = isField ? NamedContainer.TryPush(stack, level, tokens[i], out _) ? OfTable(stack, tokens[i]) : ""
                : IsNilGlobal(stack, level, tokens[i]) ? NearestName.Hint(tokens[i], LuaNames.Variables(stack, level))
                : "";
            if (hint.Length > 0)
            {
                return $" ('{tokens[i]}' is nil: {hint[2..]}";
            }
        }

        return "";
    }

    private static string OfTable(LuaThread stack, string name)
    {
        var hint = stack.TypeOf(-1) == LuaType.Table ? NearestName.Hint(name, LuaPaths.Keys(stack)) : "";
        stack.Pop();
        return hint;
    }

    private static bool IsNilGlobal(LuaThread stack, int level, string name)
    {
        if (LuaNames.Variables(stack, level).Contains(name) || !LuaPaths.TryPush(stack, level, [name]))
        {
            return false;
        }

        var isNil = stack.TypeOf(-1) == LuaType.Nil;
        stack.Pop();
        return isNil;
    }

    /// <summary>
    /// Returns a hint for a field or method that a table lacks. Searches the table if the source line names it,
    /// otherwise all modules.
    /// </summary>
    internal static string Field(LuaThread stack, int level, string name)
    {
        OwnModules.CreateAll(stack);
        if (!NamedContainer.TryPush(stack, level, name, out var path))
        {
            return name == "now" ? $" ({FamiliarNames.Clocks})"
                : name.Length >= MinGuessLength ? NearestName.Hint(name, LuaNames.ModuleFields(stack))
                : "";
        }

        var hint = stack.TypeOf(-1) == LuaType.Table ? InTable(stack, path, name)
            : (stack.TypeOf(-1) == LuaType.String ? FamiliarNames.Of(name, StringFunctions) : null)
                ?? $" ('{path}' is a {stack.TypeOf(-1).ToString().ToLowerInvariant()})";
        stack.Pop();
        return hint;
    }

    private static string InTable(LuaThread stack, string path, string name)
    {
        var other = OwnModules.Other(stack, path, name);
        if (other.Length > 0)
        {
            return other;
        }

        var meant = LuaPaths.Holders(stack, name) is [var holder]
            ? $" (did you mean '{path}.{holder}.{name}'?)"
            : Known(name, LuaPaths.Keys(stack));
        return meant.Length > 0 ? meant : OwnModules.Own(stack);
    }

    /// <summary>Returns a hint for a member that a type of this program lacks.</summary>
    internal static string Member(LuaThread stack, string type, string name)
    {
        OwnModules.CreateAll(stack);
        var top = stack.Count;
        var hint = stack.PushField(LuaApi.RegistryIndex, type) == LuaType.Table
            && stack.PushField(-1, "__members") == LuaType.Table
            ? Known(name, LuaPaths.Keys(stack))
            : "";
        stack.Pop(stack.Count - top);
        return hint.Length == 0 && OwnModules.Has(stack, type)
            ? $" (this is moonwire's own module, and no other '{type}' is installed)"
            : hint;
    }

    private static string Known(string name, List<string> names) =>
        FamiliarNames.Of(name, names) ?? NearestName.Hint(name, names);

    /// <summary>Returns a hint that lists the loaded modules with a function of this name.</summary>
    private static string OfModules(LuaThread stack, string name)
    {
        var globals = LuaNames.Globals(stack);
        var modules = LuaNames.ModulesWith(stack, name).Order(StringComparer.Ordinal).ToList();
        return modules.Count is 0 or > MaxModules ? ""
            : $" (did you mean {string.Join(" or ", modules.Select(module => $"'{module}.{name}'"))}?"
                + (globals.Contains(modules[0]) ? ")" : $" local {modules[0]} = require(\"{modules[0]}\"))");
    }
}
