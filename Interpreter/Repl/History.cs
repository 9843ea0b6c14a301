namespace Moonwire.Interpreter.Repl;

/// <summary>
/// The statements that were run, the oldest first, up to a capacity. A statement may have several lines.
/// </summary>
internal sealed class History(int capacity = History.DefaultCapacity)
{
    internal const int DefaultCapacity = 1000;

    private readonly List<string> _entries = [];

    internal int Count => _entries.Count;

    internal string this[int index] => _entries[index];

    /// <summary>Adds a statement, unless it is blank or repeats the last one. Returns true if it was added.</summary>
    internal bool Add(string text)
    {
        if (string.IsNullOrWhiteSpace(text) || (_entries.Count > 0 && _entries[^1] == text))
        {
            return false;
        }

        if (_entries.Count == capacity)
        {
            _entries.RemoveAt(0);
        }

        _entries.Add(text);
        return true;
    }
}
