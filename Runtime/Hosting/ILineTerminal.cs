namespace Moonwire.Runtime.Hosting;

/// <summary>A terminal on which somebody edits lines for interactive mode.</summary>
/// <remarks>On the loop's thread, but for <see cref="Hide"/>, which any may call.</remarks>
public interface ILineTerminal
{
    /// <summary>Reads a line behind a prompt, or, with null, goes on with the one whose completion was asked for.</summary>
    /// <param name="ended">Called once, on the loop's thread, maybe before this returns; not after <see cref="Abandon"/>.</param>
    void Read(string? prompt, Action<LineEvent> ended);

    /// <summary>Nobody waits for the line any more.</summary>
    void Abandon();

    /// <summary>Answers a wish for completion: what may stand for so many characters before the cursor.</summary>
    void Offer(int replaced, IReadOnlyList<string> candidates);

    /// <summary>Keeps a statement for later.</summary>
    void Save(string text);

    /// <summary>The loop may wait next: what is on the screen must be as it should.</summary>
    void Show();

    /// <summary>Takes the line from the screen, for something else to be written there, until <see cref="Show"/>.</summary>
    void Hide();
}

/// <param name="Kind">Why reading has ended.</param>
/// <param name="Text">The line; or, for a completion, what stands before the cursor.</param>
public readonly record struct LineEvent(LineEventKind Kind, string Text);

/// <summary>Why reading a line has ended, with the numbers that <c>terminal_lines.lua</c> has for it.</summary>
public enum LineEventKind
{
    Line,

    /// <summary>The end of input.</summary>
    End,

    /// <summary>The line was given up.</summary>
    Cancelled,

    /// <summary>Completion is wished for; reading goes on after it.</summary>
    Completion,
}
