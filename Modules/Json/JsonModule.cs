using System.Text;
using Moonwire.Modules.ByteSpan;
using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Errors;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Json;

/// <summary>
/// <c>json</c>: converts Lua values to JSON texts, and back. A function suspends only if a <c>__tojson</c> suspends.
/// </summary>
/// <remarks>
/// The shim calls all functions. If the data are wrong, a function returns false and the problem, and the shim raises
/// the problem. The shim calls the script's metamethods: see <see cref="JsonOutcome.NeedsLua"/>.
/// </remarks>
internal sealed unsafe class JsonModule(SpanType spans) : LuaModule
{
    private readonly JsonValues _values = new();
    private readonly UserdataType<nint> _null = new("json.null");
    private readonly ObjectType<JsonWriter> _writers = new("json.writer", static _ => { }, cost: 1300);

    public override string Name => "json";

    public override string Shim => "json.lua";

    public override IReadOnlyList<ModuleFunction> Functions => [];

    public override void AddValues(ModuleBuilder builder) => builder
        .Add(_null)
        .Add(_writers)
        .Add("keep", Keep)
        .Add("decode", Decode)
        .Add("encode", Encode)
        .Add("new_writer", NewWriter)
        .Add("value", Value)
        .Add("begin_object", (call) => Told(call, _writers.Get(call, 1).BeginContainer(isObject: true)))
        .Add("end_object", (call) => Told(call, _writers.Get(call, 1).EndContainer(isObject: true)))
        .Add("begin_array", (call) => Told(call, _writers.Get(call, 1).BeginContainer(isObject: false)))
        .Add("end_array", (call) => Told(call, _writers.Get(call, 1).EndContainer(isObject: false)))
        .Add("literal", Literal)
        .Add("enter", Enter)
        .Add("leave", Leave)
        .Add("generate", Generate)
        .Add("EINVAL", Errno.EINVAL)
        .Add("EBADMSG", Errno.EBADMSG);

    /// <summary><c>keep(array_metatable: table) -> null</c>: called once.</summary>
    private int Keep(LuaCall call)
    {
        _values.ArrayMetatable.Keep(call.Stack);
        _ = _null.Push(call.Stack);
        _values.Null.Keep(call.Stack);
        return 1;
    }

    /// <summary>
    /// <c>decode(text: string or byte_span) -> true, value</c>; or false, the problem, line, column and path.
    /// </summary>
    private int Decode(LuaCall call)
    {
        var stack = call.Stack;
        var text = spans.Bytes(call, 1);
        var start = text.StartsWith("\uFEFF"u8) ? 3 : 0; // a byte order mark
        stack.Push(value: true);
        var decoder = new JsonDecoder(stack, _values);
        if (decoder.TryDecode(text[start..]))
        {
            return 2;
        }

        var (line, column) = JsonFault.PlaceOf(text, start + decoder.Position);
        _ = stack.Reserve(8);
        stack.Push(value: false);
        stack.Push(decoder.Problem);
        stack.Push((long)line);
        stack.Push((long)column);
        stack.Push(decoder.Path);
        return 5;
    }

    /// <summary>
    /// <c>encode(value, indent: string or nil, sort_keys: boolean, escape_invalid: boolean) -> string</c>. Returns nil
    /// if a metamethod must be called; or false, the problem and the path.
    /// </summary>
    private int Encode(LuaCall call)
    {
        var output = Output(call, 2, 4);
        var stack = call.Stack;
        var encoder = new JsonEncoder(stack, _values, output, sortsKeys: stack.ToBoolean(3));
        stack.PushCopy(1);
        var outcome = encoder.Encode(isElement: false);
        return outcome == JsonOutcome.Done ? Push(stack, output) : NotDone(stack, outcome, encoder);
    }

    /// <summary><c>new_writer(indent: string or nil, escape_invalid: boolean) -> writer</c></summary>
    private int NewWriter(LuaCall call)
    {
        _writers.Push(call.Stack, new JsonWriter(Output(call, 1, 2)));
        return 1;
    }

    /// <summary>
    /// <c>value(writer, value, sort_keys: boolean) -> true</c>. Returns nil if a metamethod must be called; or false,
    /// the problem and the path.
    /// </summary>
    private int Value(LuaCall call)
    {
        var writer = _writers.Get(call, 1);
        var stack = call.Stack;
        if (writer.Begin(stack.TypeOf(2) == LuaType.String) is var misuse and not JsonMisuse.None)
        {
            return Told(call, misuse);
        }

        var isKey = writer.ExpectsKey;
        var encoder = Encoder(writer.Output);
        var outcome = JsonOutcome.Done;
        if (isKey)
        {
            outcome = encoder.EncodeKey(2);
        }
        else
        {
            // A table is written to another output first, because Utf8JsonWriter cannot take a part of a table back.
            for (var turn = stack.TypeOf(2) == LuaType.Table ? 0 : 1; turn < 2 && outcome == JsonOutcome.Done; turn++)
            {
                encoder = Encoder(turn == 0 ? writer.Output.Another() : writer.Output);
                stack.PushCopy(2);
                outcome = encoder.Encode(writer.IsInArray);
            }
        }

        if (outcome != JsonOutcome.Done)
        {
            return NotDone(stack, outcome, encoder);
        }

        writer.End(isKey);
        return call.Return(true);

        JsonEncoder Encoder(JsonOutput output) => new(stack, _values, output, stack.ToBoolean(3), writer.Depth);
    }

    /// <summary>
    /// <c>literal(writer, text: string) -> true</c>: writes the text in the place of a value. Returns false and the
    /// problem on failure.
    /// </summary>
    private int Literal(LuaCall call)
    {
        var writer = _writers.Get(call, 1);
        var text = call.Bytes(2);
        var misuse = text.IsEmpty ? JsonMisuse.ValueExpected : writer.Begin(isString: false);
        if (misuse == JsonMisuse.None)
        {
            writer.Output.Write(text, writer.IsInArray);
            writer.End(isKey: false);
        }

        return Told(call, misuse);
    }

    /// <summary><c>enter(writer)</c>: a <c>__tojson</c> is called, which must write one value.</summary>
    private int Enter(LuaCall call)
    {
        _writers.Get(call, 1).Enter();
        return 0;
    }

    /// <summary><c>leave(writer) -> boolean</c>: returns true if the <c>__tojson</c> wrote one value.</summary>
    private int Leave(LuaCall call) => call.Return(_writers.Get(call, 1).Leave());

    /// <summary>
    /// <c>generate(writer) -> string</c>: returns the text and starts a new one. Returns false and the problem on
    /// failure.
    /// </summary>
    private int Generate(LuaCall call)
    {
        var writer = _writers.Get(call, 1);
        if (writer.Finish() is var misuse and not JsonMisuse.None)
        {
            return Told(call, misuse);
        }

        _ = Push(call.Stack, writer.Output);
        writer.Clear();
        return 1;
    }

    private static int Push(LuaThread stack, JsonOutput output)
    {
        var text = output.Finish();
        stack.RequireAllocatable(text.Length);
        stack.Push(text);
        return 1;
    }

    private static JsonOutput Output(LuaCall call, int indent, int escapesInvalid) => new(
        call.IsAbsent(indent) ? null : call.Bytes(indent).ToArray(), call.Stack.ToBoolean(escapesInvalid));

    private static int NotDone(LuaThread stack, JsonOutcome outcome, JsonEncoder encoder)
    {
        _ = stack.Reserve(4);
        if (outcome == JsonOutcome.NeedsLua)
        {
            stack.PushNil();
            return 1;
        }

        stack.Push(value: false);
        stack.Push(Encoding.UTF8.GetBytes(encoder.Problem));
        stack.Push(encoder.Path.ToString());
        return 3;
    }

    private static int Told(LuaCall call, JsonMisuse misuse)
    {
        if (misuse == JsonMisuse.None)
        {
            return call.Return(true);
        }

        call.Stack.Push(value: false);
        if (misuse == JsonMisuse.OutsideOfValue)
        {
            return 1; // the shim knows the value
        }

        call.Stack.Push(misuse switch
        {
            JsonMisuse.KeyExpected => "a key, which is a string, is expected in an object",
            JsonMisuse.ValueExpected => "a value is expected",
            JsonMisuse.Complete => "the text has its one value already",
            JsonMisuse.TooDeep => $"arrays and objects are nested more than {JsonDecoder.MaxDepth} deep",
            _ => "an array or an object that was begun has to be ended first, and in its order",
        });
        return 2;
    }
}
