namespace Moonwire.Tests.Documentation;

/// <summary>
/// Parses types of the Lua language server in a line, such as <c>string|ip.address[]</c> or <c>fun(code?: integer):
/// ...</c>. Throws <see cref="FormatException"/> if the text is not a type.
/// </summary>
/// <seealso href="https://luals.github.io/wiki/annotations/#documenting-types"/>
internal sealed class TypeReader(string line, int start)
{
    private readonly List<string> _names = [];
    private int _at = start;

    /// <summary>The names of the types that were read.</summary>
    public IReadOnlyList<string> Names => _names;

    /// <summary>The text after everything that was read.</summary>
    public string Rest => line[_at..];

    /// <summary>Reads a whole type, which ends before white space or at the end of the line.</summary>
    public void ReadType()
    {
        Union();
        if (_at < line.Length && !char.IsWhiteSpace(line[_at]))
        {
            throw Unexpected();
        }
    }

    /// <summary>Reads the type of a function only.</summary>
    public void ReadFunction()
    {
        if (!Word("fun"))
        {
            throw Unexpected();
        }

        Function();
    }

    /// <summary>Reads a name with dots, such as <c>ip.address</c>.</summary>
    public string ReadName()
    {
        var first = _at;
        while (_at < line.Length
            && (IsNamePart(line[_at])
                || (line[_at] == '.' && _at > first && _at + 1 < line.Length && IsNamePart(line[_at + 1]))))
        {
            _at++;
        }

        return _at > first && !char.IsAsciiDigit(line[first]) ? line[first.._at] : throw Unexpected();
    }

    public bool Skip(string text)
    {
        if (!line.AsSpan(_at).StartsWith(text, StringComparison.Ordinal))
        {
            return false;
        }

        _at += text.Length;
        return true;
    }

    public void SkipSpace()
    {
        while (Skip(" "))
        {
        }
    }

    public void Expect(string text)
    {
        if (!Skip(text))
        {
            throw Unexpected();
        }
    }

    /// <summary>Reads a type and its alternatives, up to a comma.</summary>
    public void Union()
    {
        do
        {
            SkipSpace();
            One();
        }
        while (Alternative());
    }

    public FormatException Unexpected() =>
        new(_at < line.Length ? $"'{line[_at..]}' is not expected" : "the line ends too early");

    private static bool IsNamePart(char c) => char.IsAsciiLetterOrDigit(c) || c is '_';

    private bool Alternative()
    {
        var before = _at;
        SkipSpace();
        if (Skip("|"))
        {
            return true;
        }

        _at = before;
        return false;
    }

    private void One()
    {
        if (Skip("("))
        {
            Union();
            SkipSpace();
            Expect(")");
        }
        else if (Skip("{"))
        {
            Fields();
        }
        else if (Skip("\""))
        {
            _at = line.IndexOf('"', _at) + 1;
            if (_at == 0)
            {
                throw new FormatException("a string has no end");
            }
        }
        else if (Word("fun") || (Word("async") && Word("fun")))
        {
            Function();
        }
        else if (!Number())
        {
            Named();
        }

        while (Skip("[]"))
        {
        }

        _ = Skip("?");
    }

    private bool Number()
    {
        var first = _at;
        _ = Skip("-");
        while (_at < line.Length && char.IsAsciiDigit(line[_at]))
        {
            _at++;
        }

        return _at > first;
    }

    private void Named()
    {
        _names.Add(ReadName());
        if (Skip("<"))
        {
            List(Union, ">");
        }
    }

    /// <summary>Skips a word and the spaces after it, unless it is only the start of a longer word.</summary>
    private bool Word(string word)
    {
        var end = _at + word.Length;
        if (!line.AsSpan(_at).StartsWith(word, StringComparison.Ordinal)
            || (end < line.Length && (IsNamePart(line[end]) || line[end] == '.')))
        {
            return false;
        }

        _at = end;
        SkipSpace();
        return true;
    }

    private void Fields() => List(
        () =>
        {
            if (Skip("["))
            {
                Union();
                Expect("]");
            }
            else
            {
                _ = ReadName();
                _ = Skip("?");
            }

            Expect(":");
            Union();
        },
        "}");

    private void Function()
    {
        Expect("(");
        var hasOptional = false;
        List(() => Parameter(ref hasOptional), ")");
        if (!Skip(":"))
        {
            return;
        }

        do
        {
            SkipSpace();
            if (!Skip("..."))
            {
                Union();
            }
        }
        while (Skip(","));
    }

    private void Parameter(ref bool hasOptional)
    {
        if (!Skip("..."))
        {
            var name = ReadName();
            var isOptional = Skip("?");
            if (hasOptional && !isOptional)
            {
                throw new FormatException($"{name} must not be left out, but a parameter before it may");
            }

            hasOptional = isOptional;
        }

        if (Skip(":"))
        {
            Union();
        }
    }

    private void List(Action read, string end)
    {
        SkipSpace();
        if (Skip(end))
        {
            return;
        }

        do
        {
            SkipSpace();
            read();
            SkipSpace();
        }
        while (Skip(","));
        Expect(end);
    }
}
