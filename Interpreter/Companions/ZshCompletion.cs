namespace Moonwire.Interpreter.Companions;

/// <summary>Fills <c>moonwire.zsh</c>.</summary>
internal static class ZshCompletion
{
    internal static string Of(Outline outline) => Template.Fill(
        "moonwire.zsh",
        ("commands", Lines(
            outline.Commands.Select(static c => $"        {Quote(Escape(c.Name) + ":" + c.Description)}"))),
        ("command-names", string.Join('|', outline.Commands.Select(static c => c.Name))),
        ("command-cases", Lines(outline.Commands.Select(CommandCase))),
        ("options", Options(outline.Options, 8)));

    private static string CommandCase(CommandOutline command)
    {
        var arguments = command.Arguments.Select((a, i) =>
            $"                    {Quote($"{(a.IsRepeated ? "*" : i + 1)}:{Escape(a.Description)}:{Action(a)}")}");
        return $"            {Quote(command.Name)})\n                _arguments \\\n"
            + string.Join(" \\\n", [.. arguments, Options(command.Options, 20)])
            + "\n                ;;";
    }

    private static string Options(IEnumerable<OptionOutline> options, int indent) =>
        string.Join(
            " \\\n",
            options.SelectMany(static o => o.Names.Select(n => Option(o, n))).Select(o => new string(' ', indent) + o));

    /// <summary>
    /// Returns one form of an option. The star makes zsh offer it again, because some options may be repeated.
    /// </summary>
    private static string Option(OptionOutline option, string name)
    {
        var attached = option.Value is not null && name.StartsWith("--", StringComparison.Ordinal) ? "=" : "";
        var value = option.Value is { } v ? $":{Escape(v.Name)}:{Action(v)}" : "";
        return Quote($"*{name}{attached}[{Escape(option.Description)}]{value}");
    }

    private static string Action(ValueOutline value) => value switch
    {
        { Choices.Count: > 0 } => $"({string.Join(' ', value.Choices)})",
        { IsFolder: true } => "_files -/",
        { IsFile: true } => "_files",
        _ => " ",
    };

    private static string Escape(string text)
    {
        foreach (var special in new[] { "\\", "[", "]", ":" })
        {
            text = text.Replace(special, "\\" + special, StringComparison.Ordinal);
        }

        return text;
    }

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
