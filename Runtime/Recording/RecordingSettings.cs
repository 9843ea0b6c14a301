namespace Moonwire.Runtime.Recording;

/// <summary>The settings of the recorder.</summary>
public sealed record RecordingSettings
{
    /// <summary>
    /// The number of last datagrams that the recorder keeps for each socket, or 0 to keep no datagrams.
    /// </summary>
    public int Last { get; init; } = Recorder.DefaultLast;
}
