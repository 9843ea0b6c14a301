using Serilog.Events;
using Serilog.Parsing;

namespace Moonwire.Modules.Logging;

/// <summary>A cache of parsed message templates, because most programs use a few templates again and again.</summary>
internal sealed class LogTemplates
{
    /// <summary>The maximum number of templates to keep, because a program may make any number of them.</summary>
    private const int Capacity = 500;
    private const int MaxKeptLength = 1024;

    /// <summary>The greatest width that a hole pads its value to. A hole with a greater width is not padded.</summary>
    private const int WidestPadding = 256;

    /// <summary>
    /// The maximum number of digits in a row in a format, because they may be a precision. So the largest precision is
    /// 999.
    /// </summary>
    private const int MaxPrecisionDigits = 3;

    private readonly Dictionary<string, LogTemplate> _templates = new(StringComparer.Ordinal);
    private readonly MessageTemplateParser _parser = new();

    internal LogTemplate Get(string text)
    {
        if (_templates.TryGetValue(text, out var template))
        {
            return template;
        }

        template = Parse(text);
        if (_templates.Count < Capacity && text.Length <= MaxKeptLength)
        {
            _templates.Add(text, template);
        }

        return template;
    }

    private LogTemplate Parse(string text)
    {
        var parsed = _parser.Parse(text);
        return new LogTemplate(parsed.Tokens.Any(IsExcessive)
            ? new MessageTemplate(
                text,
                parsed.Tokens.Select(static token => IsExcessive(token) ? Tame((PropertyToken)token) : token))
            : parsed);
    }

    private static bool IsExcessive(MessageTemplateToken token) =>
        token is PropertyToken hole && (hole.Alignment?.Width > WidestPadding || HasLongPrecision(hole.Format));

    private static bool HasLongPrecision(string? format)
    {
        var digits = 0;
        foreach (var character in format ?? "")
        {
            digits = char.IsAsciiDigit(character) ? digits + 1 : 0;
            if (digits > MaxPrecisionDigits)
            {
                return true;
            }
        }

        return false;
    }

    private static PropertyToken Tame(PropertyToken hole) =>
        new(hole.PropertyName, hole.ToString(), format: null, alignment: null, hole.Destructuring);
}
