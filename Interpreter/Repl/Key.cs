namespace Moonwire.Interpreter.Repl;

/// <summary>The editing commands, whatever key they are bound to.</summary>
internal enum KeyKind
{
    /// <summary>Text to insert, typed or pasted, which may have several lines.</summary>
    Text,
    Enter,
    Tab,
    Backspace,
    Delete,
    Left,
    Right,
    WordLeft,
    WordRight,
    Home,
    End,
    Up,
    Down,
    KillToEnd,
    KillToStart,
    KillSpaceWordLeft,
    KillWordLeft,
    KillWordRight,
    Yank,
    Transpose,
    ClearScreen,
    EndOfInput,
    Search,
    Abort,

    /// <summary>A key without a meaning here.</summary>
    Other,
}

/// <param name="Kind">The command.</param>
/// <param name="Text">The text that <see cref="KeyKind.Text"/> inserts.</param>
internal readonly record struct Key(KeyKind Kind, string Text = "");
