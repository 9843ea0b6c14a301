using System.Text;
using Moonwire.Runtime.Native;

namespace Moonwire.Interpreter;

/// <summary>Standard error for what a program says beside the script's own output.</summary>
internal static class StandardStreams
{
    /// <summary>Standard error as a writer, which drops what standard error does not take.</summary>
    internal static TextWriter Errors { get; } = new ErrorWriter();

    internal static void WriteError(string line) => Write(line + "\n");

    private static void Write(string text)
    {
        if (OperatingSystem.IsLinux())
        {
            OutputDescriptor.Write(OutputDescriptor.Error, text);
        }
        else
        {
            WriteElsewhere(text);
        }
    }

    /// <summary>Apart, because only to name Console may take a descriptor, of which there may be none left.</summary>
    private static void WriteElsewhere(string text) => Console.Error.Write(text);

    private sealed class ErrorWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => StandardStreams.Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => StandardStreams.Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => StandardStreams.Write(buffer.ToString());

        public override void Write(string? value) => StandardStreams.Write(value ?? "");

        public override void WriteLine(string? value) => StandardStreams.Write(value + CoreNewLine.AsSpan().ToString());
    }
}
