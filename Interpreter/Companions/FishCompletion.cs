namespace Moonwire.Interpreter.Companions;

/// <summary>Fills <c>moonwire.fish</c>.</summary>
internal static class FishCompletion
{
    internal static string Of(Outline outline)
    {
        var withValue = outline.Options.Where(static o => o.Value is not null).SelectMany(static o => o.Names);
        var lines = outline.Options.Select(static o => Option("options", o))
            .Concat(outline.Commands.SelectMany(Command));
        return Template.Fill(
            "moonwire.fish",
            ("value-options", string.Join(' ', withValue.Select(Quote))),
            ("commands", string.Join(' ', outline.Commands.Select(static c => Quote(c.Name)))),
            ("completions", string.Join('\n', lines)));
    }

    private static IEnumerable<string> Command(CommandOutline command) =>
    [
        Line("first", $"-a {Quote(command.Name)}", command.Description),
        command.Arguments is [var argument, ..]
            ? Line(command.Name, Values(argument), argument.Description)
            : Line(command.Name, "-f", ""),
        .. command.Options.Select(o => Option(command.Name, o)),
    ];

    private static string Option(string place, OptionOutline option)
    {
        var names = string.Join(' ', option.Names.Select(static n => n.StartsWith("--", StringComparison.Ordinal)
            ? "-l " + Quote(n[2..])
            : (n.Length == 2 ? "-s " : "-o ") + Quote(n[1..])));
        return Line(place, option.Value is { } value ? $"{names} -r {Values(value)}" : names, option.Description);
    }

    private static string Line(string place, string what, string description) =>
        $"complete -c moonwire -n '__moonwire_at {place}' {what}"
            + (description.Length > 0 ? $" -d {Quote(description)}" : "");

    private static string Values(ValueOutline value) => value switch
    {
        { Choices.Count: > 0 } => $"-f -a {Quote(string.Join(' ', value.Choices))}",
        { IsFolder: true } => "-f -a '(__fish_complete_directories)'",
        { IsFile: true } => "-F",
        _ => "-f",
    };

    private static string Quote(string text) =>
        "'" + text.Replace("\\", "\\\\", StringComparison.Ordinal).Replace("'", "\\'", StringComparison.Ordinal) + "'";
}
