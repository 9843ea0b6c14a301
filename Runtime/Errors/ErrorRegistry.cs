using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>Where the shim <c>prelude.lua</c> leaves the metatable and categories of error values for this side to use.</summary>
internal static class ErrorRegistry
{
    private static readonly RegistryReference Table = new(HostReference.Errors);
    private static readonly RegistryReference Ending = new(HostReference.Ending);

    /// <summary>
    /// Pops the table { metatable, asio, category... } and keeps it. Its <c>asio</c>, a table of asio's categories by
    /// name, gets what the shim knows of their codes: { [code] = { symbol, message, generic } }.
    /// </summary>
    internal static void PopAndKeep(LuaThread stack)
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

    /// <summary>Pops what <see cref="LuaError.Ending"/> is in Lua.</summary>
    internal static void PopEnding(LuaThread stack) => stack.PopInto(Ending);

    internal static void PushEnding(LuaThread stack) => _ = stack.Push(Ending);

    /// <summary>Whether the value at an index is <see cref="LuaError.Ending"/> itself.</summary>
    internal static bool IsEnding(LuaThread stack, int index)
    {
        stack.PushCopy(index);
        PushEnding(stack);
        var same = stack.RawEquals(-1, -2);
        stack.Pop(2);
        return same;
    }

    internal static void PushMetatable(LuaThread stack) => Push(stack, "metatable");

    internal static void PushCategory(LuaThread stack, ErrorCategory category) => Push(stack, Name(category));

    /// <summary>Whether the value on top is an error value of this program, and stays there.</summary>
    internal static bool IsError(LuaThread stack)
    {
        if (stack.TypeOf(-1) != LuaType.Table || !stack.PushMetatable(-1))
        {
            return false;
        }

        PushMetatable(stack);
        var same = stack.RawEquals(-1, -2);
        stack.Pop(2);
        return same;
    }

    /// <summary>Whether the value on top is the error value of that code, and stays there.</summary>
    internal static bool IsError(LuaThread stack, ErrorCategory category, int code)
    {
        if (!IsError(stack))
        {
            return false;
        }

        _ = stack.PushField(-1, "code");
        var same = stack.TryInteger(-1, out var value) && value == code;
        _ = stack.PushField(-2, "category");
        PushCategory(stack, category);
        same &= stack.RawEquals(-1, -2);
        stack.Pop(3);
        return same;
    }

    internal static string Name(ErrorCategory category) => category switch
    {
        ErrorCategory.System => "system",
        ErrorCategory.Generic => "generic",
        ErrorCategory.Runtime => "runtime",
        ErrorCategory.Netdb => "asio.netdb",
        ErrorCategory.Addrinfo => "asio.addrinfo",
        _ => "asio.misc",
    };

    private static void PushAsio(LuaThread stack, AsioError error)
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

    private static void Push(LuaThread stack, string field)
    {
        _ = stack.Push(Table);
        _ = stack.PushField(-1, field);
        stack.Insert(-2);
        stack.Pop();
    }
}
