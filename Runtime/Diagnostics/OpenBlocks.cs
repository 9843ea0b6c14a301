using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Finds the open blocks and brackets of a source.</summary>
internal static class OpenBlocks
{
    /// <summary>
    /// Returns the token that opens the innermost block or bracket which is still open after the tokens, or null.
    /// </summary>
    internal static SourceToken? Innermost(ReadOnlySpan<byte> source, IEnumerable<SourceToken> tokens)
    {
        var open = new Stack<SourceToken>();
        foreach (var (token, change) in Changes(source, tokens))
        {
            Apply(open, token, change);
        }

        return open.TryPeek(out var innermost) ? innermost : null;
    }

    /// <summary>
    /// Returns the first block whose end starts a line that is indented less than the block's first line. Such an end
    /// probably belongs to an outer block. Returns null if there is no such block.
    /// </summary>
    internal static SourceToken? Outdented(ReadOnlySpan<byte> source, IEnumerable<SourceToken> tokens)
    {
        var open = new Stack<SourceToken>();
        foreach (var (token, change) in Changes(source, tokens))
        {
            if (change == Change.Ends && open.TryPeek(out var block) && IsWord(source, block)
                && Indentation(source, token.Start, out var isFirst) < Indentation(source, block.Start, out _)
                && isFirst)
            {
                return block;
            }

            Apply(open, token, change);
        }

        return null;
    }

    private static void Apply(Stack<SourceToken> open, SourceToken token, Change change)
    {
        if (change == Change.Begins)
        {
            open.Push(token);
        }
        else
        {
            _ = open.TryPop(out _);
        }
    }

    /// <summary>
    /// Returns the tokens that begin or end a block or a bracket. The 'do' of a loop is not one of them.
    /// </summary>
    private static List<(SourceToken Token, Change Change)> Changes(
        ReadOnlySpan<byte> source, IEnumerable<SourceToken> tokens)
    {
        var changes = new List<(SourceToken, Change)>();
        var loopsBeforeDo = 0;
        foreach (var token in tokens)
        {
            var length = token.End - token.Start;
            switch (length <= "function".Length ? Encoding.Latin1.GetString(source.Slice(token.Start, length)) : "")
            {
                case "do" when loopsBeforeDo > 0:
                    loopsBeforeDo--;
                    break;
                case "while" or "for":
                    loopsBeforeDo++;
                    changes.Add((token, Change.Begins));
                    break;
                case "do" or "function" or "if" or "repeat" or "(" or "{" or "[":
                    changes.Add((token, Change.Begins));
                    break;
                case "end" or "until" or ")" or "}" or "]":
                    changes.Add((token, Change.Ends));
                    break;
                default:
                    break;
            }
        }

        return changes;
    }

    private static bool IsWord(ReadOnlySpan<byte> source, SourceToken token) =>
        char.IsAsciiLetter((char)source[token.Start]);

    /// <summary>
    /// Returns the width in bytes of the indentation of a token's line. Sets <paramref name="isFirst"/> to true if the
    /// token is the first on the line.
    /// </summary>
    private static int Indentation(ReadOnlySpan<byte> source, int at, out bool isFirst)
    {
        var start = source[..at].LastIndexOfAny((byte)'\n', (byte)'\r') + 1;
        var width = source[start..].IndexOfAnyExcept((byte)' ', (byte)'\t');
        isFirst = start + width == at;
        return width;
    }

    private enum Change
    {
        Begins,
        Ends,
    }
}
