using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Makes the hint that may follow the message of an uncaught error: the name that was probably meant, or a corrected
/// expression.
/// </summary>
internal static class ErrorHint
{
    /// <summary>The level of the function that raised the error.</summary>
    private const int Raiser = 1;

    /// <summary>
    /// The maximum length in bytes of a message that gets a hint. A longer message is assumed to be the script's own.
    /// </summary>
    private const int MaxLength = 1 << 13;

    /// <summary>
    /// Returns " (did you mean 'x'?)" or a similar hint for the error that is the first argument of a message handler,
    /// or "".
    /// </summary>
    internal static string Of(LuaThread stack)
    {
        if (stack.TypeOf(1) == LuaType.String)
        {
            var bytes = stack.ToBytes(1);
            var message = bytes.Length <= MaxLength ? LuaText.Decode(bytes) : "";
            return OperationMessage.Of(message) is { } operation ? Of(stack, operation) : OfArgument(message);
        }

        if (stack.TypeOf(1) != LuaType.Table || !stack.Reserve(8))
        {
            return "";
        }

        var top = stack.Count;
        stack.PushCopy(1);
        var hint = !ErrorRegistry.IsError(stack) ? ErrorFields.Of(stack)
            : stack.PushField(1, "detail") == LuaType.String && stack.ToBytes(-1).Length <= MaxLength
                ? OfDetail(stack, LuaText.Decode(stack.ToBytes(-1)))
            : "";
        stack.Pop(stack.Count - top);
        return hint;
    }

    private static string Of(LuaThread stack, OperationMessage message) => message switch
    {
        { Type: "nil", Kind: "global" } => NilName.Global(stack, Raiser, message.Name),
        { Type: "nil", Kind: "field" or "method" } => NilName.Field(stack, Raiser, message.Name),
        { Type: "nil", Action: "index", Kind: "" } when LuaPaths.IsIterator(stack, Raiser) => " (ipairs was given nil)",
        { Type: "table", Kind: "for iterator" } => " (use pairs(t) for a table, or ipairs(t) for a list)",
        { Action: "call", Kind: "method" } =>
            $" ('{message.Name}' is a value, not a method: read it with a dot and without parentheses)",
        { Action: "call", Type: "table" } when NamedContainer.HasNew(stack, Raiser, message.Name) =>
            $" (did you mean '{message.Name}.new'?)",
        { Action: "call", Type: "number" or "boolean" or "ip.address", Kind: "field" } =>
            $" ('{message.Name}' is a value, not a function: read it without parentheses)",
        { Action: "concatenate", Type: not ("nil" or "table" or "function" or "thread" or "userdata") } =>
            $" (tostring({(message.Name.Length > 0 ? message.Name : "value")}) converts it to a string)",
        { Action: "perform arithmetic on", Type: "string" } =>
            " (join strings with .., and convert a string to a number with tonumber)",
        { Action: "add", Type: "string" } => " (join strings with ..)",
        { Action: "compare", Type: "string with number" or "number with string" } =>
            " (tonumber converts a string to a number)",
        _ => "",
    };

    /// <summary>Returns a hint for a message of Lua's standard library about an argument.</summary>
    private static string OfArgument(string message)
    {
        const string gotObject = "(string expected, got ";
        var isArgument = message.Contains("bad argument #", StringComparison.Ordinal);
        return isArgument && message.EndsWith("to 'for iterator' (table expected, got nil)", StringComparison.Ordinal)
            ? " (pairs was given nil)"
            : message.Contains("calling '", StringComparison.Ordinal)
                && message.EndsWith("on bad self (string expected, got table)", StringComparison.Ordinal)
                ? " (call a library function with a dot, as in string.rep(...))"
            : isArgument && message.EndsWith(gotObject + "error)", StringComparison.Ordinal)
                ? " (e:report() returns its text, and tostring(e) its message)"
            : isArgument && message.LastIndexOf(gotObject, StringComparison.Ordinal) is >= 0 and var at
                && message[(at + gotObject.Length)..^1] is "byte_span" or "ip.address" or "boolean" or "fiber"
                ? " (tostring(value) converts it to a string)"
            : "";
    }

    /// <summary>Returns a hint for the detail of one of this program's errors.</summary>
    private static string OfDetail(LuaThread stack, string detail)
    {
        const string noMember = " has no member '";
        const string noAddress = "' is not an IPv4 or IPv6 address";
        if (detail.EndsWith(noAddress, StringComparison.Ordinal))
        {
            var address = detail[(detail.IndexOf('\'', StringComparison.Ordinal) + 1)..^noAddress.Length];
            return address is "" or "*" ? " (\"0.0.0.0\" or \"::\" means all addresses)"
                : address.Any(char.IsAsciiLetter) && !address.Contains(':', StringComparison.Ordinal)
                    ? " (ip.udp.get_address_info looks up the addresses of a name)"
                : address.Split(':') is [{ Length: > 0 }, { Length: > 0 }] ? " (pass the port as a separate argument)"
                : "";
        }

        if (detail.Contains(", got nil", StringComparison.Ordinal)
            || detail.Contains(", got no value", StringComparison.Ordinal))
        {
            return NilName.Argument(stack, LuaTraceback.ScriptLevel(stack, Raiser));
        }

        var at = detail.IndexOf(noMember, StringComparison.Ordinal);
        return at > 0 && detail.EndsWith('\'')
            ? NilName.Member(
                stack, detail[..at].Replace("a ", "", StringComparison.Ordinal), detail[(at + noMember.Length)..^1])
            : "";
    }
}

/// <summary>
/// Lua's message about an operation that a value does not support: "attempt to ACTION a TYPE value (KIND 'NAME')".
/// </summary>
/// <param name="Kind">The kind of variable that the name denotes, or empty.</param>
internal sealed record OperationMessage(string Action, string Type, string Kind, string Name)
{
    internal static OperationMessage? Of(string message)
    {
        const string start = "attempt to ";
        const string compare = "compare ";
        const string value = " value";
        var at = message.LastIndexOf(start, StringComparison.Ordinal);
        if (at < 0)
        {
            return null;
        }

        var rest = message[(at + start.Length)..];
        if (rest.StartsWith(compare, StringComparison.Ordinal))
        {
            return new OperationMessage("compare", rest[compare.Length..], "", "");
        }

        if (rest.Split('\'') is ["add a ", "string", " with a ", "string", ""])
        {
            return new OperationMessage("add", "string", "", "");
        }

        var end = rest.IndexOf(value, StringComparison.Ordinal);
        var article = end < 0 ? -1 : rest[..end].LastIndexOf(" a ", StringComparison.Ordinal);
        if (article < 0)
        {
            return null;
        }

        var (kind, name) = rest[(end + value.Length)..].Split('\'') is [[' ', '(', .. var what, ' '], var named, ")"]
            ? (what, named)
            : ("", "");
        return new OperationMessage(rest[..article], rest[(article + 3)..end], kind, name);
    }
}
