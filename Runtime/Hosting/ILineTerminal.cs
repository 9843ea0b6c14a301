namespace Moonwire.Runtime.Hosting;

/// <summary>A terminal on which the user edits lines in interactive mode.</summary>
/// <remarks>Members are called on the loop's thread. Any thread may call <see cref="Hide"/>.</remarks>
public interface ILineTerminal
{
    /// <summary>
    /// Reads a line after a prompt. Without a prompt, continues with the line for which completion was requested.
    /// </summary>
    /// <param name="ended">Called once on the loop's thread, perhaps before this method returns. Not called after
    /// <see cref="Abandon"/>.</param>
    void Read(string? prompt, Action<LineEvent> ended);

    /// <summary>Stops reading, because no fiber waits for the line any more.</summary>
    void Abandon();

    /// <summary>
    /// Answers a request for completion: each candidate may replace <paramref name="replaced"/> characters before the
    /// cursor.
    /// </summary>
    void Offer(int replaced, IReadOnlyList<string> candidates);

    /// <summary>Saves a statement in the history.</summary>
    void Save(string text);

    /// <summary>Updates the screen. Called before each poll of the loop, which may sleep.</summary>
    void Show();

    /// <summary>
    /// Removes the line from the screen until <see cref="Show"/>, so that other text can be written there.
    /// </summary>
    void Hide();
}

/// <param name="Kind">The reason why reading has ended.</param>
/// <param name="Text">The line, or the text before the cursor for a completion.</param>
public readonly record struct LineEvent(LineEventKind Kind, string Text);

/// <summary>The reasons why reading a line ends, with the numbers that <c>terminal_lines.lua</c> uses.</summary>
public enum LineEventKind
{
    Line,

    /// <summary>The end of input.</summary>
    End,

    /// <summary>The user has given up the line.</summary>
    Cancelled,

    /// <summary>The user requests completion. Reading continues afterwards.</summary>
    Completion,
}
