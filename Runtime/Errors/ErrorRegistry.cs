using Moonwire.Runtime.Native;

namespace Moonwire.Runtime.Errors;

/// <summary>Where the shim <c>prelude.lua</c> leaves the metatable and categories of error values for this side to use.</summary>
internal static class ErrorRegistry
{
    private static readonly LuaReference Table = new(LuaReference.FirstFixed);

    /// <summary>
    /// Pops the table { metatable, asio, category... } and keeps it. Its <c>asio</c>, a table of asio's categories by
    /// name, gets what the shim knows of their codes: { [code] = { symbol, message, generic } }.
    /// </summary>
    internal static void PopAndKeep(LuaStack stack)
    {
        _ = stack.PushField(-1, "asio");
        foreach (var category in AsioError.All.GroupBy(static e => e.Category))
        {
            stack.PushTable(hash: 4);
            foreach (var error in category)
            {
                PushAsio(stack, error);
                stack.SetElement(-2, error.Code);
            }

            stack.SetField(-2, Name(category.Key));
        }

        stack.Pop();
        stack.PopInto(Table);
    }

    internal static void PushMetatable(LuaStack stack) => Push(stack, "metatable");

    internal static void PushCategory(LuaStack stack, ErrorCategory category) => Push(stack, Name(category));

    internal static string Name(ErrorCategory category) => category switch
    {
        ErrorCategory.System => "system",
        ErrorCategory.Generic => "generic",
        ErrorCategory.Runtime => "runtime",
        ErrorCategory.Netdb => "asio.netdb",
        ErrorCategory.Addrinfo => "asio.addrinfo",
        _ => "asio.misc",
    };

    private static void PushAsio(LuaStack stack, AsioError error)
    {
        stack.PushTable(hash: 3);
        stack.Push(error.Name);
        stack.SetField(-2, "symbol");
        stack.Push(error.Message);
        stack.SetField(-2, "message");
        if (error.Errno != 0)
        {
            stack.Push((long)error.Errno);
            stack.SetField(-2, "generic");
        }
    }

    private static void Push(LuaStack stack, string field)
    {
        _ = stack.Push(Table);
        _ = stack.PushField(-1, field);
        stack.Insert(-2);
        stack.Pop();
    }
}
