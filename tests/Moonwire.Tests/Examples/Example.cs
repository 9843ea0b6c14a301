namespace Moonwire.Tests.Examples;

/// <summary>A fenced block of a page that is a program.</summary>
/// <param name="Place">The page and the line of the fence.</param>
/// <param name="Code">The text between the fences.</param>
/// <param name="Runs">False for a block marked <c>lua norun</c>, which is only compiled.</param>
/// <param name="Output">The <c>text output</c> block that follows, or null.</param>
/// <param name="Errors">The pattern for standard error in the <c>text errors</c> block that follows.</param>
/// <param name="Peer">The program that runs it instead of moonwire: <c>lua5.4</c> for <c>lua lua5.4</c>.</param>
/// <param name="Options">moonwire's options in the fence: <c>--timeout 1</c> for <c>lua --timeout 1</c>.</param>
/// <param name="Status">The exit status: N for a block <c>text errors N</c>, otherwise 0.</param>
internal sealed record Example(
    string Place,
    string Code,
    bool Runs,
    string? Output,
    string Errors = "",
    string? Peer = null,
    int Status = 0,
    string Options = "")
{
    private const string OptionBlock = "lua --";
    private const string ErrorBlock = "text errors";

    public static IEnumerable<Example> In(string page, string text)
    {
        var blocks = Blocks(text).ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (PeerOf(block.Info) is { } peer || block.Info is "lua" or "lua norun" || HasOptions(block.Info))
            {
                var results = blocks.Skip(i + 1)
                    .TakeWhile(b => b.Adjacent && b.Info.StartsWith("text ", StringComparison.Ordinal)).ToList();
                var errors = results.Find(b => b.Info.StartsWith(ErrorBlock, StringComparison.Ordinal));
                yield return new Example(
                    $"{page}:{block.Line}",
                    block.Text,
                    block.Info != "lua norun",
                    results.Find(b => b.Info == "text output")?.Text,
                    errors?.Text ?? "",
                    PeerOf(block.Info),
                    errors is null ? 0 : StatusOf(errors.Info),
                    HasOptions(block.Info) ? block.Info["lua ".Length..] : "");
            }
        }
    }

    private static string? PeerOf(string info) => info is "lua lua5.4" or "js node" ? info.Split(' ')[1] : null;

    private static bool HasOptions(string info) => info.StartsWith(OptionBlock, StringComparison.Ordinal);

    private static int StatusOf(string info) =>
        info == ErrorBlock
            ? 0
            : int.Parse(info[ErrorBlock.Length..], System.Globalization.CultureInfo.InvariantCulture);

    private static IEnumerable<Block> Blocks(string text)
    {
        string? fence = null;
        var (info, start, adjacent) = ("", 0, false);
        var content = new List<string>();
        var lines = text.Split('\n');
        for (var i = 0; i < lines.Length; i++)
        {
            var line = lines[i].TrimEnd('\r');
            if (fence is null)
            {
                if (line.StartsWith("```", StringComparison.Ordinal))
                {
                    fence = line[..(line.Length - line.TrimStart('`').Length)];
                    (info, start) = (line[fence.Length..].Trim(), i + 1);
                    content.Clear();
                }
                else if (line.Trim().Length > 0)
                {
                    adjacent = false;
                }
            }
            else if (line.TrimEnd() == fence)
            {
                yield return new Block(info, start, string.Concat(content.Select(l => l + "\n")), adjacent);
                (fence, adjacent) = (null, true);
            }
            else
            {
                content.Add(line);
            }
        }

        if (fence is not null)
        {
            throw new InvalidDataException($"The block that opens on line {start} is not closed.");
        }
    }

    /// <param name="Adjacent">True if only blank lines are between this block and the previous one.</param>
    private sealed record Block(string Info, int Line, string Text, bool Adjacent);
}
