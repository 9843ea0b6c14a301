namespace Moonwire.Interpreter.Repl;

/// <summary>The results of handling a key.</summary>
internal enum EditOutcome
{
    /// <summary>Editing continues.</summary>
    None,

    /// <summary>The line is complete.</summary>
    Accepted,
    EndOfInput,

    /// <summary>Completion is requested.</summary>
    Completion,
    ClearScreen,
}

/// <summary>Edits a line, and browses and searches the history.</summary>
internal sealed class LineEditor(History history)
{
    private const string Indentation = "  ";

    private readonly EditBuffer _buffer = new();
    private string _prompt = "";
    private string _draft = "";
    private int _place; // index in the history; its count for the draft
    private string? _query; // text of a search, or null

    /// <summary>The text before the line: the prompt, or the search text.</summary>
    internal string Prompt => _query is null ? _prompt : $"(search '{_query}') ";

    internal string Text => _buffer.Text;

    internal int Cursor => _buffer.Cursor;

    internal string BeforeCursor => _buffer.Before;

    internal void Start(string prompt)
    {
        _prompt = prompt;
        _query = null;
        _buffer.Set("");
        _place = history.Count;
        _draft = "";
    }

    /// <summary>
    /// Replaces <paramref name="replaced"/> characters before the cursor by the common prefix of the candidates.
    /// Returns true if nothing could be added, so that the candidates should be shown.
    /// </summary>
    internal bool Offer(int replaced, IReadOnlyList<string> candidates)
    {
        if (candidates.Count == 0)
        {
            return false;
        }

        var common = candidates[0];
        foreach (var candidate in candidates)
        {
            common = common[..common.AsSpan().CommonPrefixLength(candidate)];
        }

        if (common.Length > replaced)
        {
            _buffer.Replace(replaced, common);
            return false;
        }

        return candidates.Count > 1;
    }

    internal EditOutcome Handle(Key key)
    {
        if (_query is not null && HandleSearch(key))
        {
            return EditOutcome.None;
        }

        switch (key.Kind)
        {
            case KeyKind.Enter:
                return EditOutcome.Accepted;
            case KeyKind.EndOfInput when _buffer.Text.Length == 0:
                return EditOutcome.EndOfInput;
            case KeyKind.ClearScreen:
                return EditOutcome.ClearScreen;
            case KeyKind.Tab when string.IsNullOrWhiteSpace(_buffer.Before):
                _buffer.Insert(Indentation);
                return EditOutcome.None;
            case KeyKind.Tab:
                return EditOutcome.Completion;
            case KeyKind.Search:
                _query = "";
                return EditOutcome.None;
            case KeyKind.Up:
                Go(-1);
                return EditOutcome.None;
            case KeyKind.Down:
                Go(1);
                return EditOutcome.None;
            default:
                Edit(key);
                return EditOutcome.None;
        }
    }

    private void Edit(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Text:
                _buffer.Insert(key.Text);
                break;
            case KeyKind.Backspace:
                _buffer.Backspace();
                break;
            case KeyKind.Delete or KeyKind.EndOfInput:
                _buffer.DeleteNext();
                break;
            case KeyKind.Left:
                _buffer.Left();
                break;
            case KeyKind.Right:
                _buffer.Right();
                break;
            case KeyKind.WordLeft:
                _buffer.WordLeft();
                break;
            case KeyKind.WordRight:
                _buffer.WordRight();
                break;
            case KeyKind.Home:
                _buffer.Home();
                break;
            case KeyKind.End:
                _buffer.End();
                break;
            case KeyKind.KillToEnd:
                _buffer.KillToEnd();
                break;
            case KeyKind.KillToStart:
                _buffer.KillToStart();
                break;
            case KeyKind.KillSpaceWordLeft:
                _buffer.KillSpaceWordLeft();
                break;
            case KeyKind.KillWordLeft:
                _buffer.KillWordLeft();
                break;
            case KeyKind.KillWordRight:
                _buffer.KillWordRight();
                break;
            case KeyKind.Yank:
                _buffer.Yank();
                break;
            case KeyKind.Transpose:
                _buffer.Transpose();
                break;
            default:
                break;
        }
    }

    /// <summary>Moves to the line above or below. From the first or last line, moves through the history.</summary>
    private void Go(int direction)
    {
        var next = _place + direction;
        if (_buffer.TryMoveLine(direction) || next < 0 || next > history.Count)
        {
            return;
        }

        if (_place == history.Count)
        {
            _draft = _buffer.Text;
        }

        _place = next;
        _buffer.Set(next == history.Count ? _draft : history[next]);
    }

    /// <summary>
    /// Handles a key of a search. Returns false if the key ends the search and is to be handled as usual.
    /// </summary>
    private bool HandleSearch(Key key)
    {
        switch (key.Kind)
        {
            case KeyKind.Text:
                _query += key.Text;
                Find(Math.Min(_place, history.Count - 1));
                return true;
            case KeyKind.Backspace:
                _query = _query!.Length == 0 ? "" : _query[..^1];
                return true;
            case KeyKind.Search:
                Find(_place - 1);
                return true;
            case KeyKind.Abort:
                _query = null;
                _place = history.Count;
                _buffer.Set("");
                return true;
            default:
                _query = null;
                return false;
        }
    }

    private void Find(int from)
    {
        for (var i = from; i >= 0; i--)
        {
            if (history[i].Contains(_query!, StringComparison.Ordinal))
            {
                _place = i;
                _buffer.Set(history[i]);
                return;
            }
        }
    }
}
