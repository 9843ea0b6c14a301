namespace Moonwire.Interpreter.Repl;

/// <summary>What a person wants done, by whatever key.</summary>
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

    /// <summary>A key that means nothing here.</summary>
    Other,
}

/// <param name="Kind">What is wanted.</param>
/// <param name="Text">What <see cref="KeyKind.Text"/> inserts.</param>
internal readonly record struct Key(KeyKind Kind, string Text = "");
