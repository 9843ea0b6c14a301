using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// Keeps the metatable and the categories of error values in Lua's registry. The shim <c>prelude.lua</c> makes them.
/// </summary>
internal static class ErrorRegistry
{
    private static readonly RegistryReference Table = new(HostReference.Errors);
    private static readonly RegistryReference Ending = new(HostReference.Ending);

    /// <summary>
    /// Pops and keeps the table that has the metatable, the categories and the field <c>asio</c>. Fills <c>asio</c>,
    /// for the shim, with a table for each of Boost.Asio's categories: { [code] = { symbol, message, generic } }.
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

    /// <summary>Pops the Lua value of <see cref="LuaError.Ending"/> and keeps it.</summary>
    internal static void PopEnding(LuaThread stack) => stack.PopInto(Ending);

    internal static void PushEnding(LuaThread stack) => _ = stack.Push(Ending);

    /// <summary>Returns true if the value at an index is the Lua value of <see cref="LuaError.Ending"/>.</summary>
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

    /// <summary>Keeps a late detail for the error on top. Returns false without memory.</summary>
    internal static bool TryKeep(LuaThread stack, LateDetail detail)
    {
        const int slots = 6;
        if (!stack.Reserve(slots) || !detail.TryPush(stack))
        {
            return false;
        }

        Push(stack, "details");
        stack.PushCopy(-3);
        stack.PushCopy(-3);
        stack.SetPair(-3);
        stack.Pop(2);
        return true;
    }

    /// <summary>
    /// Sets the field <c>detail</c> of the value on top, if the value is an error whose text has not been made yet.
    /// </summary>
    internal static void CompleteDetail(LuaThread stack)
    {
        if (!stack.Reserve(4) || !IsError(stack))
        {
            return;
        }

        Push(stack, "complete");
        stack.PushCopy(-2);
        if (!stack.TryCall(1, 0))
        {
            stack.Pop(); // without memory, the error has no detail
        }
    }

    /// <summary>Returns true if the value on top is an error value of moonwire. The value stays on top.</summary>
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

    /// <summary>Returns true if the value on top is an error value with this code. The value stays on top.</summary>
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
