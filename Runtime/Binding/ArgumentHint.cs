using System.Globalization;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Binding;

/// <summary>
/// Guesses the intention behind an argument of the wrong type. The hint is "; " and a clause, or empty.
/// </summary>
internal static class ArgumentHint
{
    internal static string Of(LuaCall call, int argument, string expected)
    {
        var stack = call.Stack;
        return stack.TypeOf(argument) switch
        {
            _ when argument == 1 && IsOwner(call) => $"; '{call.Function}' must be called with a dot, not with a colon",
            LuaType.String when expected == "port number" => "; tonumber converts a string to a number",
            LuaType.Number when expected == "ip.address or string" => "; the address comes before the port",
            LuaType.Number when expected == "integer" && stack.TryNumber(argument, out var number) =>
                $"; {number.ToString("R", CultureInfo.InvariantCulture)} is not an integer",
            _ when argument == 1 && !expected.EndsWith(" or string", StringComparison.Ordinal)
                && IsMethod(call, expected) => Colon(call),
            not LuaType.Function when expected == "function" && call.Function == "spawn" =>
                "; spawn(f, x) calls f(x) itself",
            _ => "",
        };
    }

    /// <summary>
    /// Returns a hint for an argument that must be an object of this program. The hint shows how to call the method
    /// with a colon, or how to create the object.
    /// </summary>
    internal static string OfObject(LuaCall call, int argument, string expected) => (
        expected, call.Stack.TypeOf(argument)) switch
    {
        _ when argument == 1 && IsOwner(call) => Of(call, argument, expected),
        _ when argument == 1 && IsMethod(call, expected) => Colon(call),
        ("byte_span", LuaType.String) => "; byte_span.append(string) creates one from a string",
        ("byte_span", LuaType.Number) => "; byte_span.new(length) creates one of that length",
        _ => "",
    };

    /// <summary>
    /// Returns true if the first argument is the table that contains the function, because the script called it with a
    /// colon.
    /// </summary>
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

    /// <summary>Returns true if the function is a method of one of the types, written "a or b".</summary>
    private static bool IsMethod(LuaCall call, string types)
    {
        var stack = call.Stack;
        var top = stack.Count;
        foreach (var type in types.Split(" or "))
        {
            var isMethod = stack.Reserve(4) && stack.PushField(LuaApi.RegistryIndex, type) == LuaType.Table
                && stack.PushField(-1, "__members") == LuaType.Table
                && stack.PushField(-1, call.Function) == LuaType.String;
            stack.Pop(stack.Count - top);
            if (isMethod)
            {
                return true;
            }
        }

        return false;
    }
}
