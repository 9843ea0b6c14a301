using Moonwire.Interpreter.Logging;
using Moonwire.Interpreter.Streams;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Recording;

namespace Moonwire.Interpreter;

/// <summary>Loads the Lua files of --redact.</summary>
internal static class RedactionFiles
{
    /// <summary>
    /// Loads the files, if the settings have --redact. If this fails, reports the reason and returns false.
    /// </summary>
    internal static bool TryLoad(RecordingSettings settings, out RecordingSettings loaded)
    {
        loaded = settings;
        if (settings.Redact is not { } values)
        {
            return true;
        }

        var ranges = new List<Redaction>();
        var functions = new List<RedactFunction>();
        foreach (var value in values)
        {
            if (Redaction.Parse(value) is { } range)
            {
                ranges.Add(range);
            }
            else if (Load(value) is { } function)
            {
                functions.Add(function);
            }
            else
            {
                return false;
            }
        }

        loaded = settings with { Redactions = new Redactions([.. ranges], [.. functions]) };
        return true;
    }

    private static RedactFunction? Load(string path)
    {
        string problem;
        try
        {
            if (RedactFile.Load(path, out problem) is { } function)
            {
                return function;
            }
        }
        catch (Exception e) when (FileProblem.Is(e))
        {
            problem = FileProblem.Words(e);
        }

        StandardStreams.WriteError($"moonwire: cannot use '{path}' for --redact: {PrintableText.Escape(problem)}");
        return null;
    }
}
