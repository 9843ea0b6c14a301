namespace Moonwire.Interpreter.Companions;

/// <summary>
/// The manual page: options and commands from their definitions, everything else from docs/command-line.md. That page
/// starts with code and a paragraph, has a heading for the options and others behind it; its tables of options are left
/// out.
/// </summary>
internal static class ManualPage
{
    private const string OptionsHeading = "Options";

    internal static string Of(Outline outline, string version, string description, string markdown)
    {
        var page = new RoffWriter();
        page.Raw($""".TH MOONWIRE 1 "" "moonwire {version}" """.TrimEnd());
        page.Raw(".SH NAME");
        page.Raw($"moonwire \\- {RoffWriter.Text(description.TrimEnd('.'))}");
        page.Raw(".SH SYNOPSIS");
        var isDescribed = false;
        var lacksCommands = true;
        foreach (var block in MarkdownBlock.Read(markdown))
        {
            switch (block)
            {
                case { Kind: BlockKind.Title }:
                case { Kind: BlockKind.Table, Rows: [["option", ..], ..] }:
                    break;
                case { Kind: BlockKind.Heading, Text: OptionsHeading }:
                    page.Block(block);
                    Options(page, outline.Options);
                    break;
                default:
                    if (block.Kind == BlockKind.Paragraph && !isDescribed)
                    {
                        page.Raw(".SH DESCRIPTION");
                        isDescribed = true;
                    }
                    else if (block.Kind == BlockKind.Heading && lacksCommands)
                    {
                        Commands(page, outline.Commands);
                        lacksCommands = false;
                    }

                    page.Block(block);
                    break;
            }
        }

        return page.ToString();
    }

    private static void Options(RoffWriter page, IReadOnlyList<OptionOutline> options)
    {
        foreach (var option in options)
        {
            var value = option.Value is { } v ? " " + RoffWriter.Variable(v.Name) : "";
            page.Item(string.Join(", ", option.Names.Select(RoffWriter.Literal)) + value, RoffWriter.Text(option.Description + "."));
        }
    }

    private static void Commands(RoffWriter page, IReadOnlyList<CommandOutline> commands)
    {
        page.Raw(".SH COMMANDS");
        foreach (var command in commands)
        {
            var arguments = string.Concat(command.Arguments.Select(static a => " " + RoffWriter.Variable(a.Name)));
            page.Item(RoffWriter.Literal(command.Name) + arguments, RoffWriter.Text(command.Description + "."));
        }
    }
}
