using System.Globalization;
using System.Text;

namespace Moonwire.Interpreter.CommandLine;

/// <summary>
/// Writes indented JSON. Escapes the control characters, which could reach a terminal. System.Text.Json is not used,
/// because its encoders escape other characters as well.
/// </summary>
internal sealed class JsonText
{
    private const string Step = "  ";

    private readonly StringBuilder _text = new();
    private int _depth;
    private bool _isFirst = true;

    internal JsonText Object(string? name, Action members) => Nested(name, '{', members, '}');

    internal JsonText Array(string? name, Action elements) => Nested(name, '[', elements, ']');

    internal JsonText Add(string? name, string? value)
    {
        Begin(name);
        AppendString(value);
        return this;
    }

    internal JsonText Add(string name, long? value) =>
        Literal(name, value?.ToString(CultureInfo.InvariantCulture) ?? "null");

    internal JsonText Add(string name, bool value) => Literal(name, value ? "true" : "false");

    public override string ToString() => _text.ToString();

    /// <summary>Adds a value that is JSON already.</summary>
    internal JsonText Literal(string name, string value)
    {
        Begin(name);
        _ = _text.Append(value);
        return this;
    }

    private JsonText Nested(string? name, char open, Action inside, char close)
    {
        Begin(name);
        _ = _text.Append(open);
        _depth++;
        _isFirst = true;
        inside();
        _depth--;
        if (!_isFirst)
        {
            NewLine();
        }

        _ = _text.Append(close);
        _isFirst = false;
        return this;
    }

    private void Begin(string? name)
    {
        if (!_isFirst)
        {
            _ = _text.Append(',');
        }

        _isFirst = false;
        if (_depth > 0)
        {
            NewLine();
        }

        if (name is not null)
        {
            AppendString(name);
            _ = _text.Append(": ");
        }
    }

    private void NewLine() => _text.Append('\n').Insert(_text.Length, Step, _depth);

    private void AppendString(string? value)
    {
        if (value is null)
        {
            _ = _text.Append("null");
            return;
        }

        _ = _text.Append('"');
        foreach (var rune in value.EnumerateRunes()) // half of a surrogate pair becomes U+FFFD
        {
            _ = rune.Value switch
            {
                '"' => _text.Append("\\\""),
                '\\' => _text.Append("\\\\"),
                '\n' => _text.Append("\\n"),
                '\r' => _text.Append("\\r"),
                '\t' => _text.Append("\\t"),
                < ' ' or (>= 0x7f and < 0xa0) => _text.Append(CultureInfo.InvariantCulture, $"\\u{rune.Value:x4}"),
                _ => _text.Append(rune.ToString()),
            };
        }

        _ = _text.Append('"');
    }
}
