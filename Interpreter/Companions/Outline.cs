using System.CommandLine;

namespace Moonwire.Interpreter.Companions;

/// <summary>The command line for completions and the manual page, read from its definitions.</summary>
/// <param name="Options">The options that may come before the script.</param>
/// <param name="Commands">The commands that the first argument may name instead of a script.</param>
internal sealed record Outline(IReadOnlyList<OptionOutline> Options, IReadOnlyList<CommandOutline> Commands)
{
    internal static Outline Of(Command root)
    {
        var inherited = root.Options.Where(static o => o.Recursive).ToList();
        return new Outline(
            OptionsOf(root.Options),
            [
                .. root.Subcommands.Where(static c => !c.Hidden).Select(c => new CommandOutline(
                    c.Name,
                    c.Description ?? "",
                    [.. c.Arguments.Where(static a => !a.Hidden)
                        .Select(static a => new ValueOutline(a.HelpName ?? a.Name, a.Description ?? "")
                        {
                            IsRepeated = a.Arity.MaximumNumberOfValues > 1,
                        })],
                    OptionsOf(c.Options.Concat(inherited)))),
            ]);
    }

    private static List<OptionOutline> OptionsOf(IEnumerable<Option> options) =>
    [
        .. options.Where(static o => !o.Hidden).Select(static o => new OptionOutline(
            [.. o.Aliases.Prepend(o.Name).Where(static n => n.StartsWith('-')).OrderBy(static n => n.Length)],
            o.Description ?? "",
            TakesValue(o) ? new ValueOutline(o.HelpName ?? "value", "") : null)),
    ];

    private static bool TakesValue(Option option) =>
        option.Arity.MaximumNumberOfValues > 0 && option.ValueType != typeof(bool);
}

/// <param name="Names">All forms of the option, the shortest first.</param>
/// <param name="Description">A description of one line.</param>
/// <param name="Value">The value that the option takes, or null.</param>
internal sealed record OptionOutline(IReadOnlyList<string> Names, string Description, ValueOutline? Value);

internal sealed record CommandOutline(
    string Name, string Description, IReadOnlyList<ValueOutline> Arguments, IReadOnlyList<OptionOutline> Options);

/// <summary>The value of an option, or the argument of a command.</summary>
internal sealed record ValueOutline(string Name, string Description)
{
    /// <summary>The value of --redact, of which completions know the files only.</summary>
    private const string RangeOrFile = "offset+length|file";

    /// <summary>The possible values, if the name is a list such as <c>bash|zsh|fish</c>; otherwise empty.</summary>
    internal IReadOnlyList<string> Choices { get; } =
        Name.Contains('|') && Name != RangeOrFile ? Name.Split('|') : [];

    /// <summary>True for an argument that may be given several times.</summary>
    internal bool IsRepeated { get; init; }

    internal bool IsFolder => Name is "dir" or "folder";

    internal bool IsFile => Name is "file" or "path" or "script" or RangeOrFile;
}
