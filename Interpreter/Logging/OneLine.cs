using Moonwire.Runtime.Diagnostics;
using Serilog.Events;
using Serilog.Parsing;

namespace Moonwire.Interpreter.Logging;

/// <summary>
/// Makes an event safe to read: its message becomes one line without hidden characters, because data from the network
/// gets into messages. Such data must neither fake further log lines nor control the terminal. nil and booleans are
/// written as in Lua.
/// </summary>
internal static class OneLine
{
    private static readonly string EscapedByJson = string.Concat(Enumerable.Range(0, ' ')
        .Select(static code => (char)code));

    internal static LogEvent Of(LogEvent logEvent) =>
        logEvent.MessageTemplate.Tokens.All(static token => token is not TextToken text || IsClean(text.Text))
            && logEvent.Properties.Values.All(IsClean)
            ? logEvent
            : new LogEvent(
                logEvent.Timestamp,
                logEvent.Level,
                logEvent.Exception,
                new MessageTemplate(logEvent.MessageTemplate.Tokens.Select(Escaped)),
                logEvent.Properties.Select(static property =>
                    new LogEventProperty(property.Key, Escaped(property.Value))));

    private static MessageTemplateToken Escaped(MessageTemplateToken token) =>
        token is TextToken text ? new TextToken(Escaped(text.Text)) : token;

    private static LogEventPropertyValue Escaped(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => new ScalarValue(Escaped(text)),
        ScalarValue { Value: null } => new ScalarValue("nil"),
        ScalarValue { Value: bool truth } => new ScalarValue(truth ? "true" : "false"),
        _ => EscapedInside(value),
    };

    /// <summary>
    /// Shows values inside other values as JSON, which has its own escapes for the control characters before DEL.
    /// </summary>
    private static LogEventPropertyValue EscapedInside(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: string text } => new ScalarValue(PrintableText.Escape(text, kept: EscapedByJson)),
        SequenceValue sequence => new SequenceValue(sequence.Elements.Select(EscapedInside)),
        DictionaryValue map => EscapedInside(map),
        _ => value,
    };

    private static DictionaryValue EscapedInside(DictionaryValue map)
    {
        var result = new Dictionary<ScalarValue, LogEventPropertyValue>(); // two keys may become equal
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

    private static bool IsClean(string text) => ReferenceEquals(Escaped(text), text);

    private static string Escaped(string text) => PrintableText.Escape(text);
}
