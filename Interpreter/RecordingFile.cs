using Moonwire.Interpreter.Logging;
using Moonwire.Interpreter.Streams;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter;

/// <summary>Opens the file of --record.</summary>
internal static class RecordingFile
{
    private const string StandardOutput = "-";

    /// <summary>
    /// Opens the file, if the settings name a file. If this fails, reports the reason and returns false.
    /// </summary>
    internal static bool TryOpen(RecordingSettings settings, out RecordingSettings opened)
    {
        opened = settings;
        if (settings.File is not { } path)
        {
            return true;
        }

        if (Problem(path) is { } problem)
        {
            StandardStreams.WriteError($"moonwire: {problem}");
            return false;
        }

        try
        {
            if (path != StandardOutput && CaptureFile.IsOther(path))
            {
                StandardStreams.WriteError(
                    $"moonwire: cannot write the recording '{path}': the file exists and is not a pcapng or pcap file");
                return false;
            }

            opened = settings with
            {
                Descriptor = path == StandardOutput ? RecordDescriptor.TakeOutput() : RecordDescriptor.Open(path),
            };
            return true;
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            StandardStreams.WriteError($"moonwire: cannot write the recording '{path}': {FileProblem.Words(e)}");
            return false;
        }
    }

    private static string? Problem(string path) => path switch
    {
        "" => "--record needs the path of a file",
        _ when !OperatingSystem.IsLinux() => "--record needs Linux",
        StandardOutput when OutputDescriptor.IsTerminal(OutputDescriptor.Output) =>
            "cannot write the recording to a terminal: redirect standard output to a file or a program",
        _ => null,
    };
}
