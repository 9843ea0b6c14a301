using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Errors;

/// <summary>Where the shim <c>errors.lua</c> leaves the metatable and categories of error values for this side to use.</summary>
internal static class ErrorRegistry
{
    private static readonly LuaReference Table = new(LuaReference.FirstFixed);

    /// <summary>Pops the table { metatable, system, generic, runtime, misc } and keeps it.</summary>
    internal static void PopAndKeep(LuaStack stack) => stack.PopInto(Table);

    internal static void PushMetatable(LuaStack stack) => Push(stack, "metatable");

    internal static void PushCategory(LuaStack stack, ErrorCategory category) => Push(stack, Name(category));

    internal static string Name(ErrorCategory category) => category switch
    {
        ErrorCategory.System => "system",
        ErrorCategory.Generic => "generic",
        ErrorCategory.Runtime => "runtime",
        _ => "misc",
    };

    private static void Push(LuaStack stack, string field)
    {
        _ = stack.Push(Table);
        _ = stack.PushField(-1, field);
        stack.Insert(-2);
        stack.Pop();
    }
}
