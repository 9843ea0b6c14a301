using System.Globalization;

namespace Moonwire.Interpreter.Repl;

/// <summary>
/// Text with a cursor, which is between two characters as people see them. Killed text can be yanked.
/// </summary>
internal sealed class EditBuffer
{
    private string _killed = "";

    internal string Text { get; private set; } = "";

    /// <summary>The number of UTF-16 units before the cursor.</summary>
    internal int Cursor { get; private set; }

    internal string Before => Text[..Cursor];

    internal void Set(string text)
    {
        Text = text;
        Cursor = text.Length;
    }

    internal void Insert(string text)
    {
        Text = Text.Insert(Cursor, text);
        Cursor += text.Length;
    }

    /// <summary>Replaces <paramref name="count"/> units before the cursor by a text.</summary>
    internal void Replace(int count, string text)
    {
        Delete(Math.Max(0, Cursor - count), Cursor);
        Insert(text);
    }

    internal void Left() => Cursor = Previous();

    internal void Right() => Cursor = Next();

    internal void WordLeft() => Cursor = WordStart(char.IsLetterOrDigit);

    internal void WordRight() => Cursor = WordEnd();

    /// <summary>Moves to the start of the cursor's line.</summary>
    internal void Home() => Cursor = LineStart();

    internal void End() => Cursor = LineEnd();

    internal void Backspace() => Delete(Previous(), Cursor);

    internal void DeleteNext() => Delete(Cursor, Next());

    internal void KillToEnd() => Kill(Cursor, LineEnd() is var end && end == Cursor ? Next() : end);

    internal void KillToStart() => Kill(LineStart(), Cursor);

    internal void KillWordLeft() => Kill(WordStart(char.IsLetterOrDigit), Cursor);

    internal void KillSpaceWordLeft() => Kill(WordStart(static c => !char.IsWhiteSpace(c)), Cursor);

    internal void KillWordRight() => Kill(Cursor, WordEnd());

    internal void Yank() => Insert(_killed);

    /// <summary>Exchanges the characters before and after the cursor; at the end, the last two characters.</summary>
    internal void Transpose()
    {
        if (Cursor == Text.Length)
        {
            Left();
        }

        var (start, end) = (Previous(), Next());
        if (start < Cursor && Cursor < end)
        {
            Text = Text[..start] + Text[Cursor..end] + Text[start..Cursor] + Text[end..];
        }

        Cursor = end;
    }

    /// <summary>Moves to the line above or below. Returns false if no such line exists.</summary>
    internal bool TryMoveLine(int direction)
    {
        var (start, end) = (LineStart(), LineEnd());
        if (direction < 0 ? start == 0 : end == Text.Length)
        {
            return false;
        }

        var column = Cursor - start;
        Cursor = direction < 0 ? start - 1 : end + 1;
        Cursor = Math.Min(LineStart() + column, LineEnd());
        return true;
    }

    private int LineStart() => Cursor == 0 ? 0 : Text.LastIndexOf('\n', Cursor - 1) + 1;

    private int LineEnd() => Text.IndexOf('\n', Cursor) is >= 0 and var end ? end : Text.Length;

    private int Next() => Cursor == Text.Length ? Cursor : Cursor + StringInfo.GetNextTextElementLength(Text, Cursor);

    private int Previous()
    {
        var at = 0;
        var previous = 0;
        while (at < Cursor)
        {
            previous = at;
            at += StringInfo.GetNextTextElementLength(Text, at);
        }

        return previous;
    }

    private int WordStart(Func<char, bool> isWord)
    {
        var at = Cursor;
        while (at > 0 && !isWord(Text[at - 1]))
        {
            at--;
        }

        while (at > 0 && isWord(Text[at - 1]))
        {
            at--;
        }

        return at;
    }

    private int WordEnd()
    {
        var at = Cursor;
        while (at < Text.Length && !char.IsLetterOrDigit(Text[at]))
        {
            at++;
        }

        while (at < Text.Length && char.IsLetterOrDigit(Text[at]))
        {
            at++;
        }

        return at;
    }

    private void Kill(int start, int end)
    {
        if (start < end)
        {
            _killed = Text[start..end];
            Delete(start, end);
        }
    }

    private void Delete(int start, int end)
    {
        Text = Text.Remove(start, end - start);
        Cursor = start;
    }
}
