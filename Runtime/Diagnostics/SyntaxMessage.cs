using System.Globalization;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>Lua's message about a source: "?:line: text near 'token'".</summary>
/// <param name="Line">The line in Lua's message, or null if the message has no line.</param>
/// <param name="Text">The text after the line.</param>
internal sealed record SyntaxMessage(int? Line, string Text)
{
    private const string Chunk = "?:";

    /// <summary>True if the source ends too early.</summary>
    internal bool IsAtEnd => Text.EndsWith("near <eof>", StringComparison.Ordinal);

    /// <summary>True if a string or comment has no end.</summary>
    internal bool IsUnfinished => Text.StartsWith("unfinished ", StringComparison.Ordinal);

    /// <summary>True if the end of a block or a closing bracket is missing.</summary>
    internal bool IsUnclosed =>
        Text.StartsWith('\'')
            && Text.Split('\'', 3) is ["", "end" or "until" or ")" or "}" or "]", [' ', 'e', 'x', 'p', ..]];

    /// <summary>The token at which Lua stopped, as written in the source, or null.</summary>
    internal string? Near
    {
        get
        {
            const string near = " near '";
            var at = Text.IndexOf(near, StringComparison.Ordinal);
            return at >= 0 && Text.EndsWith('\'') ? Text[(at + near.Length)..^1] : null;
        }
    }

    /// <summary>The name that the message is about, if Lua stopped at a later token, or null.</summary>
    internal string? Name =>
        Text.StartsWith("attempt to assign to const variable '", StringComparison.Ordinal)
        || Text.StartsWith("unknown attribute '", StringComparison.Ordinal)
        || Text.StartsWith("label '", StringComparison.Ordinal)
            ? Text.Split('\'')[1]
            : null;

    /// <summary>
    /// The keyword and the line of a jump without a target, or null. Lua reports such a jump at the end of the block.
    /// </summary>
    internal (string Word, int Line)? Jump
    {
        get
        {
            const string place = " at line ";
            var word = Text.StartsWith("break outside ", StringComparison.Ordinal) ? "break"
                : Text.StartsWith("no visible label '", StringComparison.Ordinal)
                    || Text.StartsWith("<goto ", StringComparison.Ordinal) ? "goto"
                : null;
            var at = Text.IndexOf(place, StringComparison.Ordinal);
            if (word is null || at < 0)
            {
                return null;
            }

            var digits = Text[(at + place.Length)..];
            return TryNumber(digits, out var line, out _) ? (word, line) : null;
        }
    }

    internal static SyntaxMessage? Of(string error)
    {
        const string separator = ": ";
        const string overflow = "C stack overflow";
        if (error == overflow)
        {
            return new SyntaxMessage(null, $"nested too deeply ({overflow})");
        }

        return error.StartsWith(Chunk, StringComparison.Ordinal)
            && TryNumber(error[Chunk.Length..], out var line, out var rest)
            && rest.StartsWith(separator, StringComparison.Ordinal)
                ? new SyntaxMessage(line, rest[separator.Length..])
                : null;
    }

    private static bool TryNumber(string text, out int number, out string rest)
    {
        var length = text.TakeWhile(char.IsAsciiDigit).Count();
        rest = text[length..];
        return int.TryParse(text.AsSpan(0, length), CultureInfo.InvariantCulture, out number);
    }
}
