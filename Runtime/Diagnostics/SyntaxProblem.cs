using System.Text;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>A syntax error in a source, and its position.</summary>
/// <param name="LuaLine">The line in Lua's message, or null if the message has no line.</param>
/// <param name="Message">Lua's message after the line.</param>
/// <param name="Line">The line of the token at fault, from 1, or 0 for the file as a whole.</param>
/// <param name="Column">The token's column in characters, from 1.</param>
/// <param name="Excerpt">The line of the token, and a caret below the token.</param>
public sealed record SyntaxProblem(int? LuaLine, string Message, int Line, int Column, string Excerpt)
{
    private const int MaxMessageLength = 200;

    /// <summary>A guess at the author's intention, as a clause without a full stop, or null.</summary>
    public string? Hint { get; init; }

    /// <summary>The message, with the hint in parentheses.</summary>
    public string Explained => Hint is null ? Message : $"{Message} ({Hint})";

    /// <summary>The beginning of the block that is not closed, or null.</summary>
    public SyntaxProblem? Opening { get; init; }

    /// <summary>Returns the problem on one line: the message without line ends, cut to a maximum length.</summary>
    public string OnOneLine(string file)
    {
        var text = new StringBuilder();
        foreach (var letter in Message.Length > MaxMessageLength ? Message.AsSpan(0, MaxMessageLength) : Message)
        {
            _ = char.IsControl(letter)
                ? text.Append("\\x")
                    .Append(((int)letter).ToString("x2", System.Globalization.CultureInfo.InvariantCulture))
                : text.Append(letter);
        }

        _ = Message.Length > MaxMessageLength ? text.Append("...") : text;
        _ = Hint is null ? text : text.Append(" (").Append(Hint).Append(')');
        return Line == 0 ? $"{file}: {text}" : $"{file}:{Line}:{Column}: {text}";
    }

    /// <summary>
    /// Returns the problem in full: the message, the line with a caret, and the block that is not closed.
    /// </summary>
    public string InFull(string file)
    {
        if (Line == 0)
        {
            return $"{file}: {Explained}";
        }

        var text = $"{file}:{Line}:{Column}: {Explained}\n{Excerpt}";
        return Opening is null ? text : $"{text}\n{Opening.InFull(file)}";
    }
}

/// <summary>Checks sources in its own Lua state, without running them.</summary>
public sealed class SyntaxChecker : IDisposable
{
    private readonly LuaInstance _lua = new(ignoreEnvironment: true);

    /// <summary>
    /// Returns the problem in a file, or null for valid Lua. The file may begin with a byte order mark and a shebang
    /// line.
    /// </summary>
    public SyntaxProblem? CheckFile(byte[] file)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var source = file.AsSpan().StartsWith(mark) ? file[mark.Length..] : file;
        var start = 0;
        if (source is [(byte)'#', ..])
        {
            var end = source.AsSpan().IndexOf((byte)'\n');
            start = end < 0 ? source.Length : end; // the line end stays, so that lines are counted correctly
        }

        return new SyntaxSearch(Load, source, start).Find();
    }

    /// <summary>Returns the problem in a chunk for load(), or null for valid Lua.</summary>
    public SyntaxProblem? CheckChunk(byte[] chunk) => new SyntaxSearch(Load, chunk, 0).Find();

    public void Dispose() => _lua.Dispose();

    /// <summary>
    /// Returns Lua's message about a source named "?", decoded as Latin-1, or null if the source is correct.
    /// </summary>
    private string? Load(ReadOnlySpan<byte> source)
    {
        var message = _lua.Stack.TryLoad(source, "=?"u8) ? null : Encoding.Latin1.GetString(_lua.Stack.ToBytes(-1));
        _lua.Stack.Pop();
        return message;
    }
}
