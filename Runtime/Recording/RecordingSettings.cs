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

    /// <summary>The path of the file for all datagrams, "-" for standard output, or null for no file.</summary>
    public string? File { get; init; }

    /// <summary>The open file, or null.</summary>
    public RecordDescriptor? Descriptor { get; init; }

    /// <summary>The maximum number of bytes of each datagram in the file, or null for all bytes.</summary>
    public int? SnapLength { get; init; }

    /// <summary>The values of --redact: ranges, and paths of Lua files. Null without the option.</summary>
    public IReadOnlyList<string>? Redact { get; init; }

    /// <summary>The bytes that are not recorded, after the files were loaded, or null for no such bytes.</summary>
    public Redactions? Redactions { get; init; }
}
