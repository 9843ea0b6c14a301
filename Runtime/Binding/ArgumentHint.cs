using System.Globalization;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>What may have been meant by an argument of the wrong type: "; " and a clause, or nothing.</summary>
internal static class ArgumentHint
{
    internal static string Of(LuaCall call, int argument, string expected)
    {
        var stack = call.Stack;
        return stack.TypeOf(argument) switch
        {
            _ when argument == 1 && IsOwner(call) => $"; '{call.Function}' is called with a dot, not with a colon",
            LuaType.String when expected == "port number" => "; tonumber makes a number of a string",
            LuaType.Number when expected == "ip.address or string" => "; the address comes before the port",
            LuaType.String when expected == "integer" && call.Function == "new" => "; byte_span.append(string) makes one of a string",
            LuaType.Number when expected == "integer" && stack.TryNumber(argument, out var number) =>
                $"; {number.ToString("R", CultureInfo.InvariantCulture)} is none",
            _ when argument == 1 && !expected.EndsWith(" or string", StringComparison.Ordinal) && IsMethod(call, expected) => Colon(call),
            not LuaType.Function when expected == "function" && call.Function == "spawn" => "; spawn(f, x) calls f(x) itself",
            _ => "",
        };
    }

    /// <summary>For an object of this program: a method that is called with a dot, or what the object can be made of.</summary>
    internal static string OfObject(LuaCall call, int argument, string expected) => (expected, call.Stack.TypeOf(argument)) switch
    {
        _ when argument == 1 && IsOwner(call) => Of(call, argument, expected),
        _ when argument == 1 && IsMethod(call, expected) => Colon(call),
        ("byte_span", LuaType.String) => "; byte_span.append(string) makes one of a string",
        ("byte_span", LuaType.Number) => "; byte_span.new(length) makes one of that many bytes",
        ("ip.address", LuaType.String) => "; ip.address.new(string) makes one of a string",
        _ => "",
    };

    /// <summary>Whether the first argument is the table that the function is a field of, which a colon has put there.</summary>
    internal static bool IsOwner(LuaCall call)
    {
        if (call.Stack.TypeOf(1) != LuaType.Table || !call.Stack.Reserve(2))
        {
            return false;
        }

        var isOwner = call.Stack.PushField(1, call.Function) == LuaType.Function;
        call.Stack.Pop();
        return isOwner;
    }

    private static string Colon(LuaCall call) => $"; a method is called with a colon, as in x:{call.Function}(...)";

    /// <summary>Whether the function is a method of one of the types: "a or b".</summary>
    private static bool IsMethod(LuaCall call, string types)
    {
        var stack = call.Stack;
        var top = stack.Count;
        foreach (var type in types.Split(" or "))
        {
            var isMethod = stack.Reserve(4) && stack.PushField(LuaApi.RegistryIndex, type) == LuaType.Table
                && stack.PushField(-1, "__members") == LuaType.Table && stack.PushField(-1, call.Function) == LuaType.String;
            stack.Pop(stack.Count - top);
            if (isMethod)
            {
                return true;
            }
        }

        return false;
    }
}
