namespace Moonwire.Tests.Examples;

/// <summary>A fenced Lua block of a page.</summary>
/// <param name="Place">The page and the line of the fence.</param>
/// <param name="Code">What stands between the fences.</param>
/// <param name="Runs">False for a block marked <c>lua norun</c>, which has only to compile.</param>
/// <param name="Output">The <c>text output</c> block that follows, if one does.</param>
/// <param name="Errors">The lines of the <c>text errors</c> block that follows, behind the output if there is one; else none.</param>
internal sealed record Example(string Place, string Code, bool Runs, string? Output, string Errors = "")
{
    public static IEnumerable<Example> In(string page, string text)
    {
        var blocks = Blocks(text).ToList();
        for (var i = 0; i < blocks.Count; i++)
        {
            var block = blocks[i];
            if (block.Info is "lua" or "lua norun")
            {
                var output = Following(blocks, i, "text output");
                var errors = Following(blocks, output is null ? i : i + 1, "text errors");
                yield return new Example($"{page}:{block.Line}", block.Text, block.Info == "lua", output, errors ?? "");
            }
        }
    }

    private static string? Following(List<Block> blocks, int index, string info) =>
        index + 1 < blocks.Count && blocks[index + 1] is { Adjacent: true } next && next.Info == info ? next.Text : null;

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

    /// <param name="Adjacent">Only blank lines stand between this block and the one before.</param>
    private sealed record Block(string Info, int Line, string Text, bool Adjacent);
}
