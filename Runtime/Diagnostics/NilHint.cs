using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Which name was meant where a script has misspelt one, so that its value is nil.</summary>
internal static class NilHint
{
    /// <summary>For the error that a message handler has as its first argument: " (did you mean 'x'?)", or nothing.</summary>
    internal static string Of(LuaStack stack)
    {
        const string start = "a nil value (";
        var message = stack.TypeOf(1) == LuaType.String ? LuaText.Decode(stack.ToBytes(1)) : "";
        var at = message.LastIndexOf(start, StringComparison.Ordinal);
        return at >= 0 && message[(at + start.Length)..].Split('\'') is [var kind, var name, ")"] ? Of(stack, kind, name) : "";
    }

    private static string Of(LuaStack stack, string kind, string name) => kind switch
    {
        "global " when LuaNames.IsLoaded(stack, name) => $" ({name} is a module: local {name} = require(\"{name}\"))",
        "global " => NearestName.Hint(name, [.. LuaNames.Variables(stack, 1), .. LuaNames.Globals(stack)]),
        "field " or "method " => NearestName.Hint(name, LuaNames.ModuleFields(stack)),
        _ => "",
    };
}
