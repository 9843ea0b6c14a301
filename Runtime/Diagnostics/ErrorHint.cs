using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>What the words of an uncaught error may be followed by: which name was meant, or how it is written.</summary>
internal static class ErrorHint
{
    /// <summary>The level of the function that raised the error.</summary>
    private const int Raiser = 1;

    /// <summary>A message of more bytes is the script's own.</summary>
    private const int MaxLength = 1 << 13;

    /// <summary>For the error that a message handler has as its first argument: " (did you mean 'x'?)" or the like, or nothing.</summary>
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
            : stack.PushField(1, "detail") == LuaType.String && stack.ToBytes(-1).Length <= MaxLength ? OfDetail(stack, LuaText.Decode(stack.ToBytes(-1)))
            : "";
        stack.Pop(stack.Count - top);
        return hint;
    }

    private static string Of(LuaThread stack, OperationMessage message) => message switch
    {
        { Type: "nil", Kind: "global" } => NilName.Global(stack, Raiser, message.Name),
        { Type: "nil", Kind: "field" or "method" } => NilName.Field(stack, Raiser, message.Name),
        { Type: "nil", Action: "index", Kind: "" } when LuaPaths.IsIterator(stack, Raiser) => " (ipairs was given nil)",
        { Type: "table", Kind: "for iterator" } => " (a table is gone through with pairs(t), or a list with ipairs(t))",
        { Action: "call", Kind: "method" } => $" ('{message.Name}' is a value, not a method: it is read with a dot and without parentheses)",
        { Action: "call", Type: "table" } when NamedContainer.HasNew(stack, Raiser, message.Name) => $" (did you mean '{message.Name}.new'?)",
        { Action: "call", Type: "number" or "boolean" or "ip.address", Kind: "field" } => $" ('{message.Name}' is a value, not a function: it is read without parentheses)",
        { Action: "concatenate", Type: not ("nil" or "table" or "function" or "thread" or "userdata") } =>
            $" (tostring({(message.Name.Length > 0 ? message.Name : "value")}) makes a string of it)",
        { Action: "perform arithmetic on", Type: "string" } => " (strings are joined with .., and tonumber makes a number of one)",
        { Action: "add", Type: "string" } => " (strings are joined with ..)",
        { Action: "compare", Type: "string with number" or "number with string" } => " (tonumber makes a number of a string)",
        _ => "",
    };

    /// <summary>For what functions of standard Lua's say about their arguments.</summary>
    private static string OfArgument(string message)
    {
        const string gotObject = "(string expected, got ";
        var isArgument = message.Contains("bad argument #", StringComparison.Ordinal);
        return isArgument && message.EndsWith("to 'for iterator' (table expected, got nil)", StringComparison.Ordinal) ? " (pairs was given nil)"
            : message.Contains("calling '", StringComparison.Ordinal) && message.EndsWith("on bad self (string expected, got table)", StringComparison.Ordinal) ? " (a function of a library is called with a dot, as in string.rep(...))"
            : isArgument && message.LastIndexOf(gotObject, StringComparison.Ordinal) is >= 0 and var at
                && message[(at + gotObject.Length)..^1] is "byte_span" or "ip.address" or "error" or "boolean" or "fiber" ? " (tostring(value) makes a string of it)"
            : "";
    }

    /// <summary>For what an error of this program says.</summary>
    private static string OfDetail(LuaThread stack, string detail)
    {
        const string noMember = " has no member '";
        const string noAddress = "' is not an IPv4 or IPv6 address";
        if (detail.EndsWith(noAddress, StringComparison.Ordinal))
        {
            var address = detail[(detail.IndexOf('\'', StringComparison.Ordinal) + 1)..^noAddress.Length];
            return address is "" or "*" ? " (\"0.0.0.0\" or \"::\" stands for all addresses)"
                : address.Any(char.IsAsciiLetter) && !address.Contains(':', StringComparison.Ordinal) ? " (ip.udp.get_address_info looks up the addresses of a name)"
                : address.Split(':') is [{ Length: > 0 }, { Length: > 0 }] ? " (the port is an argument of its own)"
                : "";
        }

        if (detail.Contains(", got nil", StringComparison.Ordinal) || detail.Contains(", got no value", StringComparison.Ordinal))
        {
            return NilName.Argument(stack, LuaTraceback.ScriptLevel(stack, Raiser));
        }

        var at = detail.IndexOf(noMember, StringComparison.Ordinal);
        return at > 0 && detail.EndsWith('\'') ? NilName.Member(stack, detail[..at].Replace("a ", "", StringComparison.Ordinal), detail[(at + noMember.Length)..^1]) : "";
    }
}

/// <summary>What Lua says about an operation on a value that does not have it: "attempt to ACTION a TYPE value (KIND 'NAME')".</summary>
/// <param name="Kind">What the name is, or empty.</param>
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

        var (kind, name) = rest[(end + value.Length)..].Split('\'') is [[' ', '(', .. var what, ' '], var named, ")"] ? (what, named) : ("", "");
        return new OperationMessage(rest[..article], rest[(article + 3)..end], kind, name);
    }
}
