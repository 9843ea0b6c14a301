using System.Text;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// What somebody meant whose source Lua refuses, and how that is written in Lua: for what other languages have, and for
/// slips whose message tells of the consequence only.
/// </summary>
/// <param name="source">The whole source.</param>
/// <param name="tokens">All of its tokens.</param>
/// <param name="at">The number of the token at fault, or that of all for the end of the source.</param>
/// <param name="message">Lua's message.</param>
internal sealed class SyntaxHint(byte[] source, List<SourceToken> tokens, int at, SyntaxMessage message)
{
    private string Near => Token(at);

    private string Previous => Token(at - 1);

    private string Next => Token(at + 1);

    /// <summary>A clause without a full stop, or null.</summary>
    internal string? Find() =>
        UnreadableText.Of(source, at < tokens.Count ? tokens[at].Start : source.Length)
        ?? Unfinished()
        ?? Operator()
        ?? ForeignWords.Of(Previous, Near)
        ?? Block()
        ?? Separator()
        ?? Statement();

    private string? Unfinished() => message.Text switch
    {
        _ when message.Text.StartsWith("unfinished string", StringComparison.Ordinal) => "its closing quote is missing on this line",
        _ when message.IsUnfinished => "]] ends it, with as many = between the brackets as at its start",
        _ when message.Text.StartsWith("invalid escape sequence", StringComparison.Ordinal) => "a backslash itself is written \\\\",
        _ => null,
    };

    private string? Operator() => (Near, Next) switch
    {
        ("!", "=") => "'not equal' is written ~=",
        ("!", _) => "'not' is written as a word",
        ("&", _) when Previous == "&" => "&& is written 'and'",
        ("|", _) when Previous == "|" => "|| is written 'or'",
        ("=", ">") => "a function is written function(x) return x end",
        ("=", _) when IsExpected("then", "do", ")") => "'equal' is written ==",
        ("+" or "-" or "*" or "/" or ".." or "%", "=") when IsStatement => $"x {Near}= y is written x = x {Near} y",
        ("+", "+") when IsStatement => "x++ is written x = x + 1",
        ("?", _) => "c ? a : b is written c and a or b",
        _ when (Near == "{" && (IsExpected("then", "do") || Previous == ")")) || (Previous == "}" && IsExpected("then", "do")) => "a block has no braces: it begins with then, do or the function's parameters, and ends with 'end'",
        ("//" or "#", _) when !IsExpected("then", "do") && IsFirstOnLine => "a comment begins with --",
        ("/", "*") => "a comment begins with --, one of several lines with --[[",
        (_, _) when IsExpected("then", "do") && ColonLine is { } line => $"line {line} ends with a colon: '{(IsExpected("then") ? "then" : "do")}' stands there instead",
        (":", _) when IsExpected("}") => "a field is written name = value, or [\"any text\"] = value",
        ("[", _) when message.Text.StartsWith("unexpected symbol", StringComparison.Ordinal) => "a list is written {1, 2, 3}",
        ("(", _) when Previous == "for" => "a loop is written: for i = first, last do ... end",
        _ => null,
    };

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
            : ElseIfLine is { } line ? $"'else if' in line {line} begins an 'if' with an 'end' of its own; 'elseif' does not"
            : null;
    }

    private string? Separator()
    {
        if (IsExpected(")") && tokens.Count > at && IsName(Near) && Previous is [.., '\'' or '"'] && tokens[at - 1].End == tokens[at].Start)
        {
            return $"a quote inside a string is written \\{Previous[^1]}";
        }

        if (IsExpected(")") && IsFirstOnLine)
        {
            return "a ')' is missing, or a comma at the end of the line before";
        }

        return IsExpected("}", ")") && at < tokens.Count && !ForeignWords.IsReserved(Near) && (IsName(Near) || Near is ['"' or '\'' or '{' or (>= '0' and <= '9'), ..])
            ? "is a comma missing before it?"
            : null;
    }

    private string? Statement() =>
        message.Text.StartsWith("function arguments expected", StringComparison.Ordinal) ? "a colon calls a method, x:name(...); a field is read with a dot"
        : message.Text.StartsWith("<name> expected near", StringComparison.Ordinal) && ForeignWords.IsReserved(Near) ? $"'{Near}' is a word of Lua's own; as a field, write t[\"{Near}\"]"
        : message.Text.StartsWith("syntax error near", StringComparison.Ordinal) ? "a statement assigns, as in x = 1, or calls, as in f(x)"
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

    /// <summary>Whether the statement before is a return, on a line before.</summary>
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

    /// <summary>The line of an 'else' that an 'if' follows on it, or null.</summary>
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

    /// <summary>The line whose last token is a colon, the first one; or null.</summary>
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

    private bool HasLineEnd(int from, int to) => source.AsSpan(from, to - from).ContainsAny((byte)'\n', (byte)'\r');

    private static bool IsName(string token) => token is [var first, ..] && (char.IsAsciiLetter(first) || first == '_');

    private string Token(int i) => i >= 0 && i < tokens.Count ? Encoding.Latin1.GetString(source, tokens[i].Start, tokens[i].End - tokens[i].Start) : "";
}
