using System.Globalization;
using Moonwire.Runtime.Binding;
using Serilog.Events;
using Serilog.Parsing;

namespace Moonwire.Modules.Logging;

/// <summary>
/// A message template, and Serilog's rule by which values get the names of its holes. If all holes are numbers, each
/// takes the value with its number. Otherwise the holes take the values in order, and a surplus value is named by its
/// position.
/// </summary>
internal sealed class LogTemplate
{
    private readonly PropertyToken[] _holes;
    private readonly bool _isPositional;

    internal LogTemplate(MessageTemplate text)
    {
        Text = text;
        _holes = [.. text.Tokens.OfType<PropertyToken>()];
        _isPositional = Array.TrueForAll(_holes, static hole => hole.IsPositional);
    }

    internal MessageTemplate Text { get; }

    /// <summary>
    /// Returns the properties of an event, from the call's arguments from <paramref name="firstValue"/> on.
    /// </summary>
    internal IEnumerable<LogEventProperty> Bind(LuaCall call, int firstValue)
    {
        var count = call.Stack.Count - firstValue + 1;
        var properties = new List<LogEventProperty>();
        if (_holes.Length == 0 || count <= 0)
        {
            return properties;
        }

        if (_isPositional)
        {
            foreach (var hole in _holes)
            {
                if (hole.TryGetPositionalValue(out var position) && position >= 0 && position < count)
                {
                    properties.Add(Property(call, hole, firstValue + position));
                }
            }

            return properties;
        }

        for (var i = 0; i < count; i++)
        {
            properties.Add(i < _holes.Length
                ? Property(call, _holes[i], firstValue + i)
                : new LogEventProperty(
                    string.Create(CultureInfo.InvariantCulture, $"__{i}"),
                    LogValues.Read(call, firstValue + i)));
        }

        return properties;
    }

    private static LogEventProperty Property(LuaCall call, PropertyToken hole, int argument)
    {
        var value = LogValues.Read(call, argument);
        if (hole.Destructuring == Destructuring.Stringify || !CanFormat(value, hole.Format))
        {
            value = LogValues.Stringify(value);
        }

        return new LogEventProperty(hole.PropertyName, value);
    }

    /// <summary>Returns true if the format fits the value. Writing the event would fail otherwise.</summary>
    private static bool CanFormat(LogEventPropertyValue value, string? format)
    {
        if (format is null || value is not ScalarValue { Value: IFormattable number })
        {
            return true;
        }

        try
        {
            _ = number.ToString(format, CultureInfo.InvariantCulture);
            return true;
        }
        catch (FormatException)
        {
            return false;
        }
    }
}
