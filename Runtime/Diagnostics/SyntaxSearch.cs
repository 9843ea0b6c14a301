using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Finds the token that a syntax error is about. Lua's message contains only the line, so the search loads prefixes of
/// the source. The token at fault is the last token of the shortest prefix that fails with the same message as the
/// whole source.
/// </summary>
/// <param name="load">Returns Lua's message about a source named "?", decoded as Latin-1, or null.</param>
/// <param name="source">The whole source.</param>
/// <param name="start">The offset at which Lua begins to read.</param>
internal sealed class SyntaxSearch(SyntaxSearch.Loader load, byte[] source, int start)
{
    private readonly SourceText _text = new(source);

    internal delegate string? Loader(ReadOnlySpan<byte> source);

    internal SyntaxProblem? Find()
    {
        if (load(source.AsSpan(start)) is not { } error)
        {
            return null;
        }

        if (SyntaxMessage.Of(error) is not { } message)
        {
            return new SyntaxProblem(null, Decode(error), 0, 0, "");
        }

        var tokens = SourceTokens.Of(source, start);
        var count = message.IsAtEnd ? tokens.Count : ShortestFailing(tokens, error);
        var read = tokens[..Math.Min(count, tokens.Count)];
        var position = read.Count == 0 ? start : Position(read, message, error);
        var problem = At(position, message.Line, message.Text);
        var fault = message.IsAtEnd && !message.IsUnfinished
            ? tokens.Count
            : tokens.FindIndex(token => token.Start <= position && position < token.End);
        var opening = message.IsUnfinished ? null : Opening(read, message, problem.Line);
        return problem with
        {
            Hint = new SyntaxHint(source, tokens, fault, message).Find()
                ?? (opening is null || message.IsUnclosed ? null : "an 'end' is missing before it"),
            Opening = opening,
        };
    }

    private SyntaxProblem At(int offset, int? luaLine, string message)
    {
        var (line, column) = _text.PlaceOf(offset);
        return new SyntaxProblem(luaLine, Decode(message), line, column, _text.Excerpt(offset));
    }

    /// <summary>
    /// Returns the number of tokens in the shortest prefix that fails like the whole source. Every longer prefix fails
    /// in the same way.
    /// </summary>
    private int ShortestFailing(List<SourceToken> tokens, string error)
    {
        var (low, high) = (1, tokens.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Fails(tokens[middle - 1].End, error) ? (low, middle) : (middle + 1, high);
        }

        return low;
    }

    private bool Fails(int end, string error) => load(source.AsSpan(start, end - start)) == error;

    /// <summary>
    /// Returns the offset of the byte to point at. <paramref name="read"/> contains the tokens that Lua has read.
    /// </summary>
    private int Position(List<SourceToken> read, SyntaxMessage message, string error)
    {
        var last = read[^1];
        if (message.IsUnfinished)
        {
            return last.Start;
        }

        if (message.IsAtEnd)
        {
            return last.End;
        }

        if (message.Jump is { } jump)
        {
            return StartOf(
                read.FindIndex(token => TextOf(token) == jump.Word && _text.PlaceOf(token.Start).Line == jump.Line),
                read);
        }

        if (message.Name is { } name)
        {
            return StartOf(read.FindLastIndex(token => TextOf(token) == name), read);
        }

        if (message.Near is not { } near || TextOf(last) == near)
        {
            return last.Start;
        }

        // Lua has read one token further, or has not read this token to its end.
        return read.Count > 1 && TextOf(read[^2]) == near ? read[^2].Start : Within(last, error);
    }

    private static int StartOf(int index, List<SourceToken> read) => read[index < 0 ? read.Count - 1 : index].Start;

    /// <summary>Returns the offset of the invalid escape sequence in a string, or the token's start.</summary>
    private int Within(SourceToken token, string error)
    {
        if (source[token.Start] is not ((byte)'"' or (byte)'\''))
        {
            return token.Start;
        }

        var (low, high) = (token.Start + 1, token.End);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = Fails(middle, error) ? (low, middle) : (middle + 1, high);
        }

        var escape = source.AsSpan(token.Start, low - token.Start).LastIndexOf((byte)'\\');
        return escape < 0 ? token.Start : token.Start + escape;
    }

    /// <summary>
    /// Returns the block or bracket whose end is missing: the first block whose end is indented less than its
    /// beginning, or else the innermost open block. Returns null if the innermost block begins on the line of the token
    /// at fault.
    /// </summary>
    private SyntaxProblem? Opening(List<SourceToken> read, SyntaxMessage message, int lineAtFault)
    {
        var before = message.IsAtEnd ? read : read[..^1];
        var isBracket = !message.IsAtEnd && read.Count > 0 && TextOf(read[^1]) is ")" or "}" or "]";
        var innermost = OpenBlocks.Innermost(source, before);
        var misses = message.IsUnclosed
            || (isBracket && innermost is { } block && TextOf(block) is not ("(" or "{" or "["));
        if (!misses)
        {
            return null;
        }

        if (OpenBlocks.Outdented(source, before) is { } suspect)
        {
            return At(
                suspect.Start,
                _text.PlaceOf(suspect.Start).Line,
                $"'{TextOf(suspect)}' seems to have no 'end': the word that closes it is indented less");
        }

        if (innermost is not { } opening)
        {
            return null;
        }

        var (line, _) = _text.PlaceOf(opening.Start);
        return line == lineAtFault ? null : At(opening.Start, line, $"'{TextOf(opening)}' is opened here");
    }

    private string TextOf(SourceToken token) => Encoding.Latin1.GetString(source, token.Start, token.End - token.Start);

    private static string Decode(string bytes) => Encoding.UTF8.GetString(Encoding.Latin1.GetBytes(bytes));
}
