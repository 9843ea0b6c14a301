using System.Globalization;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Lua;
using Serilog.Events;
using Serilog.Formatting.Json;

namespace Moonwire.Modules.Logging;

/// <summary>
/// Converts Lua's values to Serilog's. The shim passes a description of each table, which is an array. Its first
/// element is false for a sequence, whose elements follow, or true for a map, whose keys and values follow in turn.
/// </summary>
/// <remarks>The description is read without metamethods, and only within the limits, whatever it contains.</remarks>
internal static class LogValues
{
    /// <summary>The greatest depth to which tables in tables are read.</summary>
    internal const int MaxDepth = 10;

    /// <summary>The maximum number of entries in all tables of one value.</summary>
    internal const int MaxTableLength = 1000;

    /// <summary>
    /// The maximum number of elements to read, including keys. The shim keeps the limits above; this limit is for
    /// values that do not come from the shim.
    /// </summary>
    private const int MaxElements = 4 * MaxTableLength;

    private const string Cut = "...";

    internal static LogEventPropertyValue Read(LuaCall call, int index)
    {
        var left = MaxElements;
        return call.Stack.Reserve(3 * MaxDepth) ? Read(call, index, MaxDepth, ref left) : new ScalarValue(Cut);
    }

    /// <summary>Returns the value as text. A table becomes JSON, as in messages.</summary>
    internal static ScalarValue Stringify(LogEventPropertyValue value) => value switch
    {
        ScalarValue { Value: null or string } scalar => scalar,
        ScalarValue { Value: { } scalar } => new ScalarValue(Convert.ToString(scalar, CultureInfo.InvariantCulture)),
        _ => new ScalarValue(Json(value)),
    };

    private static string Json(LogEventPropertyValue value)
    {
        using var writer = new StringWriter(CultureInfo.InvariantCulture);
        new JsonValueFormatter().Format(value, writer);
        return writer.ToString();
    }

    private static LogEventPropertyValue Read(LuaCall call, int index, int depth, ref int left)
    {
        var stack = call.Stack;
        switch (stack.TypeOf(index))
        {
            case LuaType.None or LuaType.Nil:
                return new ScalarValue(null);
            case LuaType.Boolean:
                return new ScalarValue(stack.ToBoolean(index));
            case LuaType.Number when stack.IsInteger(index):
                return new ScalarValue(call.Integer(index));
            case LuaType.Number:
                return new ScalarValue(call.Number(index));
            case LuaType.String:
                return new ScalarValue(call.Text(index));
            case LuaType.Table when depth > 0:
                _ = stack.PushElement(index, 1);
                var isMap = stack.ToBoolean(-1);
                stack.Pop();
                return isMap ? ReadMap(call, index, depth, ref left) : ReadSequence(call, index, depth, ref left);
            default:
                return new ScalarValue(Cut);
        }
    }

    private static SequenceValue ReadSequence(LuaCall call, int table, int depth, ref int left)
    {
        var values = new List<LogEventPropertyValue>();
        for (var i = 2; TryReadElement(call, table, i, depth, ref left, out var value); i++)
        {
            values.Add(value);
        }

        return new SequenceValue(values);
    }

    private static DictionaryValue ReadMap(LuaCall call, int table, int depth, ref int left)
    {
        // Keys are texts. Two keys can have equal texts, because bytes that are not valid text are replaced.
        var values = new Dictionary<ScalarValue, LogEventPropertyValue>();
        for (var i = 2; TryReadElement(call, table, i, 1, ref left, out var key); i += 2)
        {
            if (TryReadElement(call, table, i + 1, depth, ref left, out var value))
            {
                values[Stringify(key)] = value;
            }
        }

        return new DictionaryValue(values);
    }

    private static bool TryReadElement(
        LuaCall call,
        int table,
        int element,
        int depth,
        ref int left,
        out LogEventPropertyValue value)
    {
        value = new ScalarValue(null);
        if (left-- <= 0)
        {
            return false;
        }

        var found = call.Stack.PushElement(table, element) != LuaType.Nil;
        if (found)
        {
            value = Read(call, call.Stack.Count, depth - 1, ref left);
        }

        call.Stack.Pop();
        return found;
    }
}
