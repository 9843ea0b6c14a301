using System.Globalization;
using System.Text;
using Serilog.Events;
using Serilog.Parsing;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// An event for people: its message is one line without control characters, because what comes from the network gets into
/// messages, and must neither make up lines of its own nor command the terminal; nil and booleans are as Lua writes them.
/// </summary>
internal static class OneLine
{
    internal static LogEvent Of(LogEvent logEvent) =>
        logEvent.MessageTemplate.Tokens.All(static token => token is not TextToken text || IsClean(text.Text)) && logEvent.Properties.Values.All(IsClean)
            ? logEvent
            : new LogEvent(
                logEvent.Timestamp,
                logEvent.Level,
                logEvent.Exception,
                new MessageTemplate(logEvent.MessageTemplate.Tokens.Select(Escaped)),
                logEvent.Properties.Select(static property => new LogEventProperty(property.Key, Escaped(property.Value))));

    private static MessageTemplateToken Escaped(MessageTemplateToken token) => token is TextToken text ? new TextToken(Escaped(text.Text)) : token;

    private static LogEventPropertyValue Escaped(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => new ScalarValue(Escaped(text)),
        ScalarValue { Value: null } => new ScalarValue("nil"),
        ScalarValue { Value: bool truth } => new ScalarValue(truth ? "true" : "false"),
        _ => EscapedInside(value),
    };

    /// <summary>Values within values are shown as JSON, which has its own escapes for all but DEL and what follows it.</summary>
    private static LogEventPropertyValue EscapedInside(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => new ScalarValue(Escaped(text, from: '\x7f')),
        SequenceValue sequence => new SequenceValue(sequence.Elements.Select(EscapedInside)),
        DictionaryValue map => EscapedInside(map),
        _ => value,
    };

    private static DictionaryValue EscapedInside(DictionaryValue map)
    {
        var result = new Dictionary<ScalarValue, LogEventPropertyValue>(); // two keys may become the same
        foreach (var (key, value) in map.Elements)
        {
            result[(ScalarValue)EscapedInside(key)] = EscapedInside(value);
        }

        return new DictionaryValue(result);
    }

    private static bool IsClean(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => IsClean(text),
        ScalarValue { Value: var scalar } => scalar is not (null or bool),
        _ => IsCleanInside(value),
    };

    private static bool IsCleanInside(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => IsClean(text),
        SequenceValue sequence => sequence.Elements.All(IsCleanInside),
        DictionaryValue map => map.Elements.All(static entry => IsCleanInside(entry.Key) && IsCleanInside(entry.Value)),
        _ => true,
    };

    private static bool IsClean(string text)
    {
        foreach (var character in text)
        {
            if (char.IsControl(character))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Escapes control characters as a string of Lua has them, from a first one on.</summary>
    private static string Escaped(string text, char from = '\0')
    {
        var result = new StringBuilder(text.Length + 8);
        foreach (var character in text)
        {
            _ = !char.IsControl(character) || character < from ? result.Append(character) : character switch
            {
                '\n' => result.Append("\\n"),
                '\r' => result.Append("\\r"),
                '\t' => result.Append("\\t"),
                _ => result.Append(CultureInfo.InvariantCulture, $"\\x{(int)character:x2}"),
            };
        }

        return result.ToString();
    }
}
