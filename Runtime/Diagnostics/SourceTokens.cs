namespace Moonwire.Runtime.Diagnostics;

/// <summary>
/// The position of a token in a source: from the byte <paramref name="Start"/> up to <paramref name="End"/>.
/// </summary>
internal readonly record struct SourceToken(int Start, int End);

/// <summary>
/// Splits a source into tokens, as Lua's lexer does. A malformed token ends where Lua stops reading. Therefore, if a
/// prefix of the source ends with a whole token, Lua reads the prefix exactly as it reads the start of the source.
/// </summary>
internal ref struct SourceTokens(ReadOnlySpan<byte> source, int start)
{
    private readonly ReadOnlySpan<byte> _source = source;
    private int _at = start;

    internal static List<SourceToken> Of(ReadOnlySpan<byte> source, int start)
    {
        var tokens = new List<SourceToken>();
        var reader = new SourceTokens(source, start);
        while (reader.TryNext(out var token))
        {
            tokens.Add(token);
        }

        return tokens;
    }

    private bool TryNext(out SourceToken token)
    {
        while (_at < _source.Length)
        {
            var begin = _at;
            if (IsSpace(_source[_at]))
            {
                _at++;
            }
            else if (Peek(0) == '-' && Peek(1) == '-')
            {
                _at += 2;
                if (TakeComment())
                {
                    continue;
                }

                token = new SourceToken(begin, _at);
                return true;
            }
            else
            {
                Take();
                token = new SourceToken(begin, _at);
                return true;
            }
        }

        token = default;
        return false;
    }

    /// <summary>Skips a comment. Returns false if a long comment does not end.</summary>
    private bool TakeComment()
    {
        if (LongLevel() is { } level)
        {
            return TakeLong(level);
        }

        while (_at < _source.Length && !IsLineEnd(_source[_at]))
        {
            _at++;
        }

        return true;
    }

    private void Take()
    {
        var first = Peek(0);
        if (first == '[' && LongLevel() is { } level)
        {
            _ = TakeLong(level);
        }
        else if (first is '"' or '\'')
        {
            TakeString(first);
        }
        else if (IsDigit(first) || (first == '.' && IsDigit(Peek(1))))
        {
            TakeNumber();
        }
        else if (IsNamePart(first))
        {
            while (IsNamePart(Peek(0)))
            {
                _at++;
            }
        }
        else
        {
            TakeOperator(first);
        }
    }

    /// <summary>
    /// Returns the number of "=" in the long bracket that opens here, or null if there is no long bracket.
    /// </summary>
    private readonly int? LongLevel()
    {
        var level = 0;
        while (Peek(0) == '[' && Peek(level + 1) == '=')
        {
            level++;
        }

        return Peek(0) == '[' && Peek(level + 1) == '[' ? level : null;
    }

    private bool TakeLong(int level)
    {
        _at += level + 2;
        while (_at < _source.Length)
        {
            if (_source[_at] == ']')
            {
                var closing = 0;
                while (Peek(closing + 1) == '=')
                {
                    closing++;
                }

                if (closing == level && Peek(closing + 1) == ']')
                {
                    _at += level + 2;
                    return true;
                }
            }

            _at++;
        }

        return false;
    }

    private void TakeString(int quote)
    {
        _at++;
        while (_at < _source.Length && !IsLineEnd(_source[_at]))
        {
            if (_source[_at] == quote)
            {
                _at++;
                return;
            }

            _at += _source[_at] == '\\' ? EscapeLength() : 1;
        }

        _at = Math.Min(_at + 1, _source.Length); // includes the line end, at which Lua stops
    }

    /// <summary>
    /// Returns the length of an escape sequence, in which a quote or a line end does not end the string.
    /// </summary>
    private readonly int EscapeLength()
    {
        var length = 2;
        if (Peek(1) == 'z')
        {
            while (IsSpace(Peek(length)))
            {
                length++;
            }
        }
        else if (IsLineEnd(Peek(1)) && IsLineEnd(Peek(2)) && Peek(1) != Peek(2))
        {
            length = 3;
        }

        return length;
    }

    private void TakeNumber()
    {
        var exponent = 'e';
        if (Peek(0) == '0' && (Peek(1) | 0x20) == 'x')
        {
            exponent = 'p';
            _at += 2;
        }

        while (true)
        {
            if ((Peek(0) | 0x20) == exponent)
            {
                _at += Peek(1) is '+' or '-' ? 2 : 1;
            }
            else if (Peek(0) == '.' || (Peek(0) >= 0 && char.IsAsciiHexDigit((char)Peek(0))))
            {
                _at++;
            }
            else
            {
                break;
            }
        }

        _at += IsNamePart(Peek(0)) ? 1 : 0; // a letter makes the number malformed
    }

    private void TakeOperator(int first)
    {
        var second = Peek(1);
        var isDouble = first switch
        {
            '=' or '~' => second == '=',
            '<' => second is '=' or '<',
            '>' => second is '=' or '>',
            '/' or ':' or '.' => second == first,
            _ => false,
        };
        _at += isDouble ? 2 : 1;
        _at += isDouble && first == '.' && Peek(0) == '.' ? 1 : 0;
        while (first == '[' && Peek(0) == '=')
        {
            _at++; // an incomplete long bracket
        }
    }

    /// <summary>Returns the byte at a distance from the current byte, or -1 after the end.</summary>
    private readonly int Peek(int distance) => _at + distance < _source.Length ? _source[_at + distance] : -1;

    private static bool IsLineEnd(int value) => value is '\n' or '\r';

    private static bool IsSpace(int value) => value is ' ' or (>= '\t' and <= '\r');

    private static bool IsDigit(int value) => value is >= '0' and <= '9';

    private static bool IsNamePart(int value) => value == '_' || (value >= 0 && char.IsAsciiLetterOrDigit((char)value));
}
