using System.Text;
using Moonwire.Runtime.Diagnostics;
using Moonwire.Runtime.Os;

namespace Moonwire.Interpreter.Streams;

/// <summary>Standard error and standard output for moonwire's own messages.</summary>
internal static class StandardStreams
{
    /// <summary>A writer of messages to standard error. Text that standard error does not accept is lost.</summary>
    internal static TextWriter Errors { get; } = new ErrorWriter(ForPeople);

    /// <summary>
    /// A writer to standard output for moonwire's own text. .NET's writer is not used, because it needs a thread, which
    /// the system may refuse.
    /// </summary>
    internal static TextWriter Output => OperatingSystem.IsLinux() ? new OutputWriter() : OutputElsewhere();

    internal static bool IsErrorTerminal =>
        OperatingSystem.IsLinux() ? OutputDescriptor.IsTerminal(OutputDescriptor.Error) : !IsRedirectedElsewhere();

    /// <summary>
    /// Makes libraries that use .NET's standard error write directly to the descriptor, because .NET's own stream needs
    /// another descriptor, and loses its text if none is left.
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
    /// Returns text that cannot control a terminal, because messages quote data from the network. A file or a pipe gets
    /// the original text.
    /// </summary>
    private static string ForPeople(string text) =>
        IsErrorTerminal ? PrintableText.Escape(text, kept: "\t" + Environment.NewLine) : text;

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

    /// <summary>
    /// Writes with Console. It is a separate method, because even a reference to Console may take a descriptor, and
    /// none may be left.
    /// </summary>
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
