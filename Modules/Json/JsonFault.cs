using System.Buffers;
using System.Buffers.Text;
using System.Text;
using System.Text.Json;

namespace Moonwire.Modules.Json;

/// <summary>
/// The fault of a text that <see cref="Utf8JsonReader"/> refuses. The constructor finds the fault in the text behind
/// the last token, because the messages of <see cref="Utf8JsonReader"/> do not say what was expected.
/// </summary>
internal ref struct JsonFault
{
    private readonly ReadOnlySpan<byte> _text;

    /// <param name="text">The text.</param>
    /// <param name="end">The end of the last token that is right.</param>
    /// <param name="last">The type of this token.</param>
    /// <param name="column">The position of a fault in a number: the bytes before it in its line.</param>
    /// <param name="isObject">True if the innermost open container is an object; null if no container is open.</param>
    internal JsonFault(ReadOnlySpan<byte> text, int end, JsonTokenType last, long column, bool? isObject)
    {
        _text = text;
        Position = end;
        SkipSpace();
        if (last is not (JsonTokenType.None or JsonTokenType.StartArray or JsonTokenType.StartObject
            or JsonTokenType.PropertyName))
        {
            if (isObject is null || Current != ',')
            {
                Tell(isObject is null ? "the end of the text expected"
                    : isObject.Value ? "',' or '}' expected" : "',' or ']' expected");
                return;
            }

            Position++;
            SkipSpace();
        }

        if (isObject == true && last != JsonTokenType.PropertyName)
        {
            FindInKey();
            return;
        }

        IsInValue = true;
        switch (Current)
        {
            case '"':
                FindInString();
                break;
            case '-' or (>= '0' and <= '9'):
                Position = text[..Position].LastIndexOf((byte)'\n') + 1 + (int)column;
                if (char.IsAsciiDigit((char)text[Position - 1]) && !char.IsAsciiDigit((char)(Current & 0xFF)))
                {
                    this = new JsonFault(text, Position, JsonTokenType.Number, column, isObject); // the number is whole
                    break;
                }

                Tell("a number of JSON expected");
                break;
            case '[' or '{':
                Tell($"arrays and objects are nested more than {JsonDecoder.MaxDepth} deep");
                break;
            default:
                Tell("a value expected");
                break;
        }
    }

    internal int Position { get; private set; }

    internal string Problem { get; private set; } = "";

    /// <summary>True if the fault is in the next value of the innermost container.</summary>
    internal bool IsInValue { get; }

    /// <summary>True if the fault is between a key and its value.</summary>
    internal bool HasKey { get; private set; }

    internal byte[] Key { get; private set; } = [];

    /// <summary>The byte at the position, or -1 at the end.</summary>
    private readonly int Current => Position < _text.Length ? _text[Position] : -1;

    /// <summary>
    /// Returns the line and the column of a position, both from 1. A column is one character wide.
    /// </summary>
    internal static (int Line, int Column) PlaceOf(ReadOnlySpan<byte> text, int position)
    {
        var before = text[..position];
        var line = before[(before.LastIndexOf((byte)'\n') + 1)..];
        var column = 1;
        foreach (var unit in line)
        {
            column += (unit & 0xC0) == 0x80 ? 0 : 1; // a byte that continues a character does not count
        }

        return (before.Count((byte)'\n') + 1, column);
    }

    private void FindInKey()
    {
        if (Current != '"')
        {
            Tell("a key in quotation marks expected");
            return;
        }

        var start = Position;
        FindInString();
        if (Problem.Length == 0)
        {
            var reader = new Utf8JsonReader(_text[start..Position]);
            _ = reader.Read();
            Key = new byte[reader.ValueSpan.Length];
            Key = Key[..reader.CopyString(Key)];
            HasKey = true;
            SkipSpace();
            Tell("':' expected");
        }
    }

    /// <summary>Goes to the first fault of a string, or behind the string if it has none.</summary>
    private void FindInString()
    {
        Position++;
        while (Current != '"')
        {
            var length = 0;
            if (Current < ' ')
            {
                Problem = Current < 0 ? "the string has no end" : "a control character must be escaped in a string";
            }
            else if (Current == '\\')
            {
                length = EscapeLength();
            }
            else if (Rune.DecodeFromUtf8(_text[Position..], out _, out length) != OperationStatus.Done)
            {
                Problem = $"the byte {Current:X2} is not UTF-8";
            }

            if (Problem.Length > 0)
            {
                return;
            }

            Position += length;
        }

        Position++;
    }

    private int EscapeLength()
    {
        var escape = _text[Position..];
        if (escape.Length > 1 && "\"\\/bfnrt"u8.Contains(escape[1]))
        {
            return 2;
        }

        if (!TryHex(escape, out var unit))
        {
            Problem = "this is not an escape of JSON";
        }
        else if (!char.IsSurrogate(unit))
        {
            return 6;
        }
        else if (!TryHex(escape[6..], out var low) || !Rune.TryCreate(unit, low, out _))
        {
            Problem = "half of a surrogate pair is not a character";
        }

        return 12;
    }

    private static bool TryHex(ReadOnlySpan<byte> escape, out char unit)
    {
        var length = 0;
        var number = (ushort)0;
        _ = escape.Length >= 6 && escape.StartsWith("\\u"u8)
            && Utf8Parser.TryParse(escape[2..6], out number, out length, 'x');
        unit = (char)number;
        return length == 4;
    }

    private void SkipSpace()
    {
        while (Current is ' ' or '\n' or '\r' or '\t')
        {
            Position++;
        }
    }

    /// <summary>Sets the problem, and says which text comes instead.</summary>
    private void Tell(string problem)
    {
        if (Current < 0)
        {
            Problem = problem + ", but the text ends";
            return;
        }

        var isCharacter = Rune.DecodeFromUtf8(_text[Position..], out var first, out _) == OperationStatus.Done;
        var got = !isCharacter ? $"the byte {Current:X2}"
            : Rune.IsControl(first) ? $"U+{first.Value:X4}"
            : $"'{first}'";
        Problem = $"{problem}, got {got}";
    }
}
