using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Json;

/// <summary>The result of encoding.</summary>
internal enum JsonOutcome
{
    Done,

    /// <summary>The problem and the path are set.</summary>
    Failed,

    /// <summary>
    /// A value has <c>__tojson</c>, which only Lua can call. The output holds a part of the text, which must be
    /// dropped.
    /// </summary>
    NeedsLua,
}

/// <summary>Writes Lua values as JSON. Calls no function of the script.</summary>
/// <param name="stack">The stack that the values are on.</param>
/// <param name="values">The value of null, and the metatable of arrays.</param>
/// <param name="output">The output that receives the text.</param>
/// <param name="sortsKeys">True to write the keys of an object in the order of their bytes.</param>
/// <param name="depth">The number of containers that are open around the value.</param>
internal sealed class JsonEncoder(
    LuaThread stack, JsonValues values, JsonOutput output, bool sortsKeys, int depth = 0)
{
    private const string NoName = "a key that is neither a string nor a position of a list cannot be encoded";

    /// <summary>The tables that are being written, the outermost first.</summary>
    private readonly List<nint> _open = [];

    internal JsonPath Path => field ??= new JsonPath();

    internal string Problem { get; private set; } = "";

    /// <summary>Writes the value on top, and pops it if that succeeds.</summary>
    /// <param name="isElement">True if the value is in an array.</param>
    internal JsonOutcome Encode(bool isElement)
    {
        switch (stack.TypeOf(-1))
        {
            case LuaType.Nil:
                return Fails("nil cannot be encoded; json.null can");
            case LuaType.Boolean:
                output.Writer.WriteBooleanValue(stack.ToBoolean(-1));
                break;
            case LuaType.String:
                var text = stack.ToBytes(-1);
                if (output.Refuses(text, out var reason))
                {
                    return Fails("a string " + reason);
                }

                output.Writer.WriteStringValue(text);
                break;
            case LuaType.Number when stack.IsInteger(-1):
                _ = stack.TryInteger(-1, out var integer);
                output.Writer.WriteNumberValue(integer);
                break;
            case LuaType.Number:
                _ = stack.TryNumber(-1, out var real);
                if (!double.IsFinite(real))
                {
                    return Fails("a number that is infinite or undefined cannot be encoded");
                }

                output.Write(real, isElement);
                break;
            case LuaType.Table:
                return EncodeTable();
            case var _ when stack.Is(-1, values.Null):
                output.Writer.WriteNullValue();
                break;
            case var type:
                return HasToJson(out _) ? JsonOutcome.NeedsLua : Fails($"a {NameOf(type)} cannot be encoded");
        }

        stack.Pop();
        return JsonOutcome.Done;
    }

    /// <summary>Writes a string of the stack as a key.</summary>
    internal JsonOutcome EncodeKey(int index)
    {
        var key = stack.ToBytes(index);
        if (output.Refuses(key, out var reason))
        {
            return Fails("a key " + reason);
        }

        output.Writer.WritePropertyName(key);
        return JsonOutcome.Done;
    }

    private JsonOutcome EncodeTable()
    {
        if (HasToJson(out var isArray))
        {
            return JsonOutcome.NeedsLua;
        }

        var identity = stack.Identity(-1);
        if (_open.Contains(identity))
        {
            return Fails("a table that contains itself cannot be encoded");
        }

        if (depth + _open.Count >= JsonDecoder.MaxDepth || !stack.Reserve(8))
        {
            return Fails($"tables are nested more than {JsonDecoder.MaxDepth} deep");
        }

        ErrorText.CompleteDetail(stack);
        _open.Add(identity);
        var outcome = isArray || stack.RawLength(-1) > 0 ? EncodeArray() : EncodeObject();
        _open.RemoveAt(_open.Count - 1);
        if (outcome == JsonOutcome.Done)
        {
            stack.Pop();
        }

        return outcome;
    }

    /// <summary>
    /// Writes the elements in the order in which Lua iterates over them, as long as this is the order of the array.
    /// </summary>
    private JsonOutcome EncodeArray()
    {
        var table = stack.Count;
        var count = 0L;
        output.Writer.WriteStartArray();
        stack.PushNil();
        while (stack.Next(table))
        {
            if (!stack.IsInteger(-2) || !stack.TryInteger(-2, out var key) || key != count + 1)
            {
                stack.Pop(2);
                return EncodeScattered(table, count);
            }

            if (EncodeElement(++count) is var outcome and not JsonOutcome.Done)
            {
                return outcome;
            }
        }

        output.Writer.WriteEndArray();
        return JsonOutcome.Done;
    }

    /// <summary>
    /// Writes the elements behind <paramref name="position"/>, after checking that there are no other keys.
    /// </summary>
    private JsonOutcome EncodeScattered(int table, long position)
    {
        var length = stack.RawLength(table);
        stack.PushNil();
        var count = 0L;
        while (stack.Next(table))
        {
            stack.Pop();
            count++;
            if (!stack.IsInteger(-1) || !stack.TryInteger(-1, out var key) || key < 1 || key > length)
            {
                return Fails(stack.TypeOf(-1) == LuaType.String
                    ? "a table that has both positions and names cannot be encoded"
                    : "a list with holes, or with keys that are not positions, cannot be encoded");
            }
        }

        if (count != length)
        {
            return Fails("a list with holes cannot be encoded");
        }

        while (position < length)
        {
            _ = stack.PushElement(table, ++position);
            if (EncodeElement(position) is var outcome and not JsonOutcome.Done)
            {
                return outcome;
            }
        }

        output.Writer.WriteEndArray();
        return JsonOutcome.Done;
    }

    private JsonOutcome EncodeElement(long position)
    {
        var outcome = Encode(isElement: true);
        if (outcome == JsonOutcome.Failed)
        {
            Path.Prepend(position);
        }

        return outcome;
    }

    private JsonOutcome EncodeObject()
    {
        var table = stack.Count;
        output.Writer.WriteStartObject();
        if (sortsKeys)
        {
            if (!TryKeys(table, out var keys))
            {
                return Fails(NoName);
            }

            foreach (var key in keys)
            {
                stack.Push(key);
                stack.PushCopy(-1);
                _ = stack.ReplaceByElement(table);
                if (EncodeMember() is var outcome and not JsonOutcome.Done)
                {
                    return outcome;
                }

                stack.Pop();
            }
        }
        else
        {
            stack.PushNil();
            while (stack.Next(table))
            {
                if (EncodeMember() is var outcome and not JsonOutcome.Done)
                {
                    return outcome;
                }
            }
        }

        output.Writer.WriteEndObject();
        return JsonOutcome.Done;
    }

    /// <summary>Writes a key and, above it, its value, which it pops.</summary>
    private JsonOutcome EncodeMember()
    {
        var key = stack.Count - 1;
        if (stack.TypeOf(key) != LuaType.String)
        {
            return Fails(NoName);
        }

        if (EncodeKey(key) != JsonOutcome.Done)
        {
            return JsonOutcome.Failed;
        }

        var outcome = Encode(isElement: false);
        if (outcome == JsonOutcome.Failed)
        {
            Path.Prepend(stack.ToBytes(key));
        }

        return outcome;
    }

    /// <summary>
    /// Returns the keys of a table in the order of their bytes. Returns false if a key is not a string.
    /// </summary>
    private bool TryKeys(int table, out List<byte[]> keys)
    {
        keys = [];
        stack.PushNil();
        while (stack.Next(table))
        {
            stack.Pop();
            if (stack.TypeOf(-1) != LuaType.String)
            {
                return false;
            }

            keys.Add(stack.ToBytes(-1).ToArray());
        }

        keys.Sort(static (one, other) => one.AsSpan().SequenceCompareTo(other));
        return true;
    }

    /// <summary>True if the metatable of the value on top has <c>__tojson</c>.</summary>
    /// <param name="isArray">True if the value is marked as an array.</param>
    private bool HasToJson(out bool isArray)
    {
        isArray = false;
        if (!stack.PushMetatable(-1))
        {
            return false;
        }

        if (stack.Is(-1, values.ArrayMetatable))
        {
            isArray = true;
            stack.Pop();
            return false;
        }

        var has = stack.PushField(-1, "__tojson") != LuaType.Nil;
        isArray = stack.PushField(-2, "__jsontype") == LuaType.String && stack.ToBytes(-1).SequenceEqual("array"u8);
        stack.Pop(3);
        return has;
    }

    private JsonOutcome Fails(string problem)
    {
        Problem = problem;
        return JsonOutcome.Failed;
    }

    private static string NameOf(LuaType type) => type switch
    {
        LuaType.Function => "function",
        LuaType.Thread => "coroutine",
        _ => "userdata",
    };
}
