namespace Moonwire.Runtime.Diagnostics;

/// <summary>What is open behind a number of tokens: blocks and brackets.</summary>
internal static class OpenBlocks
{
    /// <summary>The token that opened the innermost one, or null.</summary>
    internal static SourceToken? Innermost(ReadOnlySpan<byte> source, IEnumerable<SourceToken> tokens)
    {
        var open = new Stack<SourceToken>();
        var loopsBeforeDo = new HashSet<int>();
        foreach (var token in tokens)
        {
            var text = source[token.Start..token.End];
            if (text.SequenceEqual("while"u8) || text.SequenceEqual("for"u8))
            {
                open.Push(token);
                loopsBeforeDo.Add(token.Start);
            }
            else if (text.SequenceEqual("do"u8))
            {
                if (!open.TryPeek(out var loop) || !loopsBeforeDo.Remove(loop.Start))
                {
                    open.Push(token);
                }
            }
            else if (Opens(text))
            {
                open.Push(token);
            }
            else if (Closes(text))
            {
                _ = open.TryPop(out _);
            }
        }

        return open.TryPeek(out var innermost) ? innermost : null;
    }

    private static bool Opens(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("function"u8) || text.SequenceEqual("if"u8) || text.SequenceEqual("repeat"u8)
        || (text.Length == 1 && text[0] is (byte)'(' or (byte)'{' or (byte)'[');

    private static bool Closes(ReadOnlySpan<byte> text) =>
        text.SequenceEqual("end"u8) || text.SequenceEqual("until"u8)
        || (text.Length == 1 && text[0] is (byte)')' or (byte)'}' or (byte)']');
}
