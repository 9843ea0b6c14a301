using System.Text;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Errors;

/// <summary>
/// Formats an uncaught error as text. An error table becomes "operation endpoint: message (SYMBOL): detail". A string
/// stays unchanged, and any other value appears as lua prints it.
/// </summary>
public static class ErrorText
{
    /// <summary>Returns the text of the error at the top of a Lua thread's stack. The error stays there.</summary>
    /// <param name="running">The Lua thread whose stack is used for the work.</param>
    /// <param name="of">The Lua thread whose top value is the error.</param>
    /// <param name="site">
    /// The text "file:line:" for the line that raised the error. It precedes the text of an error table that has no
    /// line of its own.
    /// </param>
    internal static string Of(LuaThread running, LuaThread of, string? site)
    {
        of.PushCopy(-1);
        of.MoveTo(running, 1);
        var text = TextOf(running, site);
        running.Pop();
        return text;
    }

    /// <summary>
    /// Returns the text of the error on top without calling a function of the script. Returns null for a table or
    /// userdata whose text may come from such a function.
    /// </summary>
    internal static string? WithoutTheScript(LuaThread running, LuaThread of, string? site)
    {
        of.PushCopy(-1);
        of.MoveTo(running, 1);
        var text = running.TypeOf(-1) is not (LuaType.Table or LuaType.Userdata) || ErrorRegistry.IsError(running)
            ? TextOf(running, site)
            : null;
        running.Pop();
        return text;
    }

    /// <summary>Returns the text of the error value at an index.</summary>
    public static string Of(LuaThread stack, int index)
    {
        stack.PushCopy(index);
        var text = TextOf(stack, site: null);
        stack.Pop();
        return text;
    }

    /// <summary>
    /// Sets the field <c>detail</c> of the value on top, if the value is an error whose text has not been made yet.
    /// Code that lists the fields of a table calls this first.
    /// </summary>
    public static void CompleteDetail(LuaThread stack) => ErrorRegistry.CompleteDetail(stack);

    private static string TextOf(LuaThread stack, string? site)
    {
        switch (stack.TypeOf(-1))
        {
            case LuaType.String:
                return LuaText.Decode(stack.ToBytes(-1));
            case LuaType.Number:
                return stack.NumberText(-1);
            case LuaType.Table when ErrorRegistry.IsError(stack):
                return (Field(stack, "place") is { } place ? place + ": " : site is null ? "" : site + " ")
                    + ErrorTable(stack);
            default:
                return stack.TryDescribe(out var described)
                    ? described
                    : $"(error object is a {TypeName(stack.TypeOf(-1))} value)";
        }
    }

    private static string ErrorTable(LuaThread stack)
    {
        ErrorRegistry.CompleteDetail(stack);
        var code = (int)(Integer(stack, "code") ?? 0);
        var operation = Field(stack, "operation");
        var address = Field(stack, "address");
        var port = Integer(stack, "port");
        var detail = Field(stack, "detail");
        var argument = Integer(stack, "arg");
        var category = Category(stack);
        _ = stack.TryDescribe(out var message);

        if (operation is "index" or "assignment" && detail is not null)
        {
            return detail;
        }

        var text = new StringBuilder();
        if (operation is not null)
        {
            _ = text.Append(operation);
        }

        if (address is not null)
        {
            _ = text
                .Append(' ')
                .Append(address.Contains(':', StringComparison.Ordinal) && port is not null ? $"[{address}]" : address);
            _ = port is null ? text : text.Append(':').Append(port);
        }

        _ = text.Length > 0 ? text.Append(": ") : text;
        if (argument is not null)
        {
            // Like Lua's own functions, do not count self if the function was called with a colon.
            var position = argument - (IsTrue(stack, "by_colon") ? 1 : 0);
            return position == 0
                ? $"calling '{operation}' on bad self ({detail ?? message})"
                : text
                    .Append("bad argument #")
                    .Append(position)
                    .Append(" (")
                    .Append(detail ?? message)
                    .Append(')')
                    .ToString();
        }

        _ = text.Append(message);
        if (Symbol(category, code) is { } symbol)
        {
            _ = text.Append(" (").Append(symbol).Append(')');
        }

        return (detail is null ? text : text.Append(": ").Append(detail)).ToString();
    }

    private static string? Symbol(ErrorCategory? category, int code) => category switch
    {
        null => null,
        ErrorCategory.System or ErrorCategory.Generic => Errno.Symbol(code),
        ErrorCategory.Runtime => RuntimeErrors.Symbol(code),
        { } other => AsioError.Find(other, code)?.Name,
    };

    /// <summary>
    /// Returns the category of the error on top, or null if a script has replaced the category with another value.
    /// </summary>
    private static ErrorCategory? Category(LuaThread stack)
    {
        _ = stack.PushField(-1, "category");
        ErrorCategory? found = null;
        foreach (var category in Enum.GetValues<ErrorCategory>())
        {
            ErrorRegistry.PushCategory(stack, category);
            found = stack.RawEquals(-2, -1) ? category : found;
            stack.Pop();
        }

        stack.Pop();
        return found;
    }

    private static string? Field(LuaThread stack, string field)
    {
        var text = stack.PushField(-1, field) == LuaType.String ? LuaText.Decode(stack.ToBytes(-1)) : null;
        stack.Pop();
        return text;
    }

    private static long? Integer(LuaThread stack, string field)
    {
        _ = stack.PushField(-1, field);
        var result = stack.TryInteger(-1, out var value) ? value : (long?)null;
        stack.Pop();
        return result;
    }

    private static bool IsTrue(LuaThread stack, string field)
    {
        _ = stack.PushField(-1, field);
        var result = stack.ToBoolean(-1);
        stack.Pop();
        return result;
    }

    private static string TypeName(LuaType type) => type switch
    {
        LuaType.Nil => "nil",
        LuaType.LightUserdata or LuaType.Userdata => "userdata",
        _ => type.ToString().ToLowerInvariant(),
    };
}
