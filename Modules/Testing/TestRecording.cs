using Moonwire.Runtime.Binding;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Hosting;
using Moonwire.Runtime.Loop;
using Moonwire.Runtime.Os;
using Moonwire.Runtime.Recording;
using Moonwire.Runtime.Streams;

namespace Moonwire.Modules.Testing;

/// <summary>Writes the datagrams of failed tests to files (--artifacts), with notes about the test.</summary>
internal sealed class TestRecording(ModuleContext context)
{
    private const int MaxNotes = 1000;
    private const int MaxText = 1000;

    private readonly List<RecordNote> _notes = [];
    private string _about = "";

    /// <summary>
    /// <c>begin_recording(about: string)</c>: begins the notes of a test. The output of child processes becomes notes.
    /// </summary>
    internal int Begin(LuaCall call)
    {
        _notes.Clear();
        _about = TextOf(call);
        ReadStream.ChildWrote = bytes => Add("a child wrote: " + LosslessText.Decode(bytes));
        return 0;
    }

    /// <summary><c>note(text: string)</c>: adds a note with the present time.</summary>
    internal int Note(LuaCall call)
    {
        Add(TextOf(call));
        return 0;
    }

    /// <summary>
    /// <c>write_recording(path: string, after: integer) -> boolean|string</c>: writes the events after the event of
    /// this number. The result is false without an event, or a message if the file cannot be written.
    /// </summary>
    internal int Write(LuaCall call)
    {
        if (context.Sockets.Recorder is not { } recorder)
        {
            return call.Return(false);
        }

        var path = LosslessText.Decode(call.Bytes(1));
        try
        {
            return call.Return(RingFile.Write(recorder, path, call.Integer(2), _notes, _about));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return call.Return(LosslessText.Encode(Reason(path, e)));
        }
    }

    /// <summary>
    /// Returns the reason why a file cannot be written. If a part of the path is a file and not a folder, .NET's
    /// exception names other reasons.
    /// </summary>
    private static string Reason(string path, Exception exception)
    {
        var folder = Path.GetDirectoryName(path);
        while (!string.IsNullOrEmpty(folder) && !Path.Exists(folder))
        {
            folder = Path.GetDirectoryName(folder);
        }

        return string.IsNullOrEmpty(folder) || Directory.Exists(folder)
            ? exception.Message
            : $"'{folder}' is not a folder";
    }

    private static string TextOf(LuaCall call) => LosslessText.Decode(call.Bytes(1));

    private void Add(string text)
    {
        text = PrintableText.Escape(text.TrimEnd(), kept: "\n\t");
        if (_notes.Count < MaxNotes)
        {
            _notes.Add(new RecordNote(WallClock.Now, text.Length > MaxText ? text[..MaxText] + "..." : text));
        }
    }
}
