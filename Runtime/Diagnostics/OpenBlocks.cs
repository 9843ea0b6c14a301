using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Which blocks and brackets of a source are open, and which end belongs to which.</summary>
internal static class OpenBlocks
{
    /// <summary>The token that opened the innermost one behind a number of tokens, or null.</summary>
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
    /// The first block whose end begins a line and stands further to the left than the line that the block begins in: as
    /// people indent, that is the end of another one. Null if there is none.
    /// </summary>
    internal static SourceToken? Outdented(ReadOnlySpan<byte> source, IEnumerable<SourceToken> tokens)
    {
        var open = new Stack<SourceToken>();
        foreach (var (token, change) in Changes(source, tokens))
        {
            if (change == Change.Ends && open.TryPeek(out var block) && IsWord(source, block)
                && Indentation(source, token.Start, out var isFirst) < Indentation(source, block.Start, out _) && isFirst)
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

    /// <summary>The tokens that begin or end something; the 'do' of a loop is none.</summary>
    private static List<(SourceToken Token, Change Change)> Changes(ReadOnlySpan<byte> source, IEnumerable<SourceToken> tokens)
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

    private static bool IsWord(ReadOnlySpan<byte> source, SourceToken token) => char.IsAsciiLetter((char)source[token.Start]);

    /// <summary>How many bytes of space a token's line begins with, and whether the token is what follows them.</summary>
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
