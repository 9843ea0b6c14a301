namespace Moonwire.Modules.Json;

/// <summary>The mistakes that a call of a writer can make.</summary>
internal enum JsonMisuse
{
    None,

    /// <summary>A value that is not a string was written in the place of a key.</summary>
    KeyExpected,

    /// <summary>A key has no value yet.</summary>
    ValueExpected,

    /// <summary>The call does not end the innermost container.</summary>
    NotOpen,

    /// <summary>The text has a whole value already.</summary>
    Complete,

    /// <summary>The container would be nested too deep.</summary>
    TooDeep,

    /// <summary>The call would write or end something outside of the value that a <c>__tojson</c> writes.</summary>
    OutsideOfValue,
}

/// <summary>
/// Checks the order of a script's calls, so that the text is JSON. The caller writes a value between
/// <see cref="Begin"/> and <see cref="End"/>.
/// </summary>
internal sealed class JsonWriter(JsonOutput output)
{
    /// <summary>The open containers, the innermost last. The first one is the text.</summary>
    private readonly List<(bool IsObject, int Values)> _open = [(false, 0)];

    /// <summary>
    /// The places at which the running <c>__tojson</c> functions write their value, the innermost last.
    /// </summary>
    private readonly List<(int Depth, int Values)> _places = [];

    internal JsonOutput Output => output;

    internal int Depth => _open.Count - 1;

    /// <summary>True if the next string is written as a key.</summary>
    internal bool ExpectsKey => _open[^1].IsObject && !IsBehindKey;

    /// <summary>True if the next value is an element of an array.</summary>
    internal bool IsInArray => Depth > 0 && !_open[^1].IsObject;

    /// <summary>True if a key was written and its value was not.</summary>
    private bool IsBehindKey { get; set; }

    private int Values => _open[^1].Values;

    /// <summary>Returns the mistake of writing a value or a key next.</summary>
    internal JsonMisuse Begin(bool isString) =>
        _places.Count > 0 && _places[^1].Depth == Depth && _places[^1].Values < Values ? JsonMisuse.OutsideOfValue
        : Depth == 0 && Values == 1 ? JsonMisuse.Complete
        : ExpectsKey && !isString ? JsonMisuse.KeyExpected
        : JsonMisuse.None;

    /// <summary>Counts a value or a key that was written.</summary>
    internal void End(bool isKey)
    {
        IsBehindKey = isKey;
        if (!isKey)
        {
            _open[^1] = (_open[^1].IsObject, Values + 1);
        }
    }

    internal JsonMisuse BeginContainer(bool isObject)
    {
        var misuse = Begin(isString: false);
        if (misuse != JsonMisuse.None || Depth == JsonDecoder.MaxDepth)
        {
            return misuse == JsonMisuse.None ? JsonMisuse.TooDeep : misuse;
        }

        if (isObject)
        {
            output.Writer.WriteStartObject();
        }
        else
        {
            output.Writer.WriteStartArray();
        }

        _open.Add((isObject, 0));
        IsBehindKey = false;
        return JsonMisuse.None;
    }

    internal JsonMisuse EndContainer(bool isObject)
    {
        if (_places.Count > 0 && _places[^1].Depth == Depth)
        {
            return JsonMisuse.OutsideOfValue;
        }

        if (Depth == 0 || _open[^1].IsObject != isObject)
        {
            return JsonMisuse.NotOpen;
        }

        if (IsBehindKey)
        {
            return JsonMisuse.ValueExpected;
        }

        if (isObject)
        {
            output.Writer.WriteEndObject();
        }
        else
        {
            output.Writer.WriteEndArray();
        }

        _open.RemoveAt(Depth);
        End(isKey: false);
        return JsonMisuse.None;
    }

    /// <summary>Allows one value only, until <see cref="Leave"/>.</summary>
    internal void Enter() => _places.Add((Depth, Values));

    /// <summary>Returns true if one whole value was written since <see cref="Enter"/>.</summary>
    internal bool Leave()
    {
        var (depth, values) = _places[^1];
        _places.RemoveAt(_places.Count - 1);
        return depth == Depth && values + 1 == Values;
    }

    /// <summary>Returns the mistake of ending the text now.</summary>
    internal JsonMisuse Finish() =>
        _places.Count > 0 ? JsonMisuse.OutsideOfValue
        : Depth > 0 ? JsonMisuse.NotOpen
        : Values == 0 ? JsonMisuse.ValueExpected
        : JsonMisuse.None;

    /// <summary>Drops the text, and starts a new one.</summary>
    internal void Clear()
    {
        output.Clear();
        _open[0] = (false, 0);
    }
}
