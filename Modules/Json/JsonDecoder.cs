using System.Text.Json;
using System.Text.Unicode;
using Moonwire.Runtime.Lua;

namespace Moonwire.Modules.Json;

/// <summary>
/// Converts a JSON text (RFC 8259) to Lua values. Pushes each value on the Lua stack when it is read. A container takes
/// the values above it when it ends, or when there are <see cref="MaxPending"/> of them, so that most tables are
/// created with their final size.
/// </summary>
/// <param name="stack">The stack that the values are pushed on.</param>
/// <param name="values">The value of null, and the metatable of arrays.</param>
internal sealed class JsonDecoder(LuaThread stack, JsonValues values)
{
    /// <summary>The maximum nesting depth of arrays and objects.</summary>
    internal const int MaxDepth = 1000;

    /// <summary>
    /// The number of values that a container takes from the stack at once. It is even, because an object takes keys and
    /// values.
    /// </summary>
    private const int MaxPending = 64;

    /// <summary>
    /// The number of values between two checks of the memory limit, because a push does not check it.
    /// </summary>
    private const int CheckEvery = 256;

    /// <summary>An estimate of the bytes that <see cref="CheckEvery"/> values take.</summary>
    private const int CheckedBytes = CheckEvery * 64;

    /// <summary>The open containers. The first one is for the value of the text.</summary>
    private Container[] _open = new Container[8];
    private int _depth;
    private int _sinceCheck;
    private bool _isUtf8;
    private bool _hasRoom = true;
    private byte[] _buffer = [];

    /// <summary>The position of the fault in the text.</summary>
    internal int Position { get; private set; }

    /// <summary>The path of the value at which decoding failed, such as <c>servers[2].port</c>.</summary>
    internal string Path { get; private set; } = "";

    /// <summary>The reason for the failure, for people.</summary>
    internal string Problem { get; private set; } = "";

    /// <summary>Pushes the value of a whole text. Returns false if the text is not JSON.</summary>
    internal bool TryDecode(ReadOnlySpan<byte> text)
    {
        var reader = new Utf8JsonReader(text, new JsonReaderOptions { MaxDepth = MaxDepth });
        var last = JsonTokenType.None;
        var end = 0L;
        _isUtf8 = Utf8.IsValid(text);
        try
        {
            while (reader.Read())
            {
                Take(ref reader);
                last = reader.TokenType;
                end = reader.BytesConsumed;
            }

            return true;
        }
        catch (Exception refusal) when (refusal is JsonException or InvalidOperationException)
        {
            var column = (refusal as JsonException)?.BytePositionInLine ?? 0;
            var fault = new JsonFault(text, (int)end, last, column, _depth == 0 ? null : _open[_depth].IsObject);
            Position = fault.Position;
            Problem = _hasRoom ? fault.Problem : "Lua's stack has no room for a value";
            Path = PathOf(fault);
            return false;
        }
    }

    private void Take(ref Utf8JsonReader reader)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                Begin(reader.TokenType == JsonTokenType.StartObject);
                return;
            case JsonTokenType.PropertyName:
                PushString(ref reader);
                return;
            case JsonTokenType.String:
                PushString(ref reader);
                break;
            case JsonTokenType.Number when reader.TryGetInt64(out var integer):
                stack.Push(integer);
                break;
            case JsonTokenType.Number:
                stack.Push(reader.GetDouble());
                break;
            case JsonTokenType.True or JsonTokenType.False:
                stack.Push(reader.TokenType == JsonTokenType.True);
                break;
            case JsonTokenType.Null:
                values.Null.Push(stack);
                break;
            default:
                End();
                break;
        }

        // The value is whole.
        ref var container = ref _open[_depth];
        container.Pending += container.IsObject ? 2 : 1;
        if (container.Pending == MaxPending)
        {
            Flush(ref container);
        }

        if (++_sinceCheck == CheckEvery)
        {
            _sinceCheck = 0;
            stack.RequireAllocatable(CheckedBytes);
        }
    }

    private void PushString(ref Utf8JsonReader reader)
    {
        var bytes = reader.ValueSpan;
        if (bytes.Length > CheckedBytes)
        {
            stack.RequireAllocatable(bytes.Length);
        }

        if (reader.ValueIsEscaped || !_isUtf8)
        {
            if (_buffer.Length < bytes.Length)
            {
                _buffer = new byte[bytes.Length * 2];
            }

            bytes = _buffer.AsSpan(0, reader.CopyString(_buffer)); // throws if the string is not UTF-8
        }

        stack.Push(bytes);
    }

    private void Begin(bool isObject)
    {
        _hasRoom = stack.Reserve(MaxPending + 8);
        if (!_hasRoom)
        {
            throw new InvalidOperationException();
        }

        if (++_depth == _open.Length)
        {
            Array.Resize(ref _open, _depth * 2);
        }

        _open[_depth] = new Container { IsObject = isObject, Bottom = stack.Count };
    }

    private void End()
    {
        ref var container = ref _open[_depth--];
        if (!container.HasTable || container.Pending > 0)
        {
            Flush(ref container);
        }

        if (!container.IsObject)
        {
            values.ArrayMetatable.Push(stack);
            stack.SetMetatable(-2);
        }
    }

    /// <summary>Moves the values on top into the table below them, which it creates for the first of them.</summary>
    private void Flush(ref Container container)
    {
        var pending = container.Pending;
        if (!container.HasTable)
        {
            container.HasTable = true;
            stack.PushTable(container.IsObject ? 0 : pending, container.IsObject ? pending / 2 : 0);
            stack.Insert(-pending - 1);
        }

        var table = stack.Count - pending;
        for (var i = 1; i <= pending; i++)
        {
            stack.PushCopy(table + i);
            if (!container.IsObject)
            {
                stack.SetElement(table, ++container.Flushed);
            }
            else if (i % 2 == 0)
            {
                stack.SetPair(table);
            }
        }

        stack.Pop(pending);
        container.Pending = 0;
    }

    private string PathOf(JsonFault fault)
    {
        var path = new JsonPath();
        if (fault.HasKey)
        {
            path.Prepend(fault.Key);
        }

        for (var depth = fault.IsInValue ? _depth : _depth - 1; depth > 0; depth--)
        {
            ref var container = ref _open[depth];
            if (container.IsObject)
            {
                path.Prepend(stack.ToBytes(container.Bottom + (container.HasTable ? 2 : 1) + container.Pending));
            }
            else
            {
                path.Prepend(container.Flushed + container.Pending + 1);
            }
        }

        return path.ToString();
    }

    private struct Container
    {
        internal bool IsObject;

        /// <summary>The number of values on the stack when the container began.</summary>
        internal int Bottom;

        /// <summary>True if the table is on the stack, below the pending values.</summary>
        internal bool HasTable;

        /// <summary>The number of elements that the table of an array has.</summary>
        internal int Flushed;

        /// <summary>The number of values on the stack that are not in the table yet, with their keys.</summary>
        internal int Pending;
    }
}
