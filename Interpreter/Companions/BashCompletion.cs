namespace Moonwire.Interpreter.Companions;

/// <summary>Fills <c>moonwire.bash</c>.</summary>
internal static class BashCompletion
{
    internal static string Of(Outline outline)
    {
        var withValue = outline.Options.Where(static o => o.Value is not null).ToList();
        return Template.Fill(
            "moonwire.bash",
            ("value-options", string.Join('|', withValue.SelectMany(static o => o.Names).Select(Quote))),
            ("commands", string.Join('|', outline.Commands.Select(static c => Quote(c.Name)))),
            ("options", Words(outline.Options.SelectMany(static o => o.Names))),
            ("command-words", Words(outline.Commands.Select(static c => c.Name))),
            ("values", Lines(withValue.Select(static o => Case(o.Names, Values(o.Value!))))),
            ("command-values", Lines(outline.Commands.SelectMany(ValueCases))),
            ("arguments", Lines(outline.Commands.SelectMany(ArgumentCases))),
            ("command-options", Lines(outline.Commands.Select(static c =>
                Case([c.Name], "_moonwire_words " + Words(c.Options.SelectMany(static o => o.Names)))))));
    }

    private static IEnumerable<string> ArgumentCases(CommandOutline command) =>
        command.Arguments.Select((argument, i) => argument.IsRepeated
            ? $"        {Quote(command.Name + ":")}*) {Values(argument)} ;;"
            : Case([$"{command.Name}:{i + 1}"], Values(argument)));

    private static IEnumerable<string> ValueCases(CommandOutline command) =>
        command.Options.Where(static o => o.Value is not null).Select(o =>
            Case(o.Names.Select(n => $"{command.Name} {n}"), Values(o.Value!) + "; return"));

    private static string Case(IEnumerable<string> patterns, string action) =>
        $"        {string.Join('|', patterns.Select(Quote))}) {action} ;;";

    private static string Values(ValueOutline value) => value switch
    {
        { Choices.Count: > 0 } => "_moonwire_words " + Words(value.Choices),
        { IsFolder: true } => "_moonwire_paths -d",
        { IsFile: true } => "_moonwire_paths -f",
        _ => ":",
    };

    private static string Words(IEnumerable<string> words) => Quote(string.Join(' ', words));

    private static string Lines(IEnumerable<string> lines) => string.Join('\n', lines);

    private static string Quote(string text) => "'" + text.Replace("'", "'\\''", StringComparison.Ordinal) + "'";
}
