using System.Text;
using Moonwire.Runtime.Lua;

namespace Moonwire.Runtime.Diagnostics;

/// <summary>What keeps a source from being loaded, and where it is.</summary>
/// <param name="LuaLine">The line that Lua names, or null where it names none.</param>
/// <param name="Message">Lua's message behind that.</param>
/// <param name="Line">The line of the token that is meant, from 1; 0 for the file as a whole.</param>
/// <param name="Column">Its column in characters, from 1.</param>
/// <param name="Excerpt">That line, and a caret below it.</param>
public sealed record SyntaxProblem(int? LuaLine, string Message, int Line, int Column, string Excerpt)
{
    private const int MaxMessageLength = 200;

    /// <summary>What was probably meant, a clause without a full stop; or null.</summary>
    public string? Hint { get; init; }

    /// <summary>The message, and in parentheses what was probably meant.</summary>
    public string Explained => Hint is null ? Message : $"{Message} ({Hint})";

    /// <summary>Where the block begins that is not closed, or null.</summary>
    public SyntaxProblem? Opening { get; init; }

    /// <summary>The problem as one line: the message without line ends, and not for ever.</summary>
    public string OnOneLine(string file)
    {
        var text = new StringBuilder();
        foreach (var letter in Message.Length > MaxMessageLength ? Message.AsSpan(0, MaxMessageLength) : Message)
        {
            _ = char.IsControl(letter) ? text.Append("\\x").Append(((int)letter).ToString("x2", System.Globalization.CultureInfo.InvariantCulture)) : text.Append(letter);
        }

        _ = Message.Length > MaxMessageLength ? text.Append("...") : text;
        _ = Hint is null ? text : text.Append(" (").Append(Hint).Append(')');
        return Line == 0 ? $"{file}: {text}" : $"{file}:{Line}:{Column}: {text}";
    }

    /// <summary>The problem in full: the message, the line and the caret, and the block that is not closed.</summary>
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

/// <summary>Checks sources in a Lua state of its own, in which nothing is run.</summary>
public sealed class SyntaxChecker : IDisposable
{
    private readonly LuaInstance _lua = new(ignoreEnvironment: true);

    /// <summary>The problem of a file's contents, which may begin with a byte order mark and a line for the shell; or null.</summary>
    public SyntaxProblem? CheckFile(byte[] file)
    {
        ReadOnlySpan<byte> mark = [0xEF, 0xBB, 0xBF];
        var source = file.AsSpan().StartsWith(mark) ? file[mark.Length..] : file;
        var start = 0;
        if (source is [(byte)'#', ..])
        {
            var end = source.AsSpan().IndexOf((byte)'\n');
            start = end < 0 ? source.Length : end; // the line's end stays, for the count of lines
        }

        return new SyntaxSearch(Load, source, start).Find();
    }

    /// <summary>The problem of a chunk as load() takes it, or null.</summary>
    public SyntaxProblem? CheckChunk(byte[] chunk) => new SyntaxSearch(Load, chunk, 0).Find();

    public void Dispose() => _lua.Dispose();

    /// <summary>Lua's message about a source that it calls "?", its bytes as characters; null if there is none.</summary>
    private string? Load(ReadOnlySpan<byte> source)
    {
        var message = _lua.Stack.TryLoad(source, "=?"u8) ? null : Encoding.Latin1.GetString(_lua.Stack.ToBytes(-1));
        _lua.Stack.Pop();
        return message;
    }
}
