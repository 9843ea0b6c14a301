using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// Guesses the intention behind a syntax error, and shows its form in Lua. The hints cover constructs of other
/// languages, and mistakes of which Lua reports only a consequence.
/// </summary>
/// <param name="source">The whole source.</param>
/// <param name="tokens">All tokens of the source.</param>
/// <param name="at">The index of the token at fault, or the number of tokens for the end of the source.</param>
/// <param name="message">Lua's message.</param>
internal sealed class SyntaxHint(byte[] source, List<SourceToken> tokens, int at, SyntaxMessage message)
{
    private string Near => Token(at);

    private string Previous => Token(at - 1);

    private string Next => Token(at + 1);

    /// <summary>Returns the hint as a clause without a full stop, or null.</summary>
    internal string? Find() =>
        UnreadableText.Of(source, at < tokens.Count ? tokens[at].Start : source.Length)
        ?? Unfinished()
        ?? Operator()
        ?? Field()
        ?? ForeignWords.Of(Previous, Near)
        ?? Block()
        ?? Separator()
        ?? Statement();

    private string? Unfinished() => message.Text switch
    {
        _ when message.Text.StartsWith("unfinished string", StringComparison.Ordinal) =>
            "its closing quote is missing on this line",
        _ when message.IsUnfinished => "]] ends it, with as many = between the brackets as at its start",
        _ when message.Text.StartsWith("invalid escape sequence", StringComparison.Ordinal) =>
            "a backslash itself is written \\\\",
        _ => null,
    };

    private string? Operator() => (Near, Next) switch
    {
        ("!", "=" or "==") => "'not equal' is written ~=",
        ("!", _) => "! is written 'not'",
        ("&", _) when Previous == "&" => "&& is written 'and'",
        ("|", _) when Previous == "|" => "|| is written 'or'",
        ("|", _) when message.Text.StartsWith("unexpected symbol", StringComparison.Ordinal) =>
            "a function is written function(x) return x end",
        ("=", ">") => "a function is written function(x) return x end",
        ("=", _) when Named() is { } hint => hint,
        ("=", _) when IsExpected("then", "do", ")") || Previous == "==" => "'equal' is written ==",
        ("=", _) when Previous == ":" => "x := 1 is written x = 1",
        (">", _) when Previous == "<" => "'not equal' is written ~=",
        ("+" or "-" or "*" or "/" or ".." or "%", "=") when IsStatement => $"x {Near}= y is written x = x {Near} y",
        ("+", "+") when IsStatement => "x++ is written x = x + 1",
        ("?", "?") => "x ?? y is written x or y",
        ("?", ".") => "x?.y is written x and x.y",
        ("?", _) => "c ? a : b is written c and a or b",
        _ when (Near == "{" && (IsExpected("then", "do") || Previous == ")"))
            || (Previous == "}" && IsExpected("then", "do")) =>
            "a block has no braces: it begins with then, do or the function's parameters, and ends with 'end'",
        ("//" or "#", _) when !IsExpected("then", "do") && IsFirstOnLine => "a comment begins with --",
        ("/", "*") => "a comment begins with --, a comment of several lines with --[[",
        (_, _) when IsExpected("then", "do") && ColonLine is { } line =>
            $"line {line} ends with a colon: '{(IsExpected("then") ? "then" : "do")}' belongs there instead",
        ("`", _) => "a string is between \" or ', a string of several lines between [[ and ]]",
        (":", _) when IsExpected(")") && IsName(Previous) => "a variable has no type in Lua",
        (":", _) when IsExpected("}") => "a field is written name = value, or [\"any text\"] = value",
        ("[", _) when message.Text.StartsWith("unexpected symbol", StringComparison.Ordinal) =>
            "a list is written {1, 2, 3}",
        ("(", _) when Previous == "for" => "a loop is written: for i = first, last do ... end",
        _ => null,
    };

    /// <summary>
    /// Returns a hint for "=" after a name in parentheses, which is a default value or a named argument in other
    /// languages.
    /// </summary>
    private string? Named()
    {
        if (!IsExpected(")") || !IsName(Previous) || OpenIndex is not { } open || Token(open) != "(")
        {
            return null;
        }

        var i = open - 1;
        while (IsPlainName(Token(i)) || Token(i) is "." or ":")
        {
            i--;
        }

        var value = Token(at + 2) is ")" or "," ? Next : "...";
        return Token(i) == "function"
            ? $"Lua has no default arguments: write {Previous} = {Previous} or {value} in the function"
            : IsPlainName(Token(open - 1))
                ? $"Lua has no named arguments: a table has fields, as in f({{{Previous} = {value}}})"
            : null;
    }

    /// <summary>Returns a hint for a colon after the name of a field, which Lua parses as a method call.</summary>
    private string? Field()
    {
        var colon = Previous == ":" ? at - 1 : at - 2;
        var isMethod = message.Text.StartsWith(
            colon == at - 1 ? "<name> expected" : "function arguments expected", StringComparison.Ordinal);
        return isMethod && Token(colon) == ":" && IsPlainName(Token(colon - 1)) && Token(colon - 2) is "{" or "," or ";"
            && OpenIndex is { } open && Token(open) == "{"
                ? $"a field is written {Token(colon - 1)} = value"
                : null;
    }

    private string? Block()
    {
        if (message.Text.StartsWith("<eof> expected near ", StringComparison.Ordinal))
        {
            return Near switch
            {
                "end" => "this is one 'end' too many: no block is open here",
                "else" or "elseif" or "until" => "no block is open here that it could belong to",
                _ when FollowsReturn => "'return' must be the last statement of its block",
                _ => null,
            };
        }

        return !IsExpected("end") ? null
            : FollowsReturn ? "'return' must be the last statement of its block"
            : ElseIfLine is { } line
                ? $"'else if' in line {line} begins an 'if' that needs its own 'end'; 'elseif' does not"
            : null;
    }

    private string? Separator()
    {
        if (IsExpected(")") && tokens.Count > at && IsName(Near) && Previous is [.., '\'' or '"']
            && tokens[at - 1].End == tokens[at].Start)
        {
            return $"a quote inside a string is written \\{Previous[^1]}";
        }

        if (IsExpected(")") && IsFirstOnLine)
        {
            return "a ')' is missing, or a comma at the end of the line before";
        }

        return IsExpected("}", ")") && at < tokens.Count && !ForeignWords.IsReserved(Near)
            && (IsName(Near) || Near is ['"' or '\'' or '{' or (>= '0' and <= '9'), ..])
            ? "is a comma missing before it?"
            : null;
    }

    private string? Statement() =>
        message.Text.StartsWith("function arguments expected", StringComparison.Ordinal)
            ? "a colon calls a method, x:name(...); a field is read with a dot"
        : message.Text.StartsWith("<name> expected near", StringComparison.Ordinal) && ForeignWords.IsReserved(Near)
            ? $"'{Near}' is a reserved word of Lua; as a field, write t[\"{Near}\"]"
        : message.Text.StartsWith("malformed number near", StringComparison.Ordinal)
            && Near.Contains("..", StringComparison.Ordinal)
            ? "a loop is written: for i = first, last do ... end; to join strings, put a space before .."
        : IsStatement && Previous == "print" ? "a call has parentheses: print(x)"
        : IsStatement ? "a statement assigns, as in x = 1, or calls, as in f(x)"
        : null;

    private bool IsStatement => message.Text.StartsWith("syntax error", StringComparison.Ordinal);

    private bool IsExpected(params ReadOnlySpan<string> words)
    {
        foreach (var word in words)
        {
            if (message.Text.StartsWith($"'{word}' expected", StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private bool IsFirstOnLine => at == 0 || (at < tokens.Count && HasLineEnd(tokens[at - 1].End, tokens[at].Start));

    /// <summary>True if the previous statement is a return on an earlier line.</summary>
    private bool FollowsReturn
    {
        get
        {
            if (at >= tokens.Count || !IsFirstOnLine)
            {
                return false;
            }

            var i = at - 1;
            while (i > 0 && !HasLineEnd(tokens[i - 1].End, tokens[i].Start))
            {
                i--;
            }

            return Token(i) == "return";
        }
    }

    /// <summary>The line of an 'else' that is followed by an 'if' on the same line, or null.</summary>
    private int? ElseIfLine
    {
        get
        {
            for (var i = 1; i < Math.Min(at, tokens.Count); i++)
            {
                if (Token(i) == "if" && Token(i - 1) == "else" && !HasLineEnd(tokens[i - 1].End, tokens[i].Start))
                {
                    return new SourceText(source).PlaceOf(tokens[i].Start).Line;
                }
            }

            return null;
        }
    }

    /// <summary>The first line whose last token is a colon, or null.</summary>
    private int? ColonLine
    {
        get
        {
            for (var i = 0; i < Math.Min(at + 1, tokens.Count); i++)
            {
                if (Token(i) == ":" && (i + 1 == tokens.Count || HasLineEnd(tokens[i].End, tokens[i + 1].Start)))
                {
                    return new SourceText(source).PlaceOf(tokens[i].Start).Line;
                }
            }

            return null;
        }
    }

    /// <summary>
    /// The index of the token that opened the innermost block or bracket before the token at fault, or null.
    /// </summary>
    private int? OpenIndex => OpenBlocks.Innermost(source, tokens[..Math.Min(at, tokens.Count)]) is { } open
        ? tokens.FindIndex(token => token.Start == open.Start)
        : null;

    private static bool IsPlainName(string token) => IsName(token) && !ForeignWords.IsReserved(token);

    private bool HasLineEnd(int from, int to) => source.AsSpan(from, to - from).ContainsAny((byte)'\n', (byte)'\r');

    private static bool IsName(string token) => token is [var first, ..] && (char.IsAsciiLetter(first) || first == '_');

    private string Token(int i) => i >= 0 && i < tokens.Count
        ? Encoding.Latin1.GetString(source, tokens[i].Start, tokens[i].End - tokens[i].Start)
        : "";
}
