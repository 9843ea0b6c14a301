using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Shows the fields of a table without <c>__tostring</c> that a script has raised as an error.</summary>
internal static class ErrorFields
{
    private const int MaxFields = 8;
    private const int MaxTextLength = 100;

    /// <summary>
    /// Returns " {code = 5, message = "bad reply"}" for the table on top. Returns "" if the table has no field to show,
    /// or has <c>__tostring</c>.
    /// </summary>
    internal static string Of(LuaThread stack)
    {
        if (HasText(stack))
        {
            return "";
        }

        var fields = LuaPaths.Keys(stack).Order(StringComparer.Ordinal).Select(key => (key, Value: ValueOf(stack, key)))
            .Where(static field => field.Value is not null).ToList();
        return fields.Count == 0 ? ""
            : $" {{{string.Join(", ", fields.Take(MaxFields).Select(static field => $"{field.key} = {field.Value}"))}"
                + $"{(fields.Count > MaxFields ? ", ..." : "")}}}";
    }

    private static bool HasText(LuaThread stack)
    {
        if (!stack.PushMetatable(-1))
        {
            return false;
        }

        var hasText = stack.PushField(-1, "__tostring") != LuaType.Nil;
        stack.Pop(2);
        return hasText;
    }

    private static string? ValueOf(LuaThread stack, string key)
    {
        var value = stack.PushField(-1, key) switch
        {
            LuaType.String => stack.ToBytes(-1) is { Length: > MaxTextLength } text
                ? Quoted(LuaText.Decode(text[..MaxTextLength]), isCut: true)
                : Quoted(LuaText.Decode(stack.ToBytes(-1)), isCut: false),
            LuaType.Number => stack.NumberText(-1),
            LuaType.Boolean => stack.ToBoolean(-1) ? "true" : "false",
            LuaType.Table => "{...}",
            _ => null,
        };
        stack.Pop();
        return value;
    }

    private static string Quoted(string text, bool isCut) =>
        "\"" + string.Concat(text.Select(static letter => char.IsControl(letter) ? ' ' : letter))
            + (isCut ? "...\"" : "\"");
}
