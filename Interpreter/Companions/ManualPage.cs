namespace Moonwire.Interpreter.Companions;

/// <summary>
/// Makes the manual page: options and commands from their definitions, everything else from docs/command-line.md. That
/// page starts with code and a paragraph, followed by headings that start with "Options", and then other headings. Its
/// tables of options are left out.
/// </summary>
internal static class ManualPage
{
    private const string OptionsHeading = "Options";

    private enum Part
    {
        Start,
        Options,
        Rest,
    }

    internal static string Of(Outline outline, string version, string description, string markdown)
    {
        var page = new RoffWriter();
        page.Raw($""".TH MOONWIRE 1 "" "moonwire {version}" """.TrimEnd());
        page.Raw(".SH NAME");
        page.Raw($"moonwire \\- {RoffWriter.Text(description.TrimEnd('.'))}");
        page.Raw(".SH SYNOPSIS");
        var isDescribed = false;
        var part = Part.Start;
        MarkdownBlock? subHeading = null;
        foreach (var block in MarkdownBlock.Read(markdown))
        {
            if (block.Kind == BlockKind.Title || block is { Kind: BlockKind.Table, Rows: [["option", ..], ..] })
            {
                continue;
            }

            if (block.Kind == BlockKind.Heading && block.Text.StartsWith(OptionsHeading, StringComparison.Ordinal))
            {
                if (part == Part.Start)
                {
                    page.Raw(".SH OPTIONS");
                    Options(page, outline.Options);
                    part = Part.Options;
                }

                // Without its table, a heading must have nothing left below it.
                subHeading = block.Text == OptionsHeading ? null : block with { Kind = BlockKind.SubHeading };
                continue;
            }

            if (block.Kind == BlockKind.Heading && part == Part.Options)
            {
                Commands(page, outline.Commands);
                part = Part.Rest;
            }
            else if (subHeading is not null)
            {
                page.Block(subHeading);
            }
            else if (block.Kind == BlockKind.Paragraph && !isDescribed)
            {
                page.Raw(".SH DESCRIPTION");
            }

            isDescribed |= block.Kind == BlockKind.Paragraph;
            subHeading = null;
            page.Block(block);
        }

        return page.ToString();
    }

    private static void Options(RoffWriter page, IReadOnlyList<OptionOutline> options)
    {
        foreach (var option in options)
        {
            var value = option.Value is { } v ? " " + RoffWriter.Variable(v.Name) : "";
            page.Item(
                string.Join(", ", option.Names.Select(RoffWriter.Literal)) + value,
                RoffWriter.Text(option.Description + "."));
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
