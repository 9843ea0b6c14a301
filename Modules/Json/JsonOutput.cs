using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.Unicode;

namespace Moonwire.Modules.Json;

/// <summary>A JSON text that is being written, by <see cref="Writer"/> and by the members of this class.</summary>
/// <param name="indent">The bytes that indent a level, all equal, or null for a text in one line.</param>
/// <param name="escapesInvalid">True to write a byte that is not UTF-8 as the escape of its number; false to refuse the
/// byte.</param>
internal sealed class JsonOutput(byte[]? indent = null, bool escapesInvalid = false)
{
    /// <summary>The longest string that <see cref="Utf8JsonWriter"/> accepts.</summary>
    private const int MaxString = 166_666_666;

    private readonly ArrayBufferWriter<byte> _text = new();

    /// <summary>
    /// Writes everything but floats and literals. Does not check the order of the calls, because the callers do.
    /// </summary>
    internal Utf8JsonWriter Writer => field ??= new Utf8JsonWriter(_text, new JsonWriterOptions
    {
        Encoder = escapesInvalid ? JsonEscaper.ForAnyBytes : JsonEscaper.ForUtf8,
        Indented = indent is not null,
        IndentCharacter = indent is [(byte)'\t', ..] ? '\t' : ' ',
        IndentSize = indent?.Length ?? 0,
        NewLine = "\n",
        MaxDepth = JsonDecoder.MaxDepth,
        SkipValidation = true,
    });

    /// <summary>Returns an empty output with the options of this output.</summary>
    internal JsonOutput Another() => new(indent, escapesInvalid);

    /// <summary>Returns the text.</summary>
    internal ReadOnlySpan<byte> Finish()
    {
        Writer.Flush();
        return _text.WrittenSpan;
    }

    /// <summary>Drops the text.</summary>
    internal void Clear()
    {
        _text.ResetWrittenCount();
        Writer.Reset();
    }

    /// <summary>Returns true if a string cannot be written.</summary>
    internal bool Refuses(ReadOnlySpan<byte> text, out string reason)
    {
        reason = text.Length > MaxString
            ? "of more than 166666666 bytes cannot be encoded"
            : "that is not UTF-8 cannot be encoded, unless escape_invalid is set";
        return text.Length > MaxString || (!escapesInvalid && !Utf8.IsValid(text));
    }

    /// <summary>
    /// Writes a finite float with the fewest digits that convert back to it. The text never looks like an integer.
    /// </summary>
    internal void Write(double value, bool isElement)
    {
        Span<char> characters = stackalloc char[32];
        Span<byte> text = stackalloc byte[characters.Length + 2];
        _ = value.TryFormat(characters, out var length, "R", CultureInfo.InvariantCulture);
        var isFloat = false;
        for (var i = 0; i < length; i++)
        {
            text[i] = characters[i] == 'E' ? (byte)'e' : (byte)characters[i];
            isFloat |= characters[i] is '.' or 'E';
        }

        if (!isFloat)
        {
            ".0"u8.CopyTo(text[length..]);
            length += 2;
        }

        Write(text[..length], isElement);
    }

    /// <summary>Writes a text in the place of a value.</summary>
    /// <param name="text">The text, of at least one byte.</param>
    /// <param name="isElement">True if the place is in an array. The writer does not begin a line for the text.</param>
    internal void Write(ReadOnlySpan<byte> text, bool isElement)
    {
        if (!isElement || indent is null)
        {
            Writer.WriteRawValue(text, skipInputValidation: true);
            return;
        }

        var line = new byte[1 + (Writer.CurrentDepth * indent.Length) + text.Length];
        line.AsSpan().Fill(indent is [(byte)'\t', ..] ? (byte)'\t' : (byte)' ');
        line[0] = (byte)'\n';
        text.CopyTo(line.AsSpan(line.Length - text.Length));
        Writer.WriteRawValue(line, skipInputValidation: true);
    }
}
