using Moonwire.Runtime.Os;

namespace Moonwire.Runtime.Recording;

/// <summary>The settings of the recorder.</summary>
public sealed record RecordingSettings
{
    /// <summary>
    /// The number of last datagrams that the recorder keeps for each socket, or 0 to keep no datagrams. The default is
    /// 0 if MOONWIRE_DISABLE turns the recorder off.
    /// </summary>
    public int Last { get; init; } = Shortcuts.Allow(Shortcut.Recorder) ? Recorder.DefaultLast : 0;
}
