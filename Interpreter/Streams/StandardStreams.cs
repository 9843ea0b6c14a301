using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Os;

namespace Moonwire.Interpreter.Streams;

/// <summary>Standard error and standard output for what moonwire says beside the script's own output.</summary>
internal static class StandardStreams
{
    /// <summary>Standard error as a writer of messages, which drops what standard error does not take.</summary>
    internal static TextWriter Errors { get; } = new ErrorWriter(ForPeople);

    /// <summary>
    /// Standard output as a writer for what moonwire itself prints. .NET's own writer needs a thread, which the system may
    /// not give.
    /// </summary>
    internal static TextWriter Output => OperatingSystem.IsLinux() ? new OutputWriter() : OutputElsewhere();

    internal static bool IsErrorTerminal => OperatingSystem.IsLinux() ? OutputDescriptor.IsTerminal(OutputDescriptor.Error) : !IsRedirectedElsewhere();

    /// <summary>
    /// Has libraries that write to .NET's standard error write to the descriptor itself, because .NET's own stream needs a
    /// descriptor more, and loses what it cannot write without one.
    /// </summary>
    internal static void TakeOverErrors()
    {
        if (OperatingSystem.IsLinux())
        {
            Console.SetError(new ErrorWriter(LosslessText.Replace)); // not escaped, because the log has its own colours
        }
    }

    internal static void WriteError(string line) => Write(ForPeople(line) + "\n");

    /// <summary>
    /// Returns a text that commands no terminal: messages quote what came from the network. A file or a pipe gets the text as
    /// it is.
    /// </summary>
    private static string ForPeople(string text) => IsErrorTerminal ? PrintableText.Escape(text, kept: "\t" + Environment.NewLine) : text;

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

    private static TextWriter OutputElsewhere() => Console.Out;

    private static bool IsRedirectedElsewhere() => Console.IsErrorRedirected;

    private abstract class DescriptorWriter : TextWriter
    {
        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Write(value.ToString());

        public override void Write(char[] buffer, int index, int count) => Write(new string(buffer, index, count));

        public override void Write(ReadOnlySpan<char> buffer) => Write(buffer.ToString());

        public override void WriteLine(string? value) => Write(value + CoreNewLine.AsSpan().ToString());
    }

    private sealed class ErrorWriter(Func<string, string> convert) : DescriptorWriter
    {
        public override void Write(string? value) => StandardStreams.Write(convert(value ?? ""));
    }

    private sealed class OutputWriter : DescriptorWriter
    {
        public override void Write(string? value) => OutputDescriptor.WriteAll(OutputDescriptor.Output, value ?? "");
    }
}
