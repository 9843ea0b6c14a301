namespace Moonwire.Runtime.Recording;

/// <summary>A comment for a file.</summary>
/// <param name="time">The time in nanoseconds since 1970-01-01 UTC.</param>
/// <param name="text">The text.</param>
public sealed class RecordNote(long time, string text)
{
    public long Time => time;

    public string Text => text;
}
